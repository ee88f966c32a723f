/// The order in which Go walks through a map.
///
/// Up to eight entries stand in the slots of one group: an insertion takes the first free slot, and
/// a walk starts at a random slot and goes round. Beyond, entries stand in the order of their
/// hashes, which are random per map, and a walk starts anywhere as well. Where upstream's
/// decisions depend on the order, runs that draw it like this differ as those of the real program
/// do, with the same odds.
///
/// Mirrors: `go src/internal/runtime/maps` (Go 1.24 and later); what growth does to the order
/// within a large map is left out.
public struct GoMapOrder<Key: Hashable> {
  /// Draws a number from 0 up to but not including the given one.
  public typealias Draw = (_ below: Int) -> Int

  private static var groupSlots: Int { 8 }
  private static var hashes: Int { 1 << 32 }

  /// The slots of the one group; unused once `isLarge`.
  private var slots: [Key?] = []
  /// Entries by ascending hash; unused until `isLarge`.
  private var table: [(hash: Int, key: Key)] = []
  private var places: [Key: Int] = [:]
  private var isLarge = false

  /// An empty map.
  public init() {}

  /// How many entries there are.
  public var count: Int { places.count }

  /// Whether there is an entry of that key.
  public func contains(_ key: Key) -> Bool { places[key] != nil }

  /// Adds an entry unless there is one of that key.
  public mutating func insert(_ key: Key, draw: Draw) {
    guard places[key] == nil else { return }
    if !isLarge {
      if let free = slots.firstIndex(where: { $0 == nil }) {
        slots[free] = key
        places[key] = free
        return
      }
      if slots.count < Self.groupSlots {
        places[key] = slots.count
        slots.append(key)
        return
      }
      isLarge = true
      for case let old? in slots { addToTable(old, draw(Self.hashes)) }
      slots = []
    }
    addToTable(key, draw(Self.hashes))
  }

  /// Removes the entry of that key, if there is one.
  public mutating func remove(_ key: Key) {
    guard let place = places.removeValue(forKey: key) else { return }
    if isLarge {
      var index = lowerBound(place)
      while index < table.count, table[index].key != key { index += 1 }
      if index < table.count { table.remove(at: index) }
    } else {
      slots[place] = nil
    }
  }

  /// The keys in the order of one walk.
  public func keys(draw: Draw) -> [Key] {
    if isLarge {
      let start = lowerBound(draw(Self.hashes))
      return (table[start...] + table[..<start]).map(\.key)
    }
    if slots.isEmpty { return [] }
    let start = draw(Self.groupSlots)
    var order: [Key] = []
    for step in 0..<Self.groupSlots {
      let slot = (start + step) % Self.groupSlots
      if slot < slots.count, let key = slots[slot] { order.append(key) }
    }
    return order
  }

  /// One walk through a map made of these keys just before.
  public static func walk(_ keys: [Key], draw: Draw) -> [Key] {
    var map = GoMapOrder()
    for key in keys { map.insert(key, draw: draw) }
    return map.keys(draw: draw)
  }

  private mutating func addToTable(_ key: Key, _ hash: Int) {
    // Behind those of the same hash, so that a draw that is always the same keeps the order.
    table.insert((hash, key), at: lowerBound(hash + 1))
    places[key] = hash
  }

  private func lowerBound(_ hash: Int) -> Int {
    var (low, high) = (0, table.count)
    while low < high {
      let middle = (low + high) / 2
      if table[middle].hash < hash { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension GoMapOrder: Sendable where Key: Sendable {}
