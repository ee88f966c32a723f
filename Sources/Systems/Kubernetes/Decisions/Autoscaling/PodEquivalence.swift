import GoSemantics
import KubernetesAPI

/// Pods that meet the same answers, because one controller made them alike.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/core/scaleup/equivalence/groups.go`,
/// `simulator/scheduling/similar_pods.go`.
public enum PodEquivalence {
  /// How many kinds of pods of one controller are told apart; further ones are groups of one.
  public static let maxGroupsPerController = 10

  /// Whether two pods of one controller are alike.
  static func areAlike(_ left: Pod, _ right: Pod) -> Bool {
    left.metadata.labels == right.metadata.labels && left.spec == right.spec
  }

  /// The groups, in the order of their first pods.
  public static func groups(_ pods: [ObservedPod]) -> [[ObservedPod]] {
    var groups: [[ObservedPod]] = []
    var known: [String: [Int]] = [:]
    for pod in pods {
      guard let owner = pod.pod.controller, !pod.pod.isOfDaemonSet else {
        groups.append([pod])
        continue
      }
      let own = known[owner.uid] ?? []
      if let group = own.first(where: { areAlike(groups[$0][0].pod, pod.pod) }) {
        groups[group].append(pod)
        continue
      }
      if own.count < maxGroupsPerController { known[owner.uid, default: []].append(groups.count) }
      groups.append([pod])
    }
    return groups
  }

  /// Pods that fitted nowhere, so that pods like them need not be tried.
  struct Unschedulable {
    private var known: [String: [Pod]] = [:]

    func contains(_ pod: Pod) -> Bool {
      guard let owner = pod.controller else { return false }
      return known[owner.uid]?.contains { areAlike($0, pod) } ?? false
    }

    mutating func insert(_ pod: Pod) {
      guard let owner = pod.controller, !pod.isOfDaemonSet,
        known[owner.uid]?.count ?? 0 < maxGroupsPerController
      else { return }
      known[owner.uid, default: []].append(pod)
    }
  }
}
