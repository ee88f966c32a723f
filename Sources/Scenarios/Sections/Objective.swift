import Documents
import EventKernel

/// One of `spec.objectives`: a bound to keep, such as `p99(failover.recover) <= 5m`.
public struct Objective: Sendable, Equatable, CustomStringConvertible {
  /// How estimate and bound compare.
  public enum Comparison: String, Sendable, CaseIterable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"

    /// Whether `value` keeps `bound`.
    public func holds(_ value: Double, _ bound: Double) -> Bool {
      switch self {
      case .atLeast: value >= bound
      case .atMost: value <= bound
      case .above: value > bound
      case .below: value < bound
      }
    }
  }

  /// What kind of bound was written.
  public enum Bound: Sendable, Equatable {
    case number(Double)
    case percent(Double)
    /// Seconds.
    case duration(Double)

    /// The bound in the metric's own unit.
    public var value: Double {
      switch self {
      case .number(let value): value
      case .percent(let value): value / 100
      case .duration(let seconds): seconds
      }
    }
  }

  /// As written, with blanks in normal form.
  public var description: String
  /// The dotted name; a statistic in front, as in `p99(x)`, is its last part: `x.p99`.
  public var metric: String
  /// What the figure is about, such as `region` to `eu-west`.
  public var dimensions: [String: String]
  public var comparison: Comparison
  public var bound: Bound

  /// Reads an objective.
  ///
  ///     availability >= 99.95%
  ///     availability{tenant=retail} >= 99.9%
  ///     p99(failover.recover) <= 5m
  ///
  /// - Throws: What is wrong, as half a sentence.
  public init(parsing text: String) throws(ObjectiveError) {
    guard let range = text.firstIndex(where: { $0 == "<" || $0 == ">" }) else {
      throw ObjectiveError("has no comparison; write for example availability >= 99.9%")
    }
    let left = text[..<range].trimmed()
    var right = text[range...]
    let operation =
      right.dropFirst().first == "=" ? String(right.prefix(2)) : String(right.prefix(1))
    right.removeFirst(operation.count)
    guard let comparison = Comparison(rawValue: operation) else {
      throw ObjectiveError("has an unknown comparison \"\(operation)\"")
    }
    self.comparison = comparison
    self.bound = try Self.bound(right.trimmed())
    (metric, dimensions) = try Self.metric(left)
    description = "\(left) \(operation) \(right.trimmed())"
  }

  static func bound(_ text: String) throws(ObjectiveError) -> Bound {
    if text.hasSuffix("%"), let value = Double(text.dropLast().trimmed()), value.isFinite {
      return .percent(value)
    }
    if let value = Double(text), value.isFinite { return .number(value) }
    if let duration = DurationText.parse(text) { return .duration(duration.inSeconds) }
    throw ObjectiveError("\"\(text)\" is no bound; write a number, a percentage or a duration")
  }

  /// Reads the left side alone: a metric with its dimensions.
  package static func metric(
    _ text: String
  ) throws(ObjectiveError) -> (String, [String: String]) {
    var name = text
    var suffix = ""
    if text.hasSuffix(")"), let open = text.firstIndex(of: "(") {
      let statistic = text[..<open].trimmed()
      guard statistic.allSatisfy({ $0.isLetter || $0.isNumber }), !statistic.isEmpty else {
        throw ObjectiveError("\"\(statistic)\" is no statistic")
      }
      suffix = "." + statistic
      name = String(text[text.index(after: open)...].dropLast())
    }
    var dimensions: [String: String] = [:]
    if name.hasSuffix("}"), let open = name.firstIndex(of: "{") {
      for pair in name[name.index(after: open)...].dropLast().split(separator: ",") {
        let parts = pair.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else {
          throw ObjectiveError("\"\(pair)\" is no dimension; write {region=eu-west}")
        }
        dimensions[parts[0].trimmed()] = parts[1].trimmed()
      }
      name = String(name[..<open])
    }
    name = name.trimmed()
    let isName = name.utf8.allSatisfy {
      ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
        || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || $0 == UInt8(ascii: ".")
        || $0 == UInt8(ascii: "-")
    }
    guard isName, !name.isEmpty else { throw ObjectiveError("\"\(name)\" is no metric's name") }
    return (name + suffix, dimensions)
  }

  static let shape = Shape<Objective>(
    word: "objective", schema: { _ in ["type": "string", "pattern": "[<>]"] },
    read: { node, reading in
      guard let text = Shape.text.read(node, reading) else { return nil }
      do throws(ObjectiveError) {
        return try Objective(parsing: text)
      } catch {
        reading.problem(node, "the objective \"\(text)\" \(error.problem)")
        return nil
      }
    },
    write: { Node($0.description) })
}

extension Objective.Bound {
  /// Reads `0.5`, `2%` or `90s`.
  ///
  /// - Throws: What is wrong, as half a sentence.
  public init(parsing text: String) throws(ObjectiveError) {
    self = try Objective.bound(text.trimmed())
  }
}

/// A metric as objectives write it: `availability{region=eu-west}`, `p99(failover.recover)`.
public struct MetricReference: Sendable, Hashable {
  /// The dotted name; a statistic in front, as in `p99(x)`, is its last part: `x.p99`.
  public var name: String
  /// What the figure is about, such as `region` to `eu-west`.
  public var dimensions: [String: String]

  /// Names a metric.
  public init(name: String, dimensions: [String: String] = [:]) {
    self.name = name
    self.dimensions = dimensions
  }

  /// Reads a metric's name.
  ///
  /// - Throws: What is wrong, as half a sentence.
  public init(parsing text: String) throws(ObjectiveError) {
    (name, dimensions) = try Objective.metric(text.trimmed())
  }
}

/// Why a text is no objective.
public struct ObjectiveError: Error, Sendable, Equatable {
  /// Half a sentence that goes on after the objective.
  public var problem: String

  init(_ problem: String) {
    self.problem = problem
  }
}
