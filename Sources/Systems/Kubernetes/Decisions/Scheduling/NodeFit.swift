/// Whether one more pod fits on a node: the comparison that the scheduler makes per resource.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/noderesources/fit.go`, vectors
/// `kubernetes-scheduler/noderesources_fit.jsonl.gz`.
public enum NodeFit {
  /// How one resource fares.
  public enum Outcome: UInt8, Sendable {
    /// It fits.
    case fits
    /// It would fit if other pods left.
    case insufficient
    /// It would not fit on the empty node.
    case unresolvable
  }

  /// Compares one request with what is left of one resource. A request of 0 always fits.
  @inlinable
  public static func check(request: Int64, requested: Int64, allocatable: Int64) -> Outcome {
    if request <= 0 || request <= allocatable &- requested { return .fits }
    return request > allocatable ? .unresolvable : .insufficient
  }

  /// Whether a pod fits on a node, on plain numbers: thousandths of a core, and bytes.
  @inlinable
  public static func fits(
    milliCPU: Int64, memory: Int64, freeMilliCPU: Int64, freeMemory: Int64, pods: Int64,
    allowedPods: Int64
  ) -> Bool {
    pods < allowedPods && (milliCPU <= 0 || milliCPU <= freeMilliCPU)
      && (memory <= 0 || memory <= freeMemory)
  }
}
