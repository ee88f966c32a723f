import Conformance
import Documents
import GoSemantics
import KubernetesAPI

/// The vector suites of this system, for the tests and `regatta verify`.
public enum OpenClusterManagementSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] = placement + rollout + work + registration
}

extension Node {
  /// An object of named members.
  static func members(_ members: [(String, Node)]) -> Node {
    Node(.object(members.map { Node.Member(key: $0.0, value: $0.1) }))
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

  /// Reads a member as a list, an empty one if it is absent.
  func decodedList<Value: Decodable>(_ type: Value.Type, _ key: String) throws -> [Value] {
    try decodedIfPresent([Value].self, key) ?? []
  }

  /// Reads an instant.
  func instant(_ key: String) throws -> GoInstant {
    guard let instant = self[key]?.string.flatMap(GoInstant.init(rfc3339:)) else {
      throw VectorInputError(member: key, problem: "must be an instant")
    }
    return instant
  }

  /// A duration in seconds, null for none.
  static func seconds(_ nanoseconds: Int64?) -> Node {
    guard let nanoseconds else { return .null }
    return nanoseconds % 1_000_000_000 == 0
      ? Node(nanoseconds / 1_000_000_000) : Node(Double(nanoseconds) / 1e9)
  }

  /// Whether both are errors, or both the same answer: the texts of errors are informative only.
  static func sameOrBothErrors(_ expected: Node, _ answer: Node) -> Bool {
    if let problem = expected["error"], !problem.isNull { return answer["error"]?.isNull == false }
    return expected == answer
  }
}
