import Documents

/// A selector as objects write it.
public struct LabelSelector: Sendable, Hashable, Decodable {
  /// Labels that must have exactly these values.
  public var matchLabels: [String: String]
  /// Further demands.
  public var matchExpressions: [LabelSelectorRequirement]

  /// Creates a selector.
  public init(
    matchLabels: [String: String] = [:], matchExpressions: [LabelSelectorRequirement] = []
  ) {
    self.matchLabels = matchLabels
    self.matchExpressions = matchExpressions
  }
}

/// One demand as objects write it.
public struct LabelSelectorRequirement: Sendable, Hashable, Decodable {
  /// The label's key.
  @OrZero public var key: String
  /// `In`, `NotIn`, `Exists`, `DoesNotExist`; node selectors also know `Gt` and `Lt`.
  @OrZero public var `operator`: String
  /// What the label is compared with.
  public var values: [String]

  /// Creates a demand.
  public init(key: String, operator: String, values: [String] = []) {
    self.values = values
    self.key = key
    self.operator = `operator`
  }
}

extension Selector {
  /// The selector that an object means; nil (the field is absent) matches nothing, an empty one
  /// matches everything.
  ///
  /// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/apis/meta/v1/helpers.go` (LabelSelectorAsSelector).
  public init(_ selector: LabelSelector?) throws(SelectorError) {
    guard let selector else {
      self = .nothing
      return
    }
    var requirements: [SelectorRequirement] = []
    for (key, value) in selector.matchLabels.sorted(by: { $0.key < $1.key }) {
      requirements.append(
        try SelectorRequirement(key: key, operator: .equals, values: [value]))
    }
    for expression in selector.matchExpressions {
      let known: SelectorRequirement.Operator? =
        switch expression.operator {
        case "In": .isIn
        case "NotIn": .notIn
        case "Exists": .exists
        case "DoesNotExist": .doesNotExist
        default: nil
        }
      guard let known else {
        throw SelectorError("\"\(expression.operator)\" is no label selector operator")
      }
      requirements.append(
        try SelectorRequirement(
          key: expression.key, operator: known, values: expression.values))
    }
    self.init(requirements)
  }

  /// The selector of a plain label map, unchecked: every entry must match exactly.
  public static func matches(all labels: [String: String], in own: [String: String]) -> Bool {
    // order-free: all must hold.
    labels.allSatisfy { own[$0.key] == $0.value }
  }
}
