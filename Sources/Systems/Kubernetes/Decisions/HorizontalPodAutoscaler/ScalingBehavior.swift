import Documents
import KubernetesAPI

/// How fast an autoscaler may change the number of replicas (`spec.behavior`).
///
/// Mirrors: `kubernetes@v1.28 pkg/apis/autoscaling/v2/defaults.go`,
/// `k8s.io/api@v0.36.2 autoscaling/v2/types.go`.
public struct ScalingBehavior: Sendable, Equatable, Decodable {
  /// One bound on the speed.
  public struct Policy: Sendable, Equatable, Decodable {
    /// `Pods` or `Percent`.
    @OrZero public var type: String
    /// How many pods, or percent of them.
    @OrZero public var value: Int32
    /// In how many seconds.
    @OrZero public var periodSeconds: Int32

    /// Creates a bound.
    public init(type: String, value: Int32, periodSeconds: Int32) {
      self.type = type
      self.value = value
      self.periodSeconds = periodSeconds
    }
  }

  /// The bounds in one direction.
  public struct Rules: Sendable, Equatable, Decodable {
    /// For how long earlier recommendations count.
    public var stabilizationWindowSeconds: Int32?
    /// `Max`, `Min` or `Disabled`.
    public var selectPolicy: String?
    /// The bounds; nil for the default ones, while an empty list has none.
    public var policies: [Policy]?
    /// How far the ratio may be from one without effect; nil for the controller's tolerance.
    public var tolerance: Quantity?

    /// Rules that say nothing.
    public init() {}
  }

  /// When replicas are added.
  public var scaleUp: Rules?
  /// When replicas are removed.
  public var scaleDown: Rules?

  /// A behaviour that says nothing.
  public init() {}

  /// Every field filled in, as the API server does it, and the controller for the window.
  ///
  /// - Parameter downscaleStabilizationSeconds: The controller's own window.
  public func defaulted(downscaleStabilizationSeconds: Int32) -> ScalingBehavior {
    var up = scaleUp ?? Rules()
    up.stabilizationWindowSeconds = up.stabilizationWindowSeconds ?? 0
    up.selectPolicy = up.selectPolicy ?? "Max"
    up.policies =
      up.policies ?? [
        Policy(type: "Pods", value: 4, periodSeconds: 15),
        Policy(type: "Percent", value: 100, periodSeconds: 15),
      ]
    var down = scaleDown ?? Rules()
    down.stabilizationWindowSeconds =
      down.stabilizationWindowSeconds ?? downscaleStabilizationSeconds
    down.selectPolicy = down.selectPolicy ?? "Max"
    down.policies = down.policies ?? [Policy(type: "Percent", value: 100, periodSeconds: 15)]
    var result = self
    result.scaleUp = up
    result.scaleDown = down
    return result
  }
}
