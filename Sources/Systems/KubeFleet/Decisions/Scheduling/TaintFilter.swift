import KubernetesAPI

/// Taints of members against the tolerations of a placement.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/tainttoleration/filtering.go`,
/// vectors `taint-toleration`.
public enum TaintFilter {
  /// The first taint in order that no toleration covers.
  public static func firstUntolerated(_ taints: [Taint], _ tolerations: [Toleration]) -> Taint? {
    taints.first { !isTolerated($0, tolerations) }
  }

  static func isTolerated(_ taint: Taint, _ tolerations: [Toleration]) -> Bool {
    tolerations.contains { tolerates($0, taint) }
  }

  /// Unlike Kubernetes, an operator that was never defaulted covers nothing.
  private static func tolerates(_ toleration: Toleration, _ taint: Taint) -> Bool {
    switch toleration.operator {
    case "Exists":
      guard toleration.key.isEmpty || toleration.key == taint.key else { return false }
    case "Equal":
      guard toleration.key == taint.key, toleration.value == taint.value else { return false }
    default: return false
    }
    return toleration.effect == taint.effect || toleration.effect.isEmpty
  }

  /// The reason as it stands in the scheduler's decisions.
  public static func reason(_ taint: Taint) -> String {
    "taint &{Key:\(taint.key) Value:\(taint.value) Effect:\(taint.effect)} cannot be tolerated"
  }
}

/// The taints of all members, each distinct one once.
struct TaintColumns: Sendable {
  /// The distinct taints, in the order of the fleet.
  private var distinct: [Taint] = []
  /// The numbers of all members' taints, one member after the other.
  private var numbers: [Int32] = []
  /// Where each member's taints begin; one more at the end.
  private var starts: [Int32] = [0]

  init(_ taints: [[Taint]]) {
    var known: [Taint: Int32] = [:]
    for taints in taints {
      for taint in taints {
        let next = Int32(truncatingIfNeeded: distinct.count)
        let number = known[taint] ?? next
        if number == next {
          known[taint] = number
          distinct.append(taint)
        }
        numbers.append(number)
      }
      starts.append(Int32(truncatingIfNeeded: numbers.count))
    }
  }

  /// Which of the distinct taints the tolerations cover; nil if all.
  func tolerated(by tolerations: [Toleration]) -> BitSet? {
    var tolerated = BitSet(none: distinct.count)
    for (number, taint) in distinct.enumerated()
    where TaintFilter.isTolerated(taint, tolerations) {
      tolerated.insert(number)
    }
    return tolerated.count == distinct.count ? nil : tolerated
  }

  /// The place of a member's first taint that is not among the tolerated ones.
  @inline(__always)
  func firstUntolerated(of cluster: Int, _ tolerated: BitSet) -> Int32? {
    let start = starts[cluster]
    for index in start..<starts[cluster + 1] where !tolerated.contains(Int(numbers[Int(index)])) {
      return index - start
    }
    return nil
  }
}
