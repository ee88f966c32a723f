import Conformance
import Documents
import GoSemantics

/// The vector suites of this system, for the tests and `regatta verify`.
public enum KubeFleetSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] =
    scheduling + rollout + updateRun + admission + resources + networking
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

  /// The instant at which the case happens, in nanoseconds since 1970.
  var now: Int64 { self["now"]?.string.flatMap { GoTime.nanoseconds(rfc3339: $0) } ?? 0 }
}
