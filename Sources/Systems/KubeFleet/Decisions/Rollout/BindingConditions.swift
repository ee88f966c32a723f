import KubernetesAPI

/// What the conditions of a binding mean.
///
/// A condition counts only if it was observed at the binding's very generation.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/binding/binding.go`, `pkg/utils/condition/condition.go`.
extension ResourceBinding {
  /// The condition of a type, if it counts.
  public func current(_ type: String) -> Condition? {
    for condition in status.conditions where condition.type == type {
      return (condition.observedGeneration ?? 0) == metadata.generation ? condition : nil
    }
    return nil
  }

  /// Whether the condition counts and is true.
  public func isTrue(_ type: String) -> Bool { current(type)?.status == "True" }

  /// Whether the condition counts and is false.
  public func isFalse(_ type: String) -> Bool { current(type)?.status == "False" }

  /// Whether the binding failed: one of its steps is false, and not for a passing reason.
  ///
  /// So a cluster whose resources are applied but not available yet counts as failed.
  public var hasFailed: Bool {
    for type in ["Overridden", "WorkSynchronized", "Applied", "Available"] {
      guard let condition = current(type), condition.status == "False" else { continue }
      switch condition.reason {
      case "OverriddenPending", "WorkNotSynchronizedYet", "ApplyPending",
        "ResourceNotAvailableYet":
        continue
      default: return true
      }
    }
    return false
  }

  /// Whether differences were reported, whatever came of it.
  public var isDiffReported: Bool { current("DiffReported") != nil }

  /// Whether the binding is being deleted.
  public var isDeleting: Bool { metadata.deletionTimestamp != nil }
}
