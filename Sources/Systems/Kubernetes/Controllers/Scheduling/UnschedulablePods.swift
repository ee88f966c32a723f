import Kubernetes

/// The pods that wait for an event, grouped by who rejected them and by shape, so that an event
/// costs nothing for pods that it cannot help.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/backend/queue/unschedulable_pods.go` (there one map).
struct UnschedulablePods {
  /// Pods with the same rejectors and the same gate.
  private struct Kind {
    let rejectors: SchedulerPlugins
    let gating: SchedulerPlugins
    var count = 0
    var groups: [Int32] = []
    var groupOfShape: [Int32: Int32] = [:]

    func hears(_ hearing: SchedulerPlugins?) -> Bool {
      // A gated pod is moved only by what its gate waits for.
      if !gating.isEmpty, gating.isDisjoint(with: hearing ?? []) { return false }
      guard let hearing else { return true }
      return rejectors.isEmpty || !rejectors.isDisjoint(with: hearing)
    }
  }

  /// Pods of one kind and shape.
  private struct Group {
    let kind: Int
    let shape: Int32
    var first: Int32 = -1
    var last: Int32 = -1
    var position: Int32 = -1
  }

  private var kinds: [Kind] = []
  private var groups: [Group] = []
  private var freeGroups: [Int32] = []
  /// The ends of the list of pods without a gate, by age.
  private var oldest: Int32 = -1
  private var newest: Int32 = -1

  private(set) var count = 0

  // MARK: Coming and going

  mutating func insert(_ pod: Int32, in pods: inout [QueuedPod]) {
    let index = Int(pod)
    let kind = self.kind(of: pods[index])
    let group = self.group(of: pods[index].shape, in: kind)
    kinds[kind].count += 1
    count += 1
    let last = groups[Int(group)].last
    pods[index].group = group
    pods[index].previous = last
    pods[index].next = -1
    if last < 0 { groups[Int(group)].first = pod } else { pods[Int(last)].next = pod }
    groups[Int(group)].last = pod
    if pods[index].gating.isEmpty { insertByAge(pod, in: &pods) }
  }

  mutating func remove(_ pod: Int32, in pods: inout [QueuedPod]) {
    let (group, previous, next) = (
      pods[Int(pod)].group, pods[Int(pod)].previous, pods[Int(pod)].next
    )
    if previous < 0 { groups[Int(group)].first = next } else { pods[Int(previous)].next = next }
    if next < 0 { groups[Int(group)].last = previous } else { pods[Int(next)].previous = previous }
    let kind = groups[Int(group)].kind
    kinds[kind].count -= 1
    count -= 1
    if kinds[kind].gating.isEmpty { removeByAge(pod, in: &pods) }
    pods[Int(pod)].group = -1
    if groups[Int(group)].first < 0 { free(group) }
  }

  private mutating func kind(of pod: QueuedPod) -> Int {
    for index in kinds.indices
    where kinds[index].rejectors == pod.rejectors && kinds[index].gating == pod.gating {
      return index
    }
    kinds.append(Kind(rejectors: pod.rejectors, gating: pod.gating))
    return kinds.count - 1
  }

  private mutating func group(of shape: Int32, in kind: Int) -> Int32 {
    if let known = kinds[kind].groupOfShape[shape] { return known }
    var group = Group(kind: kind, shape: shape)
    group.position = Int32(kinds[kind].groups.count)
    let index: Int32
    if let free = freeGroups.popLast() {
      index = free
      groups[Int(index)] = group
    } else {
      index = Int32(groups.count)
      groups.append(group)
    }
    kinds[kind].groups.append(index)
    kinds[kind].groupOfShape[shape] = index
    return index
  }

  private mutating func free(_ group: Int32) {
    let (kind, position) = (groups[Int(group)].kind, Int(groups[Int(group)].position))
    kinds[kind].groupOfShape[groups[Int(group)].shape] = nil
    kinds[kind].groups.swapAt(position, kinds[kind].groups.count - 1)
    kinds[kind].groups.removeLast()
    if position < kinds[kind].groups.count {
      groups[Int(kinds[kind].groups[position])].position = Int32(position)
    }
    freeGroups.append(group)
  }

  // MARK: Choosing

  /// Whether an event concerns any pod, as far as the plugins tell that hear of it; nil for an event
  /// that concerns all pods.
  func hears(_ hearing: SchedulerPlugins?) -> Bool {
    count > 0 && kinds.contains { $0.count > 0 && $0.hears(hearing) }
  }

  /// Collects the pods that an event may help.
  ///
  /// - Parameters:
  ///   - hearing: The plugins that hear of the event; nil for an event that concerns all pods.
  ///   - chosen: Where they are added, in the order in which they came within a group.
  ///   - mayHelp: Whether the event may help pods of that kind, asked once per group with one of
  ///     its pods.
  func collect(
    hearing: SchedulerPlugins?, in pods: [QueuedPod], into chosen: inout [Int32],
    mayHelp: (Int32) -> Bool
  ) {
    for kind in kinds where kind.count > 0 && kind.hears(hearing) {
      for group in kind.groups {
        let first = groups[Int(group)].first
        if !mayHelp(first) { continue }
        var pod = first
        while pod >= 0 {
          chosen.append(pod)
          pod = pods[Int(pod)].next
        }
      }
    }
  }

  // MARK: Age

  /// The timestamp of the pod that waits longest without a gate.
  func oldestTimestamp(in pods: [QueuedPod]) -> Int64? {
    oldest < 0 ? nil : pods[Int(oldest)].timestamp
  }

  /// Collects the pods without a gate that came before an instant, oldest first.
  func collect(before instant: Int64, in pods: [QueuedPod], into chosen: inout [Int32]) {
    var pod = oldest
    while pod >= 0, pods[Int(pod)].timestamp < instant {
      chosen.append(pod)
      pod = pods[Int(pod)].newer
    }
  }

  private mutating func insertByAge(_ pod: Int32, in pods: inout [QueuedPod]) {
    let timestamp = pods[Int(pod)].timestamp
    // Nearly all come with the present time; only a gate that opens brings back an older one.
    var before = newest
    while before >= 0, pods[Int(before)].timestamp > timestamp { before = pods[Int(before)].older }
    let after = before < 0 ? oldest : pods[Int(before)].newer
    pods[Int(pod)].older = before
    pods[Int(pod)].newer = after
    if before < 0 { oldest = pod } else { pods[Int(before)].newer = pod }
    if after < 0 { newest = pod } else { pods[Int(after)].older = pod }
  }

  private mutating func removeByAge(_ pod: Int32, in pods: inout [QueuedPod]) {
    let (before, after) = (pods[Int(pod)].older, pods[Int(pod)].newer)
    if before < 0 { oldest = after } else { pods[Int(before)].newer = after }
    if after < 0 { newest = before } else { pods[Int(after)].older = before }
  }
}
