import GoSemantics
import Testing

@Suite struct MapOrderTests {
  @Test("a small map is walked round from any of eight slots")
  func smallMaps() {
    var map = GoMapOrder<String>()
    for key in ["a", "b", "c"] { map.insert(key) { _ in 0 } }
    map.insert("a") { _ in 0 }
    #expect(map.count == 3)
    let walks = (0..<8).map { start in map.keys { _ in start } }
    #expect(walks[0] == ["a", "b", "c"])
    #expect(walks[1] == ["b", "c", "a"])
    #expect(walks[2] == ["c", "a", "b"])
    #expect(walks[3...].allSatisfy { $0 == ["a", "b", "c"] })
  }

  @Test("an insertion takes the slot that a removal left")
  func freeSlots() {
    var map = GoMapOrder<Int>()
    for key in 1...3 { map.insert(key) { _ in 0 } }
    map.remove(2)
    map.remove(7)
    #expect(map.keys { _ in 0 } == [1, 3])
    map.insert(4) { _ in 0 }
    #expect(map.keys { _ in 0 } == [1, 4, 3])
  }

  @Test("a large map keeps one circular order")
  func largeMaps() {
    var state: UInt64 = 1
    func draw(_ below: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(below))
    }
    var map = GoMapOrder<Int>()
    for key in 0..<100 { map.insert(key, draw: draw) }
    let first = map.keys(draw: draw)
    #expect(first.sorted() == Array(0..<100))
    #expect(first != Array(0..<100))
    var starts: Set<Int> = []
    for _ in 0..<50 {
      let walk = map.keys(draw: draw)
      let start = first.firstIndex(of: walk[0]) ?? 0
      #expect(walk == Array(first[start...] + first[..<start]))
      starts.insert(start)
    }
    #expect(starts.count > 10)
    for key in 0..<99 { map.remove(key) }
    #expect(map.keys(draw: draw) == [99])
    #expect(GoMapOrder<Int>().keys(draw: draw).isEmpty)
  }
}
