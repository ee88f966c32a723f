import GoSemantics
import KubernetesAPI

/// Which exports of a service count: those with the ports that were resolved first.
///
/// Mirrors: `fleet-networking@4fcffcf pkg/controllers/hub/{serviceimport,
/// internalserviceexport}/controller.go`.
public struct ServiceResolution: Sendable, Equatable {
  /// One cluster's export.
  public struct Export: Sendable, Equatable {
    /// The cluster.
    public var cluster: String
    /// The ports, whose order matters.
    public var ports: [ServiceImportPort]
    /// Whether the hub's finalizer is there already; before, the export does not count.
    public var isRegistered: Bool
    /// Whether it is being deleted.
    public var isDeleting: Bool

    /// An export.
    public init(
      cluster: String, ports: [ServiceImportPort], isRegistered: Bool = true,
      isDeleting: Bool = false
    ) {
      self.cluster = cluster
      self.ports = ports
      self.isRegistered = isRegistered
      self.isDeleting = isDeleting
    }
  }

  /// The ports of the import; empty while nothing is resolved.
  public private(set) var ports: [ServiceImportPort] = []
  /// The clusters behind the import, in the order in which they came.
  public private(set) var clusters: [String] = []
  /// The clusters whose export is in conflict.
  public private(set) var conflicts: [String] = []

  /// An import of which nothing is resolved.
  public init() {}

  /// Resolves an import that has no clusters.
  ///
  /// - Parameter exports: In the order of the list, by namespace and name.
  /// - Returns: False if nothing is exported: the import is deleted.
  @discardableResult public mutating func resolve(_ exports: [Export]) -> Bool {
    guard clusters.isEmpty else { return true }
    let counting = exports.filter { $0.isRegistered && !$0.isDeleting }
    guard let first = counting.first else {
      ports = []
      return false
    }
    ports = first.ports
    for export in counting {
      if export.ports == first.ports {
        if !clusters.contains(export.cluster) { clusters.append(export.cluster) }
      } else {
        conflicts.append(export.cluster)
      }
    }
    return true
  }

  /// An export came or changed; one of other ports is in conflict, and takes its cluster away.
  ///
  /// - Returns: False if nothing is resolved yet: it is looked at again two seconds later.
  @discardableResult public mutating func update(_ export: Export) -> Bool {
    if ports.isEmpty { return false }
    if export.ports == ports {
      conflicts.removeAll { $0 == export.cluster }
      if !clusters.contains(export.cluster) { clusters.append(export.cluster) }
      return true
    }
    remove(export.cluster)
    // If it was the last one, its new ports are resolved afresh.
    if ports.isEmpty { return false }
    if !conflicts.contains(export.cluster) { conflicts.append(export.cluster) }
    return true
  }

  /// An export went; with the last one the resolution is forgotten.
  public mutating func remove(_ cluster: String) {
    clusters.removeAll { $0 == cluster }
    conflicts.removeAll { $0 == cluster }
    if clusters.isEmpty { ports = [] }
  }
}

/// What a MultiClusterService makes of its import.
///
/// Mirrors: `fleet-networking@4fcffcf pkg/controllers/multiclusterservice/controller.go`.
public enum MultiClusterServiceState: Sendable, Equatable {
  /// Another MultiClusterService of this member owns the import: it is tried again.
  case ownedByAnother
  /// Nothing is exported: a load balancer that was there is removed.
  case importing
  /// A service of type LoadBalancer with these ports stands for all exporting clusters.
  case serving(ports: [ServiceImportPort], isInternal: Bool)

  /// The state of a service.
  ///
  /// - Parameter owner: The MultiClusterService that controls the import; nil if none does.
  public init(
    _ service: MultiClusterService, import resolution: ServiceResolution?, owner: String?
  ) {
    if let owner, owner != service.metadata.name {
      self = .ownedByAnother
    } else if let resolution, !resolution.clusters.isEmpty {
      let text = service.metadata.annotations[MultiClusterService.internalAnnotation] ?? ""
      self = .serving(ports: resolution.ports, isInternal: Self.isTrue(text))
    } else {
      self = .importing
    }
  }

  /// What Go's `ParseBool` takes for true.
  private static func isTrue(_ text: String) -> Bool {
    ["1", "t", "T", "TRUE", "true", "True"].contains(text)
  }

  /// The name of the service that stands for all, in the system namespace.
  public static func derivedName(_ service: MultiClusterService) -> String {
    "\(service.metadata.namespace)-\(service.metadata.name)"
  }
}

extension ServiceExport {
  /// The weight of the export: 1 without the annotation.
  ///
  /// Mirrors: `fleet-networking@4fcffcf pkg/common/objectmeta/objectmeta.go`.
  ///
  /// - Returns: Nil if it is no whole number from 0 to 1000: the export is invalid.
  public var weight: Int64? {
    guard let text = metadata.annotations[Self.weightAnnotation] else { return 1 }
    guard let weight = Int64(text), (0...1000).contains(weight) else { return nil }
    return weight
  }
}
