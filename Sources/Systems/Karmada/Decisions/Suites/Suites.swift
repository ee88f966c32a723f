import Conformance
import Documents

/// The vector suites of this system, for the tests and `regatta verify`.
public enum KarmadaSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] =
    division + placement + scheduling + status + failover
    + estimation + relocation + autoscaling + quota + affinity
    + overrides + admission + claims
}

extension Node {
  /// An object of named members, leaving out those that are null.
  static func members(_ members: [(String, Node)]) -> Node {
    Node(
      .object(members.filter { !$0.1.isNull }.map { Node.Member(key: $0.0, value: $0.1) }))
  }

  /// A list.
  static func list(_ elements: some Sequence<Node>) -> Node {
    Node(.array(Array(elements)))
  }

  /// Reads a member as a typed value; an absent member is read as an empty object.
  func decoded<Value: Decodable>(_ type: Value.Type, _ key: String) throws -> Value {
    try NodeDecoder(file: "vector").decode(
      type, from: self[key] ?? Node(.object([])), path: key)
  }

  /// Reads a member as a typed value, nil if it is absent.
  func decodedIfPresent<Value: Decodable>(_ type: Value.Type, _ key: String) throws -> Value? {
    guard let member = self[key], !member.isNull else { return nil }
    return try NodeDecoder(file: "vector").decode(type, from: member, path: key)
  }
}

extension TargetCluster {
  /// The target as the vectors write it: without replicas if there are none.
  var answer: Node {
    .members([
      ("name", Node(name)), ("replicas", replicas == 0 ? .null : Node(replicas)),
      ("components", Node(orNull: components.map { .list($0.map(\.answer)) })),
    ])
  }
}

extension TargetComponent {
  /// The component as the vectors write it.
  var answer: Node {
    .members([("name", Node(name)), ("replicas", replicas == 0 ? .null : Node(replicas))])
  }
}
