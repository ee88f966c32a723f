import Conformance
import Documents
import KubernetesAPI

/// The vector suites of this system, for the tests and `regatta verify`.
public enum KubeFedSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] = planning + placement + [clusterHealth]

  /// Decodes a member; an absent one is read as an empty object.
  static func decode<Value: Decodable>(
    _ type: Value.Type, _ node: Node?, _ path: String
  ) throws -> Value {
    try NodeDecoder(file: "vector").decode(type, from: node ?? Node(.object([])), path: path)
  }

  /// Numbers by cluster as vectors write them.
  static func answer(_ numbers: [String: Int64]) -> Node {
    Node(numbers.mapValues { Node($0) })
  }

  /// Both failed, or both answered the same: the wording belongs to upstream's libraries.
  @Sendable static func matchesOrBothFail(_ expected: Node, _ answer: Node) -> Bool {
    expected["error"] != nil ? answer["error"] != nil : expected == answer
  }

  static let clusterHealth = VectorSuite(algorithm: "kubefed.v2.clusterHealthThreshold") {
    vector in
    let input = VectorInput(vector.input)
    let failureThreshold = Int64(try input.integer("failureThreshold"))
    let successThreshold = Int64(try input.integer("successThreshold"))
    let probes = try (input.member("probes").array ?? []).map { probe in
      let fields = VectorInput(probe)
      guard let result = ProbeResult(rawValue: try fields.text("result")) else {
        throw VectorInputError(member: "result", problem: "is no result of a probe")
      }
      return (at: Int64(try fields.integer("atSeconds")), result: result)
    }
    return PreparedDecision {
      var health = ClusterHealth()
      return probes.map { probe in
        health.report(
          probe.result, at: probe.at, failureThreshold: failureThreshold,
          successThreshold: successThreshold)
        return health
      }
    } answer: { reported in
      ["reported": Node(reported.map(answer))]
    }
  }

  private static func answer(_ health: ClusterHealth) -> Node {
    let conditions = (health.conditions ?? []).map { condition -> Node in
      [
        "type": Node(condition.type.rawValue), "status": condition.isTrue ? "True" : "False",
        "lastProbeSeconds": Node(condition.lastProbeTime),
        "lastTransitionSeconds": Node(condition.lastTransitionTime),
      ]
    }
    return ["conditions": Node(conditions), "resultRun": Node(health.run)]
  }
}
