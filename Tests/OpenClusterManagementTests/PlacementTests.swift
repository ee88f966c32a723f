import Documents
import GoSemantics
import KubernetesAPI
import Testing

@testable import OpenClusterManagement

/// Placement where the recorded cases are thin: ties, empty and hostile input.
@Suite struct PlacementTests {
  private let now = GoInstant(seconds: 1_768_000_000)

  private func cluster(_ name: String, _ labels: [String: String] = [:]) -> ManagedCluster {
    ManagedCluster(ObjectMeta(name: name, labels: labels))
  }

  private func schedule(
    _ placement: Placement, _ clusters: [ManagedCluster], _ decisions: [PlacementDecision] = []
  ) -> (names: [String], result: ScheduleResult) {
    let state = PrioritizerState(clusters: clusters, decisions: decisions, scores: [])
    let result = Scheduler.schedule(
      PreparedPlacement(placement), candidates: Array(0..<clusters.count), in: state, now: now)
    return (result.selected.map(state.table.name), result)
  }

  @Test func tiesGoByTheBytesOfTheName() {
    var placement = Placement(name: "p", namespace: "n")
    placement.spec.numberOfClusters = 3
    let (names, _) = schedule(
      placement, ["c-2", "c-10", "C-9", "b"].map { cluster($0) })
    #expect(names == ["C-9", "b", "c-10"])
  }

  @Test func nothingToChooseFrom() {
    let (names, result) = schedule(Placement(name: "p", namespace: "n"), [])
    #expect(names.isEmpty)
    #expect(result.status == .success)
    #expect(result.filters.map(\.name) == ["Predicate", "Predicate,TaintToleration"])
  }

  private func placement(_ spec: String) throws -> Placement {
    let text = "{metadata: {name: p, namespace: ns}, spec: \(spec)}"
    let node = try #require(
      try DocumentReader.read(Array(text.utf8), file: "placement.yaml").first)
    return try NodeDecoder(file: "placement.yaml").decode(Placement.self, from: node)
  }

  @Test func hostileNumbersDoNotStopTheProcess() throws {
    let placement = try placement(
      """
      {numberOfClusters: -2147483648,
       tolerations: [{key: k, operator: Exists, tolerationSeconds: 9223372036854775807}],
       prioritizerPolicy: {configurations: [{scoreCoordinate: {type: AddOn,
         addOn: {resourceName: r, scoreName: s}}, weight: -2147483648}]}}
      """)
    var tainted = cluster("a")
    tainted.spec.taints = [Taint(key: "k", effect: "NoSelect", timeAdded: "9999-12-31T23:59:59Z")]
    let (names, result) = schedule(placement, [tainted, cluster("b")])
    #expect(names.isEmpty)
    #expect(result.unscheduled == Int(Int32.min))
  }

  @Test func longNamesFailAsLabelsDo() {
    let (_, result) = schedule(
      Placement(name: String(repeating: "x", count: 64), namespace: "n"), [cluster("a")])
    #expect(result.status.code == .error)
    #expect(result.status.plugin == "Steady")
    #expect(result.status.message.contains("must be no more than 63 bytes"))
  }

  @Test func wrongSelectorsAreNamedAsUpstreamDoes() throws {
    let placement = try placement(
      """
      {predicates: [{requiredClusterSelector: {labelSelector: {matchExpressions: [
        {key: "a b", operator: In, values: ["x y"]}]}}}]}
      """)
    let (_, result) = schedule(placement, [cluster("a")])
    #expect(result.status.code == .misconfigured)
    #expect(
      result.status.message.hasPrefix(
        "[key: Invalid value: \"a b\": name part must consist of alphanumeric characters"))
    #expect(result.status.message.contains("values[0][a b]: Invalid value: \"x y\": a valid label"))
  }

  @Test func groupsOfAHundredAreOneObject() {
    let clusters = (0..<201).map { cluster("c\($0)") }
    let table = ClusterTable(clusters)
    let groups = DecisionGroups(
      Array(0..<201), placement: "p",
      strategy: PreparedGroupStrategy(GroupStrategy(decisionGroups: [])), in: table)
    #expect(groups.slices.map(\.clusters.count) == [100, 100, 1])
    #expect(groups.groups.map(\.clusterCount) == [201])
    let empty = DecisionGroups(
      [], placement: "p", strategy: PreparedGroupStrategy(GroupStrategy(decisionGroups: [])),
      in: table)
    #expect(empty.slices.map(\.name) == ["p-decision-1"])
  }

  @Test func sevenPercentOfAHundredAreEight() throws {
    #expect(try DecisionGroups.length(.string("7%"), total: 100) == 8)
    #expect(try DecisionGroups.length(.string("inf%"), total: 100) == 100)
    #expect(try DecisionGroups.length(.int(.max), total: 3) == 3)
    #expect(throws: SchedulingStatus.self) { try DecisionGroups.length(.string("%"), total: 3) }
  }

  @Test func anObjectWithANewListKeepsItsLabelsForOnePass() throws {
    let metadata = ObjectMeta(
      name: "p-decision-1", namespace: "n",
      labels: [PlacementDecision.placementLabel: "p", "old": "yes"])
    let state = PrioritizerState(
      clusters: [cluster("a", [ManagedClusterSet.label: "s"])],
      decisions: [
        PlacementDecision(metadata, clusters: ["gone"]),
        PlacementDecision(
          ObjectMeta(
            name: "p-decision-2", namespace: "n",
            labels: [PlacementDecision.placementLabel: "p"]), clusters: []),
      ], scores: [])
    let sync = try PlacementSync(
      PreparedPlacement(Placement(name: "p", namespace: "n")),
      sets: ClusterSetIndex(
        [ManagedClusterSet(name: "s")],
        bindings: [ManagedClusterSetBinding(clusterSet: "s", namespace: "n")], in: state.table),
      in: state, now: now)
    #expect(sync.writes.writes.map(\.action) == [.updateDecisions, .delete])
    #expect(sync.writes.writes[0].object.metadata.labels["old"] == "yes")
    #expect(sync.writes.remaining.map { $0.status.decisions.map(\.clusterName) } == [["a"]])
  }
}
