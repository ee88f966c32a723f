import KubernetesAPI

/// What is wrong with conditions on properties.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/placement.go`
/// (validatePropertySelectorRequirements), vectors `placement-validate`.
enum PropertyValidation {
  private static let operators: Set<String> = ["Gt", "Ge", "Lt", "Le", "Eq", "Ne"]

  static func findings(_ requirements: [PropertySelectorRequirement]) -> [String] {
    var found: [String] = []
    var names: [String] = []
    var byName: [String: [(operator: String, value: Quantity)]] = [:]
    var counts: [String: Int] = [:]
    for requirement in requirements {
      found += findings(name: requirement.name)
      if counts[requirement.name] == nil { names.append(requirement.name) }
      counts[requirement.name, default: 0] += 1
      guard operators.contains(requirement.operator) else {
        found.append("unsupported operator")
        continue
      }
      guard requirement.values.count == 1 else {
        found.append("requires exactly one value")
        continue
      }
      guard let value = try? Quantity(parsing: requirement.values[0]) else {
        found.append("is not a valid resource.Quantity")
        continue
      }
      byName[requirement.name, default: []].append((requirement.operator, value))
    }
    for name in names where counts[name, default: 0] > 1 {
      if let conflict = conflict(byName[name] ?? []) {
        found += ["inconsistent requirements on property", conflict]
      }
    }
    return found
  }

  static func findings(name: String) -> [String] {
    if name.utf8.starts(with: PropertySource.resourcePrefix.utf8) {
      let rest = name.dropFirst(PropertySource.resourcePrefix.count)
      guard let dash = rest.firstIndex(of: "-") else {
        return ["expected format is [PREFIX]/[CAPACITY_TYPE]-[RESOURCE_NAME]"]
      }
      guard ["total", "allocatable", "available"].contains(rest[..<dash]) else {
        return ["invalid capacity type in resource property name"]
      }
      return NameSyntax.isQualifiedName(name) ? [] : ["is not valid: "]
    }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count <= 1 { return NameSyntax.isQualifiedName(name) ? [] : ["is not valid: "] }
    if !NameSyntax.isSubdomain(parts[0]), !NameSyntax.isQualifiedName(parts[0]) {
      return ["property name first segment", "is not valid: "]
    }
    // Each further part is a name by itself, so there may be more than one slash.
    for part in parts.dropFirst() where !NameSyntax.isQualifiedName(part) {
      return ["property name segment", "is not valid: "]
    }
    return []
  }

  private struct Bound {
    var value: Quantity
    var isStrict: Bool
  }

  /// The first contradiction among conditions on one property.
  private static func conflict(_ conditions: [(operator: String, value: Quantity)]) -> String? {
    var lower: Bound?
    var upper: Bound?
    var equal: Quantity?
    var unequal: [Quantity] = []
    for (name, value) in conditions {
      switch name {
      case "Gt", "Ge": tighten(&lower, Bound(value: value, isStrict: name == "Gt"), sign: 1)
      case "Lt", "Le": tighten(&upper, Bound(value: value, isStrict: name == "Lt"), sign: -1)
      case "Eq":
        if let equal, Quantity.compare(equal, value) != 0 { return "conflicting Eq values" }
        equal = value
      default: unequal.append(value)
      }
    }
    if let equal, unequal.contains(where: { Quantity.compare(equal, $0) == 0 }) {
      return "conflicting Eq and Ne on same value"
    }
    if let lower, let upper {
      let order = Quantity.compare(lower.value, upper.value)
      if order > 0 || (order == 0 && (lower.isStrict || upper.isStrict)) {
        return "exclude all values"
      }
    }
    guard let equal else { return nil }
    if let lower {
      let order = Quantity.compare(equal, lower.value)
      if order < 0 || (order == 0 && lower.isStrict) { return "violates lower bound" }
    }
    if let upper {
      let order = Quantity.compare(equal, upper.value)
      if order > 0 || (order == 0 && upper.isStrict) { return "violates upper bound" }
    }
    return nil
  }

  private static func tighten(_ bound: inout Bound?, _ candidate: Bound, sign: Int) {
    guard let current = bound else {
      bound = candidate
      return
    }
    let order = Quantity.compare(candidate.value, current.value) * sign
    if order > 0 || (order == 0 && candidate.isStrict && !current.isStrict) {
      bound = candidate
    }
  }
}
