import Conformance
import Documents
import GoSemantics

extension KarmadaSuites {
  /// Weights, groups and the division of replicas.
  static let division: [VectorSuite] = [webster, selectGroups]

  private struct WebsterInput: Decodable {
    struct Weight: Decodable {
      var clusterName: String
      var weight: Int64
    }
    var numReplicas: Int32
    var weights: [Weight]
    var `init`: [TargetCluster]?
    var resourceUID: String?
  }

  private static let webster = VectorSuite(algorithm: "dispenser.webster") { vector in
    let input = try NodeDecoder(file: "vector").decode(WebsterInput.self, from: vector.input)
    let weights = input.weights.map {
      WeightDispensing.Weight(name: $0.clusterName, weight: $0.weight)
    }
    let initial = input.`init` ?? []
    let order = WeightDispensing.NameOrder(uid: input.resourceUID ?? "")
    return PreparedDecision {
      WeightDispensing.dispense(
        input.numReplicas, weights: weights, initial: initial, order: order)
    } answer: { outcome in
      var result = outcome.result
      stableSort(&result) { bytewiseLess($0.name, $1.name) }
      return ["result": .list(result.map(\.answer)), "remaining": Node(outcome.remaining)]
    }
  }

  private struct GroupsInput: Decodable {
    struct Group: Decodable {
      var name: String
      var value: Int
      var weight: Int64
    }
    var groups: [Group]?
    var minGroups: Int
    var maxGroups: Int
    var clusterMinGroups: Int
  }

  private static let selectGroups = VectorSuite(algorithm: "spread.selectGroups") { vector in
    let input = try NodeDecoder(file: "vector").decode(GroupsInput.self, from: vector.input)
    let groups = (input.groups ?? []).map {
      GroupSelection.Group(name: $0.name, value: $0.value, weight: $0.weight)
    }
    return PreparedDecision {
      GroupSelection.select(
        groups, minimum: input.minGroups, maximum: input.maxGroups,
        target: input.clusterMinGroups)
    } answer: { chosen in
      ["selected": .list(chosen.map { Node($0.name) })]
    }
  }
}
