import Documents

/// One of `spec.tenants`.
public struct TenantSection: Sendable, Equatable {
  package var name = ""
  package var namespaces: [String] = []
  package var jurisdictions: [String] = []

  static let declaration = Declaration<TenantSection>(
    "Tenant", "Who owns workloads. What no tenant owns belongs to the tenant `default`.",
    initial: TenantSection.init,
    fields: [
      .required("name", \.name, .name, "The tenant's name"),
      .field(
        "namespaces", \.namespaces, .list(of: .text),
        "The namespaces it owns; empty: the one of its own name"),
      .field(
        "jurisdictions", \.jurisdictions, .list(of: .text),
        "Where its pods may run; a pod elsewhere is an invariant violation; empty: anywhere"),
    ],
    check: { tenant, _, _ in
      if tenant.namespaces.isEmpty { tenant.namespaces = [tenant.name] }
    })
}
