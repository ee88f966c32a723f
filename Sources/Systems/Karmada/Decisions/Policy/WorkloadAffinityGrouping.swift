/// Which groups of workloads a resource belongs to (gate `WorkloadAffinity`).
///
/// Only ResourceBindings carry groups, so cluster-scoped resources take no part.
///
/// Mirrors: `karmada@f8fdd02 pkg/detector/detector.go` getWorkloadAffinityGroups, vectors
/// `karmada/workload_affinity.jsonl.gz` (`workloadAffinity.groups`).
public enum WorkloadAffinityGrouping {
  /// The groups of a resource.
  ///
  /// A label that the resource has groups it, even with an empty value.
  ///
  /// - Parameters:
  ///   - labels: The resource's labels.
  ///   - affinity: What the placement says; `nil` for nothing.
  /// - Returns: `nil` if it belongs to no group.
  public static func groups(
    labels: [String: String], affinity: WorkloadAffinity?
  ) -> WorkloadAffinityGroups? {
    guard let affinity else { return nil }
    let group = { (term: WorkloadAffinity.Term?) -> String in
      guard let term, let value = labels[term.groupByLabelKey ?? ""] else { return "" }
      return "\(term.groupByLabelKey ?? "")=\(value)"
    }
    let groups = WorkloadAffinityGroups(
      affinityGroup: group(affinity.affinity), antiAffinityGroup: group(affinity.antiAffinity))
    return groups == WorkloadAffinityGroups() ? nil : groups
  }
}
