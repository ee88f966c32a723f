/// What has to be done to evaluate an expression: steps that refer to each other by number.
struct Plan: Sendable {
  enum ArithmeticKind: UInt8, Sendable { case add, subtract, multiply, divide, remainder }
  enum OrderingKind: UInt8, Sendable { case less, lessOrEqual, greaterOrEqual, greater }

  enum Step: Sendable {
    case constant(Int)
    /// A variable or what is inside of one.
    case attribute(Int)
    /// `has(…)`.
    case test(Int)
    /// `condition ? a : b`.
    case conditional(Int)
    case and(Int, Int)
    case or(Int, Int)
    case equal(Int, Int)
    case notEqual(Int, Int)
    case not(Int)
    case notStrictlyFalse(Int)
    case negate(Int)
    case size(Int)
    case typeOf(Int)
    case identity(Int)
    case arithmetic(ArithmeticKind, Int, Int, CallCost)
    case ordering(OrderingKind, Int, Int, CallCost)
    case membership(Int, Int, CallCost)
    /// The text, the pattern, and the place of the compiled pattern if it is constant.
    case matches(Int, Int, pattern: Int)
    case call(Int)
    case list(Int)
    case map(Int)
    case fold(Int)
    /// An element is added to what a comprehension collects.
    case append(slot: Int, element: Int)
    case optionalOr(Int, Int)
    case optionalOrValue(Int, Int)
  }

  struct Attribute: Sendable {
    enum Root: Sendable {
      case slot(Int)
      case step(Int)
      case conditional(condition: Int, truthy: Int, falsy: Int)
    }

    var root: Root
    var qualifiers: [Qualifier] = []
  }

  struct Qualifier: Sendable {
    enum Key: Sendable {
      case constant(CELValue)
      /// The key is what an attribute holds.
      case attribute(Int)
    }

    var key: Key
    var isOptional = false
    /// Whether only the presence of the field is asked for.
    var isTest = false
  }

  struct Call: Sendable {
    var name: String
    var arguments: [Int]
    /// The only overload that fits, or all of those with this number of arguments.
    var overloads: [Overload]
    /// Whether values decide which overload is called.
    var isDispatched: Bool
    /// Whether the arguments' types are known only from their values.
    var needsGuard: Bool
    var cost: CallCost
    /// The place of the compiled pattern, for searches with a constant pattern.
    var pattern: Int?
  }

  struct Elements: Sendable {
    var steps: [Int]
    var optional: [Bool]
    var hasOptionals: Bool
  }

  struct Fold: Sendable {
    var range: Int
    var initial: Int
    /// Nil if it is always true.
    var condition: Int?
    var step: Int
    var result: Int
    var accumulator: Int
    var variable: Int
  }

  var steps: [Step] = []
  var constants: [CELValue] = []
  var attributes: [Attribute] = []
  var calls: [Call] = []
  var elements: [Elements] = []
  var folds: [Fold] = []
  var patterns: [RegularExpression?] = []
  /// The names of the environment's variables, which hold the first places.
  var variables: [String] = []
  var slotCount = 0
  var root = 0
}
