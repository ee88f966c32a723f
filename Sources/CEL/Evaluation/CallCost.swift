/// What a call costs, beyond the cost of its arguments.
///
/// Mirrors: `google/cel-go@v0.29.2 interpreter/runtimecost.go` (costCall), `ext/strings.go`
/// (cost trackers), `open-cluster-management.io/sdk-go@v1.3.1 pkg/cel/library/cost.go`.
enum CallCost: UInt8, Sendable {
  case one
  /// The first argument is read once.
  case traversal
  /// The second argument is read once.
  case secondTraversal
  /// One for each element of the second argument.
  case membership
  /// The shorter argument is read once.
  case shorter
  /// Both arguments are copied.
  case joining
  case matching, containing
  case characterAt, transforming, searching, replacing, splitting, joiningList
  case scores, json

  static let list: UInt64 = 10
  static let map: UInt64 = 30
  private static let traversalFactor = 0.1
  private static let patternFactor = 0.25

  /// - Parameters: The arguments and the result; nil for errors.
  func amount(_ first: CELValue?, _ second: CELValue?, _ result: CELValue?) -> UInt64 {
    switch self {
    case .one: return 1
    case .traversal: return Self.traversal(Self.size(first))
    case .secondTraversal: return Self.traversal(Self.size(second))
    case .membership: return Self.size(second)
    case .shorter: return Self.shorter(first, second)
    case .joining: return Self.traversal(Self.size(first) &+ Self.size(second))
    case .matching:
      let text = UInt64(((1 + Double(Self.size(first))) * Self.traversalFactor).rounded(.up))
      let pattern = UInt64((Double(Self.size(second)) * Self.patternFactor).rounded(.up))
      return Self.product(text, pattern)
    case .containing:
      return Self.product(
        Self.traversal(Self.size(first)), Self.traversal(Self.size(second)))
    case .characterAt: return 2 &+ Self.traversal(Self.size(first))
    case .transforming: return 1 &+ Self.traversal(Self.size(first)) &+ Self.size(result)
    case .searching:
      return 1 &+ Self.traversal(Self.product(Self.size(first), Self.size(second)))
    case .replacing:
      let cells = Self.product(max(1, Self.size(first)), max(1, Self.size(second)))
      return 1 &+ Self.traversal(cells) &+ Self.size(result)
    case .splitting:
      return 1 &+ Self.traversal(Self.size(first) &+ 1) &+ Self.size(result) &+ Self.list
    case .joiningList: return 1 &+ Self.traversal(Self.size(first) &+ 1) &+ Self.size(result)
    case .scores:
      guard case .list(let elements)? = result else { return Self.list }
      return Self.list &+ UInt64(elements.count) &* (1 + Self.map)
    case .json:
      return Self.traversal(Self.size(first)) &+ (result.map(Self.structure) ?? 0)
    }
  }

  /// The number of characters, bytes or elements; 1 for what has no size.
  static func size(_ value: CELValue?) -> UInt64 {
    guard let value else { return 1 }
    if let size = value.size { return UInt64(size) }
    switch value {
    case .optional(let optional): return optional.value.map { size($0) } ?? 1
    case .opaque(.ip(let address)): return address.isVersion4 ? 4 : 16
    case .opaque(.cidr(let prefix)): return UInt64((prefix.length + 7) / 8)
    default: return 1
    }
  }

  private static func traversal(_ size: UInt64) -> UInt64 {
    UInt64((Double(size) * traversalFactor).rounded(.up))
  }

  private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    return overflow ? UInt64(1) << 60 : min(product, UInt64(1) << 60)
  }

  private static func shorter(_ first: CELValue?, _ second: CELValue?) -> UInt64 {
    guard let first, let second else { return traversal(min(size(first), size(second))) }
    // Short texts cost the same whatever their length, unless empty; do not count characters.
    if case .string(let a) = first, case .string(let b) = second,
      (1...10).contains(min(a.utf8.count, b.utf8.count)), !a.utf8.isEmpty, !b.utf8.isEmpty
    {
      return 1
    }
    return traversal(min(size(first), size(second)))
  }

  /// What building a value read from JSON costs.
  private static func structure(_ value: CELValue) -> UInt64 {
    switch value {
    case .list(let elements): elements.reduce(list) { $0 &+ structure($1) }
    case .map(let entries): entries.values.reduce(map) { $0 &+ structure($1) }
    default: 0
    }
  }
}
