import Documents

/// How far a computed number may lie from the recorded one.
///
/// Two doubles agree if they differ by at most `relative` times the recorded magnitude, or by at
/// most `absolute`. Everything else (whole numbers on both sides, texts, Booleans, the names of
/// members) must be equal, and so must the members named exact.
public struct NumericTolerance: Sendable {
  /// The allowed difference as a share of the recorded number.
  public var relative: Double
  /// The difference always allowed.
  public var absolute: Double
  /// Members whose numbers must be equal to the last bit.
  public var exactMembers: Set<String>

  /// A tolerance.
  public init(relative: Double, absolute: Double = 0, exactMembers: Set<String> = []) {
    self.relative = relative
    self.absolute = absolute
    self.exactMembers = exactMembers
  }

  /// Whether the answer agrees with what was recorded.
  public func matches(_ expected: Node, _ answer: Node) -> Bool {
    switch (expected.content, answer.content) {
    case (.object(let left), .object(let right)):
      guard left.count == right.count else { return false }
      return left.allSatisfy { member in
        guard let value = answer[member.key] else { return false }
        return exactMembers.contains(member.key)
          ? member.value == value : matches(member.value, value)
      }
    case (.array(let left), .array(let right)):
      return left.count == right.count && zip(left, right).allSatisfy { matches($0, $1) }
    case (.integer, .integer):
      return expected == answer
    default:
      guard let left = expected.double, let right = answer.double else {
        return expected == answer
      }
      return abs(left - right) <= max(relative * abs(left), absolute)
    }
  }
}
