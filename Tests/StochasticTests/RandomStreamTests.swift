import Stochastic
import Testing

@Suite("Random streams")
struct RandomStreamTests {
  let seed = StreamSeed(master: 1, scenario: 2, replication: 3)

  @Test("hashes of names")
  func hashes() {
    #expect(StreamName.hash("") == 0xcbf2_9ce4_8422_2325)
    #expect(StreamName.hash("foobar") == 0x8594_4171_f739_67e8)
    #expect(StreamName.extend(StreamName.hash("foo"), by: "bar") == StreamName.hash("foobar"))
  }

  @Test("a phase starts where it starts, whatever the phase before consumed")
  func phases() {
    var first = RandomStream(seed, entity: "node", purpose: .failure, phase: 1)
    let expected = first.next()
    var other = RandomStream(
      key0: 1, key1: 2,
      counter: Block4x64(1 << 32, StreamName.hash("failure"), StreamName.hash("node"), 3))
    #expect(other.next() == expected)
    var zero = RandomStream(seed, entity: "node", purpose: "failure")
    #expect(zero.next() != expected)
  }

  @Test("streams of different addresses differ, and equal ones agree")
  func addresses() {
    func first(_ stream: RandomStream) -> UInt64 {
      var copy = stream
      return copy.next()
    }
    let base = first(RandomStream(seed, entity: "a", purpose: .failure))
    #expect(base == first(RandomStream(seed, entity: StreamName.hash("a"), purpose: .failure)))
    #expect(base != first(RandomStream(seed, entity: "b", purpose: .failure)))
    #expect(base != first(RandomStream(seed, entity: "a", purpose: .repair)))
    var replication = seed
    replication.replication = 4
    #expect(base != first(RandomStream(replication, entity: "a", purpose: .failure)))
  }

  @Test("integers are below their bound and every one occurs")
  func integers() {
    var stream = RandomStream(seed, entity: "a", purpose: .placement)
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<7_000 { counts[stream.index(below: 7)] += 1 }
    #expect(counts.allSatisfy { abs(Double($0) - 1_000) < 5 * 29.3 })
    #expect(stream.uniformInteger(below: 1) == 0)
  }

  @Test("two names with one hash are refused; the same name twice is not")
  func registry() throws {
    var registry = StreamRegistry()
    #expect(try registry.register("a") == StreamName.hash("a"))
    #expect(try registry.register("a") == StreamName.hash("a"))
    _ = try registry.register("b")
  }
}
