/// A growable block of trivial rows outside Swift's arrays: no uniqueness or exclusivity checks on
/// the hot paths, and rows stay trivially copyable.
///
/// Never shared: each is owned by one object, which frees it.
struct Rows<Row: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Row>
  private(set) var count: Int
  private var capacity: Int

  /// Rows all equal to `row`.
  init(repeating row: Row, count: Int) {
    self.count = count
    capacity = max(count, 16)
    base = Self.allocate(capacity)
    base.initialize(repeating: row, count: count)
  }

  /// No rows yet.
  init() {
    count = 0
    capacity = 4
    base = Self.allocate(capacity)
  }

  deinit { base.deallocate() }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<Row> {
    LargeBlock.allocate(byteCount: capacity * MemoryLayout<Row>.stride)
      .bindMemory(to: Row.self, capacity: capacity)
  }

  /// Adds a row and returns its position.
  mutating func append(_ row: Row) -> Int {
    if count == capacity { grow() }
    (base + count).initialize(to: row)
    count += 1
    return count - 1
  }

  private mutating func grow() {
    let larger = Self.allocate(capacity * 2)
    larger.update(from: base, count: count)
    base.deallocate()
    base = larger
    capacity *= 2
  }

  /// The row at a position, in place.
  subscript(position: Int) -> Row {
    @inline(__always) unsafeAddress {
      assert(position >= 0 && position < count, "a row that does not exist")
      return UnsafePointer(base + position)
    }
    @inline(__always) unsafeMutableAddress {
      assert(position >= 0 && position < count, "a row that does not exist")
      return base + position
    }
  }
}
