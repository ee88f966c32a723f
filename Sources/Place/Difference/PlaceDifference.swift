import GoSemantics

/// What changes between two reports: which replicas move where, which claims change, which clusters
/// newly pass or fail.
public struct PlaceDifference: Sendable {
  /// Something before and after.
  public struct Pair<Value: Equatable & Sendable>: Sendable, Equatable {
    /// Before.
    public var before: Value
    /// After.
    public var after: Value

    /// Whether the two differ.
    public var isChange: Bool { before != after }
  }

  /// How a workload differs.
  public enum Kind: String, Sendable {
    /// Only the new manifests have it.
    case added
    /// Only the old manifests have it.
    case removed
    /// Its placement, claim, problem or objects differ.
    case changed
    /// Only what clusters would be turned down differs.
    case verdicts
  }

  /// One cluster's part in a change.
  public struct Share: Sendable, Equatable {
    /// The cluster.
    public var cluster: String
    /// Whether the workload goes there.
    public var isTarget: Pair<Bool>
    /// The replicas; zero where it does not go.
    public var replicas: Pair<Int64>
  }

  /// Clusters that are turned down now, for one reason.
  public struct Rejection: Sendable, Equatable {
    /// Why.
    public var reason: String
    /// The clusters by name.
    public var clusters: [String]
  }

  /// One workload that differs.
  public struct Change: Sendable {
    /// Kind, namespace and name.
    public var name: String
    /// How it differs.
    public var kind: Kind
    /// The policy or placement that decides.
    public var claim: Pair<String?>
    /// The replicas wanted.
    public var replicas: Pair<Int64?>
    /// Why it goes nowhere, or stays.
    public var problem: Pair<String?>
    /// The clusters whose part changes, by name.
    public var shares: [Share]
    /// Replicas that leave one cluster and come to another.
    public var moved: Int64
    /// Replicas that come in addition.
    public var added: Int64
    /// Replicas that go for good.
    public var removed: Int64
    /// Clusters that are turned down now but were not before.
    public var nowFailing: [Rejection]
    /// Clusters that pass now but did not before.
    public var nowPassing: [String]
    /// How objects differ, as unified diffs, where the cluster gets it before and after.
    public var objects: [(cluster: String, diff: [String])]
  }

  /// The system that decides.
  public let system: String
  /// The workloads that differ: in the order of the new manifests, then those that are gone.
  public let changes: [Change]
  /// How many workloads there are.
  public let workloads: Pair<Int>
  /// How many replicas the workloads have in all clusters together.
  public let replicas: Pair<Int64>

  /// Whether nothing changes.
  public var isEmpty: Bool { changes.isEmpty }

  /// Compares two reports of one system.
  ///
  /// - Parameters:
  ///   - old: The workloads before.
  ///   - new: The workloads after.
  ///   - system: The system's name.
  public init(from old: [PlacedWorkload], to new: [PlacedWorkload], system: String) {
    self.system = system
    let before = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
    let names = Set(new.lazy.map(\.name))
    var changes: [Change] = []
    for workload in new {
      let kind: Kind = before[workload.name] == nil ? .added : .changed
      let change = Change(from: before[workload.name], to: workload, kind: kind)
      if let change { changes.append(change) }
    }
    for workload in old where !names.contains(workload.name) {
      if let change = Change(from: workload, to: nil, kind: .removed) { changes.append(change) }
    }
    self.changes = changes
    workloads = Pair(before: old.count, after: new.count)
    replicas = Pair(before: Self.sum(old), after: Self.sum(new))
  }

  private static func sum(_ workloads: [PlacedWorkload]) -> Int64 {
    workloads.reduce(0) { sum, workload in
      workload.targets.reduce(sum) { $0 &+ ($1.replicas ?? 0) }
    }
  }

  /// Replicas that leave one cluster and come to another.
  public var moved: Int64 { changes.reduce(0) { $0 &+ $1.moved } }
  /// Replicas that come in addition.
  public var added: Int64 { changes.reduce(0) { $0 &+ $1.added } }
  /// Replicas that go for good.
  public var removed: Int64 { changes.reduce(0) { $0 &+ $1.removed } }

  /// How many workloads there are of a kind of difference.
  public func count(_ kind: Kind) -> Int { changes.count { $0.kind == kind } }

  /// Workloads that another policy claims.
  public var claims: Int { changes.count { $0.kind == .changed && $0.claim.isChange } }

  /// Workloads that have a problem now and had none.
  public var problems: Int {
    changes.count { $0.problem.before == nil && $0.problem.after != nil && $0.kind != .removed }
  }

  /// Workloads that had a problem and have none.
  public var solved: Int {
    changes.count { $0.problem.before != nil && $0.problem.after == nil && $0.kind != .removed }
  }

  /// The difference in one sentence.
  public var summary: String {
    guard !isEmpty else {
      return "Nothing changes: \(ReportText.count(workloads.after, "workload"))."
    }
    let affected = changes.count - count(.verdicts)
    var parts = [
      "\(affected) of \(ReportText.count(max(workloads.before, workloads.after), "workload"))"
        + " \(affected == 1 ? "changes" : "change")"
    ]
    if count(.added) > 0 { parts.append("\(count(.added)) new") }
    if count(.removed) > 0 { parts.append("\(count(.removed)) gone") }
    let replicas = [
      moved > 0 ? "\(moved) of \(ReportText.count(replicas.before, "replica")) move" : nil,
      added > 0 ? "\(added) added" : nil, removed > 0 ? "\(removed) removed" : nil,
    ].compactMap { $0 }
    if !replicas.isEmpty { parts.append(replicas.joined(separator: ", ")) }
    if claims > 0 { parts.append(ReportText.count(claims, "claim") + " changed") }
    if problems > 0 { parts.append(ReportText.count(problems, "new problem")) }
    if solved > 0 { parts.append(ReportText.count(solved, "problem") + " solved") }
    if count(.verdicts) > 0 {
      parts.append("\(count(.verdicts)) with other verdicts on clusters only")
    }
    return parts.joined(separator: "; ") + "."
  }
}

extension PlaceDifference.Change {
  /// The change of one workload; `nil` if there is none.
  fileprivate init?(
    from old: PlacedWorkload?, to new: PlacedWorkload?, kind: PlaceDifference.Kind
  ) {
    guard old != new, let name = new?.name ?? old?.name else { return nil }
    self.name = name
    self.kind = kind
    claim = .init(before: old?.claim, after: new?.claim)
    replicas = .init(before: old?.replicas, after: new?.replicas)
    problem = .init(before: old?.problem, after: new?.problem)
    let (before, after) = (Self.targets(old), Self.targets(new))
    var gain: Int64 = 0
    var loss: Int64 = 0
    shares = Self.names(before, after).compactMap { cluster in
      let share = PlaceDifference.Share(
        cluster: cluster,
        isTarget: .init(before: before[cluster] != nil, after: after[cluster] != nil),
        replicas: .init(
          before: (before[cluster] ?? nil) ?? 0, after: (after[cluster] ?? nil) ?? 0))
      guard share.isTarget.isChange || share.replicas.isChange else { return nil }
      let change = share.replicas.after &- share.replicas.before
      if change > 0 { gain = gain &+ change } else { loss = loss &- change }
      return share
    }
    moved = min(gain, loss)
    added = gain &- moved
    removed = loss &- moved
    (nowFailing, nowPassing) = Self.verdicts(old, new)
    objects = Self.objects(old, new)
    if kind == .changed, !claim.isChange, !replicas.isChange, !problem.isChange, shares.isEmpty,
      objects.isEmpty
    {
      if nowFailing.isEmpty && nowPassing.isEmpty { return nil }
      self.kind = .verdicts
    }
  }

  private static func targets(_ workload: PlacedWorkload?) -> [String: Int64?] {
    Dictionary((workload?.targets ?? []).map { ($0.cluster, $0.replicas) }) { first, _ in first }
  }

  private static func names<Value>(_ left: [String: Value], _ right: [String: Value]) -> [String] {
    var names = Array(Set(left.keys).union(right.keys))  // order-free: sorted next
    stableSort(&names, by: bytewiseLess)
    return names
  }

  private static func verdicts(
    _ old: PlacedWorkload?, _ new: PlacedWorkload?
  ) -> ([PlaceDifference.Rejection], [String]) {
    guard let old = old?.verdicts, let new = new?.verdicts, !old.names.isEmpty else {
      return ([], [])
    }
    var failing: [String: [String]] = [:]
    var passing: [String] = []
    var place = 0
    // Both stand in name order.
    for (index, cluster) in new.names.enumerated() {
      while place < old.names.count, bytewiseLess(old.names[place], cluster) { place += 1 }
      let isKnown = place < old.names.count && old.names[place] == cluster
      let didPass = isKnown && old.reason(at: place).isEmpty
      let reason = new.reason(at: index)
      if reason.isEmpty && !didPass { passing.append(cluster) }
      if !reason.isEmpty && (didPass || !isKnown) { failing[reason, default: []].append(cluster) }
    }
    var reasons = Array(failing.keys)  // order-free: sorted next
    stableSort(&reasons, by: bytewiseLess)
    return (
      reasons.map { PlaceDifference.Rejection(reason: $0, clusters: failing[$0] ?? []) }, passing
    )
  }

  private static func objects(
    _ old: PlacedWorkload?, _ new: PlacedWorkload?
  ) -> [(cluster: String, diff: [String])] {
    guard let old, let new else { return [] }
    return names(old.rendered, new.rendered).compactMap { cluster in
      guard let before = old.rendered[cluster], let after = new.rendered[cluster] else {
        return nil
      }
      let diff = UnifiedDiff.lines(from: before, to: after)
      return diff.isEmpty ? nil : (cluster, diff)
    }
  }
}
