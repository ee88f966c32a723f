import Documents
import KubernetesAPI

/// Scores that an add-on computed for the cluster whose namespace this is.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1alpha1/types_addonplacementscore.go`.
public struct AddOnPlacementScore: KubernetesObject {
  /// The name that placements use; the namespace is the cluster's name.
  @OrZero public var metadata: ObjectMeta
  /// The scores.
  @OrZero public var status: AddOnPlacementScoreStatus

  /// Scores of a cluster.
  public init(
    name: String, cluster: String, scores: [AddOnPlacementScoreItem], validUntil: String? = nil
  ) {
    metadata = ObjectMeta(name: name, namespace: cluster)
    status = AddOnPlacementScoreStatus(scores: scores, validUntil: validUntil)
  }
}

/// The scores of one cluster.
public struct AddOnPlacementScoreStatus: Sendable, ZeroValued {
  /// The scores; of several with one name the last counts.
  public var scores: [AddOnPlacementScoreItem]
  /// RFC 3339; after it the scores count as 0.
  public var validUntil: String?

  /// None.
  public static var zeroValue: AddOnPlacementScoreStatus { AddOnPlacementScoreStatus(scores: []) }
}

/// One score.
public struct AddOnPlacementScoreItem: Sendable, Decodable {
  /// Its name.
  @OrZero public var name: String
  /// From −100 to 100.
  @OrZero public var value: Int32

  /// A score.
  public init(name: String, value: Int32) {
    self.name = name
    self.value = value
  }
}
