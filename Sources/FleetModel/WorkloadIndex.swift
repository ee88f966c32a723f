/// Finds the workload of a (service, cluster) pair: open addressing over 32-bit positions, an
/// eighth of the memory of a dictionary when a thousand services meet a thousand clusters.
struct WorkloadIndex {
  private var slots: [Int32]
  private var used = 0

  init() { slots = Array(repeating: -1, count: 64) }

  /// The position of the pair, asking `rows` which pair a position holds.
  func position(service: Int32, cluster: Int32, in rows: borrowing Rows<WorkloadRow>) -> Int? {
    var slot = Self.hash(service, cluster) & (slots.count - 1)
    while slots[slot] >= 0 {
      let row = Int(slots[slot])
      if rows.base[row].service == service, rows.base[row].cluster == cluster { return row }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Adds a pair that is not there yet and whose row has been appended.
  mutating func insert(_ position: Int, in rows: borrowing Rows<WorkloadRow>) {
    if used * 3 >= slots.count * 2 {
      slots = Array(repeating: -1, count: slots.count * 2)
      for other in 0..<rows.count where other != position { place(other, in: rows) }
    }
    place(position, in: rows)
    used += 1
  }

  private mutating func place(_ position: Int, in rows: borrowing Rows<WorkloadRow>) {
    let row = rows.base[position]
    var slot = Self.hash(row.service, row.cluster) & (slots.count - 1)
    while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = Int32(position)
  }

  private static func hash(_ service: Int32, _ cluster: Int32) -> Int {
    let key = UInt64(UInt32(bitPattern: service)) << 32 | UInt64(UInt32(bitPattern: cluster))
    return Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20)
  }
}
