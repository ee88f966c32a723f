/// Why a sample, or a parameter beside it, has no answer.
public enum SampleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Fewer values (or arms, or batches) than the method needs.
  case tooFew(found: Int, needed: Int)
  /// More values (or arms) than the method takes.
  case tooMany(found: Int, allowed: Int)
  /// A value is NaN or infinite; its index in the sample.
  case notFinite(index: Int)
  /// Samples that must be equally long are not.
  case unequalCounts(Int, Int)
  /// A parameter lies outside its range.
  case outOfRange(parameter: String, allowed: String)

  /// What is wrong and what would be right.
  public var description: String {
    switch self {
    case .tooFew(let found, let needed): "\(found) given, at least \(needed) needed"
    case .tooMany(let found, let allowed): "\(found) given, at most \(allowed) allowed"
    case .notFinite(let index): "value \(index) is not a finite number"
    case .unequalCounts(let first, let second):
      "samples of \(first) and \(second) values must be equally long"
    case .outOfRange(let parameter, let allowed): "\(parameter) must be \(allowed)"
    }
  }
}

/// Throws unless the values are finite and numerous enough.
func require(_ values: [Double], atLeast needed: Int) throws(SampleError) {
  guard values.count >= needed else { throw .tooFew(found: values.count, needed: needed) }
  if let index = values.firstIndex(where: { !$0.isFinite }) { throw .notFinite(index: index) }
}

/// Throws unless a probability lies strictly between 0 and 1.
func require(probability: Double, _ parameter: String) throws(SampleError) {
  guard probability > 0, probability < 1 else {
    throw .outOfRange(parameter: parameter, allowed: "between 0 and 1, exclusive")
  }
}

/// Throws unless a parameter is finite and above zero.
func require(positive: Double, _ parameter: String) throws(SampleError) {
  guard positive > 0, positive.isFinite else {
    throw .outOfRange(parameter: parameter, allowed: "positive and finite")
  }
}

/// A count from a real number, rounded up or down; the largest count if it is beyond.
func saturatingCount(_ value: Double, _ rule: FloatingPointRoundingRule) -> Int {
  let whole = value.rounded(rule)
  if whole.isNaN { return 0 }
  return Int(exactly: whole) ?? (whole < 0 ? 0 : Int.max)
}
