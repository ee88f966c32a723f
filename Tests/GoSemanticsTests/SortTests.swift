import GoSemantics
import Testing

/// A tiny generator for test inputs; the sorts under test take no randomness.
private struct Xorshift {
  var state: UInt64
  mutating func next(below bound: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(bound))
  }
}

private struct Item: Equatable {
  var key: Int
  var index: Int
}

@Suite struct SortTests {
  private func inputs(count: Int, keys: Int, seed: UInt64) -> [Item] {
    var random = Xorshift(state: seed)
    return (0..<count).map { Item(key: random.next(below: keys), index: $0) }
  }

  @Test(arguments: [0, 1, 2, 11, 12, 13, 49, 50, 51, 200, 1_000, 5_000])
  func unstableSortOrdersAndKeepsEveryElement(count: Int) {
    for keys in [1, 2, 7, 1_000_000] {
      let input = inputs(count: count, keys: keys, seed: UInt64(count * 31 + keys))
      var sorted = input
      unstableSort(&sorted) { $0.key < $1.key }
      #expect(sorted.map(\.key) == input.map(\.key).sorted())
      #expect(Set(sorted.map(\.index)).count == count)
    }
  }

  @Test(arguments: [2, 12])
  func upToTwelveElementsItIsStable(count: Int) {
    let input = inputs(count: count, keys: 3, seed: 5)
    var unstable = input
    var stable = input
    unstableSort(&unstable) { $0.key < $1.key }
    stableSort(&stable) { $0.key < $1.key }
    #expect(unstable == stable)
  }

  /// Sorted, reversed, organ-pipe and sawtooth inputs reach the shortcuts for patterns, the
  /// pattern breaker and the heap sort.
  @Test func patternsAreSorted() {
    for count in [13, 50, 64, 333, 2_000] {
      let patterns: [[Int]] = [
        Array(0..<count), (0..<count).reversed(),
        (0..<count).map { min($0, count - $0) }, (0..<count).map { $0 % 5 },
        (0..<count).map { $0 == count - 1 ? -1 : $0 },
        (0..<count).map { ($0 * $0) % 17 },
      ]
      for pattern in patterns {
        var sorted = pattern
        unstableSort(&sorted, by: <)
        #expect(sorted == pattern.sorted())
      }
    }
  }

  /// All equal: the range looks increasing, so nothing moves.
  @Test func equalElementsStay() {
    var items = (0..<40).map { Item(key: 0, index: $0) }
    unstableSort(&items) { $0.key < $1.key }
    #expect(items.map(\.index) == Array(0..<40))
  }

  /// A range that looks strictly decreasing is reversed before anything else.
  @Test func decreasingRangeIsReversed() {
    var items = (0..<60).map { Item(key: 60 - $0, index: $0) }
    unstableSort(&items) { $0.key < $1.key }
    #expect(items.map(\.index) == (0..<60).reversed())
  }

  @Test func stringsCompareByBytes() {
    #expect(bytewiseLess("Z", "a"))
    #expect(bytewiseLess("a", "ab"))
    #expect(!bytewiseLess("a", "a"))
    #expect(bytewiseLess("z", "é"))
    #expect(bytewiseLess("", "a"))
  }
}
