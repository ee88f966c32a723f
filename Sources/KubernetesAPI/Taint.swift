/// A mark on a node or cluster that keeps away whoever does not tolerate it.
public struct Taint: Hashable, Sendable {
  public var key: String
  /// Empty when not given.
  public var value: String
  /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
  public var effect: String

  /// Creates a taint.
  public init(key: String, value: String = "", effect: String) {
    self.key = key
    self.value = value
    self.effect = effect
  }
}

/// Leave to stand on something tainted.
public struct Toleration: Hashable, Sendable {
  /// Empty, with the operator `Exists`, for every key.
  public var key: String
  /// `Exists` or `Equal`; empty means `Equal`.
  public var `operator`: String
  public var value: String
  /// Empty for every effect.
  public var effect: String
  /// For how long a `NoExecute` taint is endured; nil for ever.
  public var tolerationSeconds: Int64?

  /// Creates a toleration.
  public init(
    key: String = "", operator: String = "", value: String = "", effect: String = "",
    tolerationSeconds: Int64? = nil
  ) {
    self.key = key
    self.operator = `operator`
    self.value = value
    self.effect = effect
    self.tolerationSeconds = tolerationSeconds
  }

  /// Whether this toleration covers the taint, whatever its seconds.
  ///
  /// Mirrors: `kubernetes@v1.36.2 staging/src/k8s.io/api/core/v1/toleration.go`.
  public func tolerates(_ taint: Taint) -> Bool {
    guard effect.isEmpty || effect == taint.effect else { return false }
    guard key.isEmpty || key == taint.key else { return false }
    switch `operator` {
    case "Exists": return true
    case "", "Equal": return value == taint.value
    default: return false
    }
  }
}
