import Conformance
import Documents
import EventKernel
import KubernetesAPI

/// Writes changes down as the recordings' observer did: the fields of every object after every
/// change, and the summaries over pods and nodes. A value counts if its field kept it for the case's
/// settling time.
final class TimelineRecorder: APIWatcher {
  private unowned let run: TimelineRun
  /// Second 0 of the recording.
  var start = VirtualTime.zero

  private struct FieldKey: Hashable {
    var object: String
    var field: String
  }

  /// One value of a field, from its instant on.
  private struct Sample {
    var time: VirtualTime
    var sequence: Int
    /// Nil once the object is gone, which is recorded of `exists` alone.
    var value: Documents.Node?
  }

  private var samples: [FieldKey: [Sample]] = [:]
  private var order: [FieldKey] = []
  private var fieldsOf: [String: [String]] = [:]
  private var sequence = 0

  init(run: TimelineRun) { self.run = run }

  // MARK: Watching

  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    changed(pod, isGone: event.isDeletion)
    if records("Summary", "") { summarizePods() }
  }

  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {
    changed(node, isGone: event.isDeletion)
    if records("Summary", "") { summarizeNodes(zone: node.labels[WellKnown.zone]) }
  }

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    changed(object, isGone: event.isDeletion)
  }

  private func changed(_ object: any APIObject, isGone: Bool) {
    for kind in TimelineRun.kinds {
      guard let fields = kind.fields(run, object) else { continue }
      let name = "\(kind.kind)/\(object.namespace)/\(object.name)"
      let now: [(field: String, value: Documents.Node)] = isGone ? [] : fields
      for (field, value) in now where records(kind.kind, field) { set(name, field, value) }
      for field in fieldsOf[name] ?? [] where !now.contains(where: { $0.field == field }) {
        if field == "exists" || !isGone {
          // Events are counted, whatever the object says.
          if !field.hasPrefix("events[") { set(name, field, .null) }
        } else {
          set(name, field, nil)
        }
      }
      return
    }
  }

  /// Counts an event that a controller sends about an object, such as `FailedScheduling`.
  func count(_ reason: String, of object: String) {
    let key = FieldKey(object: object, field: "events[\(reason)]")
    guard records(String(object.prefix { $0 != "/" }), key.field) else { return }
    let before = samples[key]?.last?.value?.int64 ?? 0
    set(object, key.field, Documents.Node(before + 1))
  }

  /// Records a field of something that is no object of the server, such as `Drain/<node>`.
  func note(_ object: String, _ field: String, _ value: Documents.Node) {
    if records(String(object.prefix { $0 != "/" }), field) { set(object, field, value) }
  }

  private func records(_ kind: String, _ field: String) -> Bool {
    let recorded = run.script.recorded
    return recorded.isEmpty || recorded.contains(kind) || recorded.contains("\(kind):\(field)")
  }

  private func set(_ object: String, _ field: String, _ value: Documents.Node?) {
    let key = FieldKey(object: object, field: field)
    if let last = samples[key]?.last {
      if last.value == value || last.value == nil && value?.isNull != false { return }
    } else {
      if value?.isNull != false { return }
      order.append(key)
      fieldsOf[object, default: []].append(field)
    }
    samples[key, default: []].append(
      Sample(time: run.simulation.now, sequence: sequence, value: value))
    sequence += 1
  }

  // MARK: Summaries

  private func summarizePods() {
    var (total, ready, terminating, unscheduled) = (0, 0, 0, 0)
    for pod in run.server.pods {
      total += 1
      if pod.isTerminating { terminating += 1 }
      if pod.isFinished { continue }
      if pod.isReady == true { ready += 1 }
      if pod.node == nil, !run.bindsAtOnce(pod) { unscheduled += 1 }
    }
    set("Summary/pods", "podsTotal", Documents.Node(total))
    setOnceNonzero("podsReady", ready)
    setOnceNonzero("podsTerminating", terminating)
    set("Summary/pods", "podsUnscheduled", Documents.Node(unscheduled))
  }

  /// Some counters are there only from the first time on that they are not zero.
  private func setOnceNonzero(_ field: String, _ count: Int) {
    if count == 0, samples[FieldKey(object: "Summary/pods", field: field)] == nil { return }
    set("Summary/pods", field, Documents.Node(count))
  }

  private func summarizeNodes(zone: String?) {
    guard let zone else { return }
    var (notReady, noExecute, noSchedule) = (0, 0, 0)
    for node in run.server.nodes where node.labels[WellKnown.zone] == zone {
      if let readiness = node.readiness, readiness != .isTrue { notReady += 1 }
      if node.taints.contains(where: { $0.effect == "NoExecute" }) { noExecute += 1 }
      if node.taints.contains(where: { $0.effect == "NoSchedule" }) { noSchedule += 1 }
    }
    let name = "Summary/nodes/\(zone)"
    set(name, "nodesNotReady", Documents.Node(notReady))
    set(name, "nodesTaintedNoExecute", Documents.Node(noExecute))
    set(name, "nodesTaintedNoSchedule", Documents.Node(noSchedule))
  }

  // MARK: Changes

  /// Every settled change from second 0 on, in order.
  func changes(until duration: Double) -> [TimelineChange] {
    let settle = VirtualDuration.seconds(run.script.settle)
    var found: [(sample: Sample, key: FieldKey)] = []
    for key in order {
      let all = samples[key] ?? []
      var settled: [Sample] = []
      for (index, sample) in all.enumerated() {
        // Of several values of one instant the last counts.
        if index + 1 < all.count, all[index + 1].time == sample.time { continue }
        // The last value of an object that is gone was never replaced.
        if index + 1 < all.count, all[index + 1].value != nil, sample.value != nil,
          all[index + 1].time - sample.time < settle
        {
          continue
        }
        // A value that comes back within the settling time is said once, and not compared with what
        // was before second 0.
        if sample.time < start { continue }
        if settled.last.map({ $0.value == sample.value }) ?? false { continue }
        settled.append(sample)
      }
      for sample in settled where sample.value != nil { found.append((sample, key)) }
    }
    found.sort { ($0.sample.time, $0.sample.sequence) < ($1.sample.time, $1.sample.sequence) }
    return found.map { sample, key in
      TimelineChange(
        seconds: (Double((sample.time - start).nanoseconds) / 1e6).rounded() / 1e3,
        object: key.object, field: key.field, value: sample.value ?? .null)
    }
  }
}

extension WatchEvent {
  fileprivate var isDeletion: Bool {
    if case .deleted = self { return true }
    return false
  }
}
