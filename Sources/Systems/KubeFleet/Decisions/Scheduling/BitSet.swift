/// Some of the numbers from 0 up to a bound, one bit each; up to 64 need no memory of their own.
///
/// Mirrors: nothing upstream.
struct BitSet: Sendable, Equatable {
  private var head: UInt64
  private var tail: [UInt64]

  /// None of `count` numbers.
  init(none count: Int) {
    head = 0
    tail = count > 64 ? [UInt64](repeating: 0, count: (count - 1) / 64) : []
  }

  /// All of `count` numbers.
  init(all count: Int) {
    head = count >= 64 ? .max : 1 << UInt64(count) - 1
    tail = count > 64 ? [UInt64](repeating: .max, count: (count - 1) / 64) : []
    if count > 64, count % 64 > 0 { tail[tail.count - 1] = 1 << UInt64(count % 64) - 1 }
  }

  /// Whether no number is in.
  var isEmpty: Bool { head == 0 && tail.allSatisfy { $0 == 0 } }

  /// The smallest number in.
  var first: Int? {
    if head != 0 { return head.trailingZeroBitCount }
    return tail.firstIndex { $0 != 0 }.map { ($0 + 1) * 64 + tail[$0].trailingZeroBitCount }
  }

  /// How many numbers are in.
  var count: Int { tail.reduce(head.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

  @inline(__always)
  func contains(_ number: Int) -> Bool {
    let word = number < 64 ? head : tail[number >> 6 - 1]
    return word >> UInt64(number & 63) & 1 != 0
  }

  @inline(__always)
  mutating func insert(_ number: Int) {
    let bit: UInt64 = 1 << UInt64(number & 63)
    if number < 64 { head |= bit } else { tail[number >> 6 - 1] |= bit }
  }

  @inline(__always)
  mutating func remove(_ number: Int) {
    let bit: UInt64 = 1 << UInt64(number & 63)
    if number < 64 { head &= ~bit } else { tail[number >> 6 - 1] &= ~bit }
  }

  mutating func removeAll() {
    head = 0
    for index in tail.indices { tail[index] = 0 }
  }

  mutating func formIntersection(_ other: BitSet) {
    head &= other.head
    for index in tail.indices { tail[index] &= other.tail[index] }
  }

  mutating func subtract(_ other: BitSet) {
    head &= ~other.head
    for index in tail.indices { tail[index] &= ~other.tail[index] }
  }

  /// Visits the numbers in ascending order.
  @inline(__always)
  func forEach(_ visit: (Int) -> Void) {
    var word = head
    var base = 0
    var index = 0
    while true {
      while word != 0 {
        visit(base + word.trailingZeroBitCount)
        word &= word - 1
      }
      guard index < tail.count else { return }
      word = tail[index]
      index += 1
      base = index * 64
    }
  }
}
