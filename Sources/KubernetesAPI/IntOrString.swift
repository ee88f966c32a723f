import Documents
import GoSemantics

/// A count, or a percentage of one: `3` or `"25%"`.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/intstr/intstr.go`, vectors
/// `kubernetes/intstr.jsonl.gz`.
public enum IntOrString: Sendable, Hashable, Decodable, CustomStringConvertible {
  /// A count.
  case int(Int64)
  /// Text, usually a percentage.
  case string(String)

  /// Why a text is no percentage.
  public struct PercentageError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String
  }

  public init(from decoder: any Decoder) throws {
    let node = try decoder.singleValueContainer().decode(Node.self)
    if let value = node.int64 {
      self = .int(value)
    } else if let text = node.string {
      self = .string(text)
    } else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "must be a number or a percentage, not \(node.kindDescription)"))
    }
  }

  /// The count, or the percentage of `total` rounded up or down.
  ///
  /// Negative and large percentages are computed like any other.
  public func scaled(total: Int64, roundUp: Bool) throws(PercentageError) -> Int64 {
    switch self {
    case .int(let value): return value
    case .string(let text):
      guard text.last == "%" else {
        throw PercentageError(description: "\"\(text)\" is neither a number nor a percentage")
      }
      let digits = text.dropLast()
      // Go's Atoi knows ASCII digits and one sign only, as does this.
      guard let percent = Int64(digits) else {
        throw PercentageError(description: "\"\(text)\" is no whole percentage")
      }
      let share = Double(percent) * Double(total) / 100
      return GoArithmetic.int64(share.rounded(roundUp ? .up : .down))
    }
  }

  /// As it is written.
  public var description: String {
    switch self {
    case .int(let value): String(value)
    case .string(let text): text
    }
  }
}
