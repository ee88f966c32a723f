import Documents

/// Takes parts of an application's status along as labels when the application moves.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/helper/failover.go`, `pkg/controllers/cluster/taint_manager.go`
/// extractStateForEviction, `pkg/controllers/binding/common.go` injectReservedLabelState.
public enum PreservedState {
  /// A part of the status that becomes a label.
  public struct Rule: Sendable {
    /// The label's key.
    public var label: String
    /// Where its value stands.
    public var path: StatusPath

    /// - Parameters:
    ///   - label: The label's key.
    ///   - path: Where its value stands.
    public init(label: String, path: StatusPath) {
      self.label = label
      self.path = path
    }

    /// A rule of a policy.
    ///
    /// - Throws: If the path cannot be understood.
    public init(_ rule: StatePreservation.Rule) throws(StatusPath.Failure) {
      self.init(label: rule.aliasLabelName, path: try StatusPath(parsing: rule.jsonPath))
    }
  }

  /// The labels that a task carries; of rules for one label the last one counts.
  ///
  /// - Parameters:
  ///   - rules: What is preserved; not empty.
  ///   - status: The object's status in the cluster being left, `nil` if none was collected.
  ///   - cluster: The cluster being left.
  /// - Throws: If there is no status or a path leads nowhere; the eviction is then put off.
  public static func labels(
    _ rules: [Rule], status: Node?, cluster: String
  ) throws(StatusPath.Failure) -> [String: String] {
    guard let status, !status.isNull else {
      throw StatusPath.Failure(
        message:
          "the application status has not yet been collected from Cluster(\(cluster))")
    }
    var labels: [String: String] = [:]
    for rule in rules { labels[rule.label] = try rule.path.text(in: status) }
    return labels
  }

  /// The labels to add to the manifest for a cluster.
  ///
  /// State goes along only if there is one target, the last task purges directly, and the
  /// application did not run in that cluster before. Tasks of the taint manager name no earlier
  /// clusters.
  ///
  /// - Parameters:
  ///   - cluster: Where the manifest goes.
  ///   - tasks: The binding's tasks.
  ///   - targetCount: How many clusters get the manifest, those of dependents included.
  public static func injected(
    into cluster: String, tasks: [EvictionTask], targetCount: Int
  ) -> [String: String] {
    guard targetCount <= 1, let task = tasks.last, task.purgeMode == "Directly",
      !(task.clustersBeforeFailover ?? []).contains(cluster)
    else { return [:] }
    return task.preservedLabelState ?? [:]
  }
}
