import EventKernel

/// A range of numbers, durations or quantities, such as `1..9:2`, `10m..2h` or `4Gi..64Gi`, perhaps
/// with text around it.
public struct VariedRange: Sendable, Equatable {
  /// As written.
  public let text: String
  private let before: String
  private let after: String
  /// In the unit, or in nanoseconds for durations of different units.
  private let low: Double
  private let high: Double
  private let step: Double?
  private let unit: Unit
  private let isWhole: Bool

  private enum Unit: Equatable {
    case suffix(String)
    case nanoseconds
  }

  /// The most values that a range may give.
  static let limit = 100_000

  /// Reads the first range in a text; nil if there is none.
  ///
  /// - Throws: What is wrong with it.
  init?(parsing text: String) throws(ObjectiveError) {
    let expression =
      #/(?<low>-?[0-9](?:[0-9A-Za-z%]|\.(?!\.))*)\.\.(?<high>-?[0-9](?:[0-9A-Za-z%]|\.(?!\.))*)(?::(?<step>[0-9][0-9A-Za-z%.]*))?/#
    guard let match = text.firstMatch(of: expression) else { return nil }
    self.text = text
    before = String(text[..<match.range.lowerBound])
    after = String(text[match.range.upperBound...])
    func failure(_ problem: String) -> ObjectiveError {
      ObjectiveError("the range \(match.output.0) \(problem)")
    }
    let (first, last) = (Self.parts(match.output.low), Self.parts(match.output.high))
    let stride = match.output.step.map(Self.parts)
    if let first, let last, first.suffix == last.suffix,
      stride.map({ $0?.suffix.isEmpty ?? false || $0?.suffix == first.suffix }) ?? true
    {
      unit = .suffix(first.suffix)
      (low, high) = (first.number, last.number)
      isWhole = [first, last].allSatisfy(\.isWhole)
      step = stride.flatMap { $0?.number }
    } else if let from = DurationText.parse(String(match.output.low)),
      let to = DurationText.parse(String(match.output.high))
    {
      unit = .nanoseconds
      (low, high) = (Double(from.nanoseconds), Double(to.nanoseconds))
      isWhole = false
      if let written = match.output.step {
        guard let duration = DurationText.parse(String(written)) else {
          throw failure("needs a step that is a duration")
        }
        step = Double(duration.nanoseconds)
      } else {
        step = nil
      }
    } else if first == nil || last == nil {
      throw failure("needs numbers, durations or quantities, such as 1..9, 10m..2h or 4Gi..64Gi")
    } else {
      throw failure("has ends or a step in different units")
    }
    guard low < high, (high - low).isFinite else {
      throw failure("must have its low end before its high end")
    }
    if let step {
      guard step > 0, step <= high - low else { throw failure("needs a step that fits into it") }
      guard (high - low) / step < Double(Self.limit) else { throw failure("has too many steps") }
    }
  }

  private static func parts(
    _ text: Substring
  ) -> (number: Double, suffix: String, isWhole: Bool)? {
    let digits = text.prefix { ("0"..."9").contains($0) || $0 == "." || $0 == "-" }
    let suffix = text.dropFirst(digits.count)
    guard let number = Double(digits), number.isFinite,
      suffix.allSatisfy({ $0.isLetter || $0 == "%" })
    else { return nil }
    return (number, String(suffix), !digits.contains("."))
  }

  /// How many separate values the range stands for; nil for any number.
  func count(takingFractions: Bool) -> Int? {
    if step != nil { return steps }
    return isWhole && unit == .suffix("") && !takingFractions ? steps : nil
  }

  /// How many values a grid over the range has; nil where it needs a step.
  var gridCount: Int? { step != nil || isWhole ? steps : nil }

  private var steps: Int? {
    let count = ((high - low) / (step ?? 1) + 1e-9).rounded(.down)
    return count < Double(Self.limit) ? Int(count) + 1 : nil
  }

  func text(ofStep index: Int) -> String { written(low + Double(index) * (step ?? 1)) }

  func text(at share: Double) -> String { written(low + share * (high - low)) }

  /// A value to a thousandth of the range.
  private func written(_ value: Double) -> String {
    let value = min(max(value, low), high)
    var scale = 1.0
    let finest = min(step ?? .infinity, high - low)
    switch unit {
    case .nanoseconds:
      // Whole seconds read best where they are fine enough.
      let grain = [1e9, 1e6, 1e3].first { $0 <= finest / 1000 || $0 == step } ?? 1
      let rounded = Int64(min((value / grain).rounded() * grain, 9e18))
      return before + DurationText.format(.nanoseconds(rounded)) + after
    case .suffix(let suffix):
      while scale < 1e12, finest * scale < 1000 { scale *= 10 }
      let rounded = (value * scale).rounded() / scale
      let number =
        Int64(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
      return before + number + suffix + after
    }
  }
}
