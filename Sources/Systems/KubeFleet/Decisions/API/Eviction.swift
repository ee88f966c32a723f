import Documents
import KubernetesAPI

/// A request to take a placement off one cluster.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/eviction_types.go`.
public struct PlacementEviction: KubernetesObject, Equatable {
  /// The request's name.
  @OrZero public var metadata: ObjectMeta
  /// From where.
  @OrZero public var spec: PlacementEvictionSpec
}

/// What to evict from where.
public struct PlacementEvictionSpec: Sendable, Equatable, ZeroValued {
  /// The placement.
  @OrZero public var placementName: String
  /// The cluster.
  @OrZero public var clusterName: String

  /// Nothing said.
  public static var zeroValue: PlacementEvictionSpec { PlacementEvictionSpec() }
}

/// How many clusters a placement may lose to evictions at once; it has the placement's name.
///
/// Mirrors: `kubefleet@e160c1cd apis/placement/v1beta1/disruptionbudget_types.go`.
public struct PlacementDisruptionBudget: KubernetesObject, Equatable {
  /// The placement's name.
  @OrZero public var metadata: ObjectMeta
  /// The limits.
  @OrZero public var spec: DisruptionBudgetSpec
}

/// The limits of a budget, of which one is meant to be set.
public struct DisruptionBudgetSpec: Sendable, Equatable, ZeroValued {
  /// How many may be missing; it goes before the other.
  public var maxUnavailable: IntOrString?
  /// How many must be there.
  public var minAvailable: IntOrString?

  /// No limit: nothing may be evicted.
  public static var zeroValue: DisruptionBudgetSpec { DisruptionBudgetSpec() }

  /// How many placements may be lost now; percentages are of the clusters wanted, rounded up.
  func disruptions(available: Int64, total: Int64, wanted: Int64) -> Int64 {
    func scaled(_ value: IntOrString) -> Int64 {
      (try? value.scaled(total: wanted, roundUp: true)) ?? 0
    }
    if let maxUnavailable { return scaled(maxUnavailable) &- (total &- available) }
    if let minAvailable { return available &- scaled(minAvailable) }
    return 0
  }
}
