/// A map with its entries in the order in which they were first written.
///
/// Upstream walks maps in random order; here the order is fixed.
public final class CELMap: Sendable {
  /// The keys, in order.
  public let keys: [CELValue]
  /// The values, in the order of the keys.
  public let values: [CELValue]
  /// Whether all keys are text, as in data read from a document.
  private let hasOnlyStrings: Bool
  /// Where each key stands, for maps that are too large to search through.
  private let index: [MapKey: Int]

  private static let searchLimit = 8

  /// The number of entries.
  public var count: Int { keys.count }

  /// Creates a map; of entries with the same key the last value counts.
  public init(_ entries: [(CELValue, CELValue)]) {
    var keys: [CELValue] = []
    var values: [CELValue] = []
    var index: [MapKey: Int] = [:]
    keys.reserveCapacity(entries.count)
    values.reserveCapacity(entries.count)
    var hasOnlyStrings = true
    for (key, value) in entries {
      if case .string = key {} else { hasOnlyStrings = false }
      guard let mapKey = MapKey(key) else {
        // A key that is found by identity upstream: no other value ever equals it.
        keys.append(key)
        values.append(value)
        continue
      }
      if let place = index[mapKey] {
        values[place] = value
      } else {
        index[mapKey] = keys.count
        keys.append(key)
        values.append(value)
      }
    }
    self.keys = keys
    self.values = values
    self.hasOnlyStrings = hasOnlyStrings
    self.index = index
  }

  /// Creates a map with text keys; of entries with the same key the last value counts.
  public init(strings entries: [(String, CELValue)]) {
    guard entries.count <= Self.searchLimit else {
      let general = CELMap(entries.map { (.string($0.0), $0.1) })
      keys = general.keys
      values = general.values
      hasOnlyStrings = true
      index = general.index
      return
    }
    var keys: [CELValue] = []
    var values: [CELValue] = []
    keys.reserveCapacity(entries.count)
    values.reserveCapacity(entries.count)
    for (key, value) in entries {
      if let place = Self.search(keys, key) {
        values[place] = value
      } else {
        keys.append(.string(key))
        values.append(value)
      }
    }
    self.keys = keys
    self.values = values
    hasOnlyStrings = true
    index = [:]
  }

  private static func search(_ keys: [CELValue], _ text: String) -> Int? {
    for place in 0..<keys.count {
      if case .string(let key) = keys[place], haveSameBytes(key, text) { return place }
    }
    return nil
  }

  /// The value of a text key.
  public func find(_ text: String) -> CELValue? {
    if index.isEmpty { return Self.search(keys, text).map { values[$0] } }
    return index[.string(Bytewise(text))].map { values[$0] }
  }

  /// The value of a key; whole numbers are found whatever their type.
  public func find(_ key: CELValue) -> CELValue? {
    if case .string(let text) = key { return find(text) }
    if hasOnlyStrings { return nil }
    if let exact = MapKey(key), let place = index[exact] { return values[place] }
    switch key {
    case .double(let value):
      if let whole = Lossless.int64(value), let place = index[.int(whole)] { return values[place] }
      if let whole = Lossless.uint64(value) { return index[.uint(whole)].map { values[$0] } }
    case .int(let value):
      if let whole = UInt64(exactly: value) { return index[.uint(whole)].map { values[$0] } }
    case .uint(let value):
      if let whole = Int64(exactly: value) { return index[.int(whole)].map { values[$0] } }
    default: break
    }
    return nil
  }
}

/// A key of a map, equal as upstream's hashed values are: never across types.
private enum MapKey: Hashable {
  case null
  case bool(Bool)
  case int(Int64)
  case uint(UInt64)
  case double(Double)
  case string(Bytewise)
  case duration(Int64)
  case timestamp(Int64, Int32)
  case type(String)

  init?(_ value: CELValue) {
    switch value {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .int(let value): self = .int(value)
    case .uint(let value): self = .uint(value)
    case .double(let value): self = .double(value)
    case .string(let text): self = .string(Bytewise(text))
    case .duration(let length): self = .duration(length)
    case .timestamp(let time): self = .timestamp(time.seconds, time.nanoseconds)
    case .type(let type): self = .type(type.runtimeName)
    case .bytes, .list, .map, .optional, .opaque: return nil
    }
  }
}

/// Text that is equal and hashed by its bytes.
struct Bytewise: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Bytewise, right: Bytewise) -> Bool { haveSameBytes(left.text, right.text) }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// Whether two texts are the same bytes; Swift's `==` also equates canonical equivalents.
func haveSameBytes(_ left: String, _ right: String) -> Bool {
  guard left.utf8.count == right.utf8.count else { return false }
  var left = left
  var right = right
  return left.withUTF8 { a in
    right.withUTF8 { b in
      var place = 0
      while place < a.count {
        if a[place] != b[place] { return false }
        place += 1
      }
      return true
    }
  }
}
