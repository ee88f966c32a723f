/// Which pods wait for a node to become free for them.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/queue/nominator.go`.
struct PodNominator {
  private var nodeOfPod: [Int32: Int32] = [:]
  private var podsOfNode: [Int32: [Int32]] = [:]

  /// Whether no pod is nominated anywhere.
  var isEmpty: Bool { nodeOfPod.isEmpty }

  /// The node that a pod is nominated to.
  subscript(pod pod: Int32) -> Int32? { nodeOfPod[pod] }

  /// The pods that are nominated to a node, in the order in which they were.
  subscript(node node: Int32) -> [Int32] { podsOfNode[node] ?? [] }

  /// Nominates a pod to one node instead of any other.
  mutating func add(_ pod: Int32, to node: Int32) {
    remove(pod)
    nodeOfPod[pod] = node
    podsOfNode[node, default: []].append(pod)
  }

  /// Takes back a nomination.
  mutating func remove(_ pod: Int32) {
    guard let node = nodeOfPod.removeValue(forKey: pod) else { return }
    podsOfNode[node]?.removeAll { $0 == pod }
    if podsOfNode[node]?.isEmpty ?? false { podsOfNode[node] = nil }
  }
}
