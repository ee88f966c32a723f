import GoSemantics

/// What is wrong with a selector.
public struct SelectorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// One sentence.
  public var description: String

  /// Creates an error.
  public init(_ description: String) {
    self.description = description
  }
}

/// One demand on a label, checked for validity when made.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/labels/selector.go` (Requirement).
public struct SelectorRequirement: Sendable, Hashable {
  /// How the label is compared.
  public enum Operator: String, Sendable {
    /// The value is one of several.
    case isIn = "in"
    /// The label is absent or its value none of several.
    case notIn = "notin"
    /// The value is this one.
    case equals = "="
    /// The same, as written with two signs.
    case doubleEquals = "=="
    /// The label is absent or its value another.
    case notEquals = "!="
    /// The label is there.
    case exists
    /// The label is absent.
    case doesNotExist = "!"
    /// The value is a larger number.
    case greaterThan = "gt"
    /// The value is a smaller number.
    case lessThan = "lt"
  }

  /// The label's key.
  public let key: String
  /// How the label is compared.
  public let `operator`: Operator
  /// What it is compared with.
  public let values: [String]
  private let number: Int64?

  /// Creates a requirement, if key, values and their number are valid.
  public init(
    key: String, operator: Operator, values: [String]
  ) throws(SelectorError) {
    guard LabelSyntax.isKey(key) else { throw SelectorError("invalid label key \"\(key)\"") }
    var number: Int64?
    switch `operator` {
    case .isIn, .notIn:
      if values.isEmpty { throw SelectorError("in and notin need values") }
    case .equals, .doubleEquals, .notEquals:
      if values.count != 1 { throw SelectorError("equality needs exactly one value") }
    case .exists, .doesNotExist:
      if !values.isEmpty { throw SelectorError("existence takes no values") }
    case .greaterThan, .lessThan:
      guard values.count == 1, let operand = Int64(values[0]) else {
        throw SelectorError("Gt and Lt need exactly one integer")
      }
      number = operand
    }
    for value in values where !LabelSyntax.isValue(value) {
      throw SelectorError("invalid label value \"\(value)\" for \(key)")
    }
    self.key = key
    self.operator = `operator`
    self.values = values
    self.number = number
  }

  /// Whether a label set satisfies the demand.
  public func matches(_ labels: [String: String]) -> Bool {
    matches(value: labels[key])
  }

  /// Whether a label with this value (nil if absent) satisfies the demand.
  public func matches(value: String?) -> Bool {
    switch `operator` {
    case .isIn, .equals, .doubleEquals: value.map(values.contains) ?? false
    case .notIn, .notEquals: !(value.map(values.contains) ?? false)
    case .exists: value != nil
    case .doesNotExist: value == nil
    case .greaterThan, .lessThan: compare(value)
    }
  }

  private func compare(_ value: String?) -> Bool {
    guard let number, let own = value.flatMap({ Int64($0) }) else { return false }
    return `operator` == .greaterThan ? own > number : own < number
  }
}

extension SelectorRequirement: CustomStringConvertible {
  /// The selector syntax of the demand.
  public var description: String {
    let list =
      values.count == 1 ? values[0] : values.sorted(by: bytewiseLess).joined(separator: ",")
    return switch `operator` {
    case .exists: key
    case .doesNotExist: "!" + key
    case .isIn, .notIn: "\(key) \(`operator`.rawValue) (\(list))"
    case .equals, .doubleEquals, .notEquals: key + `operator`.rawValue + list
    case .greaterThan: "\(key)>\(list)"
    case .lessThan: "\(key)<\(list)"
    }
  }
}

/// Demands on labels that must all hold.
public struct Selector: Sendable, Hashable, CustomStringConvertible {
  /// The demands, ordered by key.
  public let requirements: [SelectorRequirement]
  /// Whether nothing matches, whatever its labels.
  public let matchesNothing: Bool

  /// Everything matches.
  public static let everything = Selector([])
  /// Nothing matches.
  public static let nothing = Selector(requirements: [], matchesNothing: true)

  /// A selector of demands, which it orders by key.
  public init(_ requirements: [SelectorRequirement]) {
    var ordered = requirements
    unstableSort(&ordered) { bytewiseLess($0.key, $1.key) }
    self.init(requirements: ordered, matchesNothing: false)
  }

  private init(requirements: [SelectorRequirement], matchesNothing: Bool) {
    self.requirements = requirements
    self.matchesNothing = matchesNothing
  }

  /// Whether a label set satisfies every demand.
  public func matches(_ labels: [String: String]) -> Bool {
    !matchesNothing && requirements.allSatisfy { $0.matches(labels) }
  }

  /// The selector syntax.
  public var description: String {
    requirements.map(\.description).joined(separator: ",")
  }
}
