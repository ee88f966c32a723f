import GoSemantics

/// Where a MultiClusterService and the EndpointSlices behind it go.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/multiclusterservice`, `pkg/util/helper/mcs.go`.
public enum MultiClusterServices {
  /// The type of services that are offered to other clusters; all others are only taken back.
  public static let crossCluster = "CrossCluster"

  /// What matters of a cluster.
  public enum ClusterState: Sendable, Equatable {
    /// It does not exist.
    case notFound
    /// It is not ready.
    case notReady
    /// Its list of APIs is complete and has no EndpointSlice.
    case lacksEndpointSlices
    /// It can take EndpointSlices, as far as is known.
    case usable

    /// The state of a cluster that exists.
    ///
    /// - Parameters:
    ///   - isReady: Whether its condition `Ready` is True.
    ///   - servedKinds: The kinds it serves.
    ///   - listIsComplete: Whether its condition `CompleteAPIEnablements` is True; an incomplete
    ///     list disables nothing.
    public init(isReady: Bool, servedKinds: ServedKinds, listIsComplete: Bool) {
      if !isReady {
        self = .notReady
      } else if listIsComplete,
        !servedKinds.contains(apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice")
      {
        self = .lacksEndpointSlices
      } else {
        self = .usable
      }
    }
  }

  /// The clusters that a list of names means, in name order: all clusters if it is empty.
  public static func clusters(named names: [String], of all: [String]) -> [String] {
    Set(names.isEmpty ? all : names).sorted(by: bytewiseLess)
  }

  /// The providers from which EndpointSlices are collected; the others are asked again when they
  /// change.
  public static func collecting(
    providers: [String], state: (String) -> ClusterState
  ) -> [String] {
    providers.filter { state($0) == .usable }
  }

  /// Where an EndpointSlice of a provider is dispatched: to every consumer but the provider itself.
  ///
  /// - Parameters:
  ///   - provider: The cluster that the slice comes from.
  ///   - consumers: The clusters that use the service.
  ///   - state: What matters of a cluster.
  /// - Returns: The consumers that get it, and those that are passed over with an event, in the
  ///   order given.
  public static func dispatch(
    from provider: String, to consumers: [String], state: (String) -> ClusterState
  ) -> (reached: [String], skipped: [(cluster: String, state: ClusterState)]) {
    var reached: [String] = []
    var skipped: [(cluster: String, state: ClusterState)] = []
    for consumer in consumers where consumer != provider {
      let state = state(consumer)
      if state == .usable { reached.append(consumer) } else { skipped.append((consumer, state)) }
    }
    return (reached, skipped)
  }

  /// The clusters that lose a dispatched EndpointSlice: those that have one and use the service no
  /// longer. Clusters that are merely not ready keep it.
  public static func orphans(among holders: [String], consumers: [String]) -> [String] {
    holders.filter { !consumers.contains($0) }
  }

  /// The slice's name in a consumer, which tells where it comes from.
  public static func sliceName(_ name: String, from provider: String) -> String {
    "\(provider)-\(name)"
  }

  /// The clusters that the Service itself is placed on: providers and consumers, in name order, whose
  /// objects are overwritten.
  public static func serviceClusters(providers: [String], consumers: [String]) -> [String] {
    Set(providers).union(consumers).sorted(by: bytewiseLess)
  }
}
