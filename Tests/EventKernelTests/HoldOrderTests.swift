import Testing

@testable import EventKernel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The HOLD workload in whole nanoseconds: the hash of the order in which 600,000 events leave,
/// known from a binary heap ordered by (time, sequence).
@Suite struct HoldOrderTests {
  static let increments: [Int64] = {
    var random = Splitmix(state: 42)
    return (0..<65_536).map { _ in Int64(-log(random.uniform()) * 1e9) }
  }()

  @Test func tableIsTheAgreedOne() {
    #expect(Self.increments.reduce(0, +) == 65_480_982_889_879)
  }

  @Test(
    arguments: [
      (1_000, 9_533_004_235_573_462_726), (10_000, 15_009_886_305_537_408_731),
    ] as [(Int, UInt64)])
  func leavesInTheKnownOrder(_ count: Int, expected: UInt64) {
    let table = Self.increments
    var queue = EventQueue()
    var pushes = 0
    for id in 0..<count {
      queue.push(
        Event(component: ComponentID(rawValue: 0), code: 0, argument: UInt64(id)),
        at: VirtualTime(nanoseconds: table[pushes & 65_535]))
      pushes += 1
    }
    var hash: UInt64 = 0
    for operation in 0..<(count + 600_000) {
      guard let (time, event) = queue.pop() else { break }
      hash = operation < count ? 0 : hash &* 31 &+ event.argument
      queue.push(event, at: VirtualTime(nanoseconds: time.nanoseconds + table[pushes & 65_535]))
      pushes += 1
    }
    #expect(hash == expected)
    // In steady state nothing is allocated: 20 bytes per event, and partly filled chunks.
    let allocatedBytes = queue.allocatedBytes
    #expect(allocatedBytes < 24 * count + 200_000)
  }
}
