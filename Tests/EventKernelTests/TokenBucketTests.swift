import Testing

@testable import EventKernel

@Suite struct TokenBucketTests {
  @Test func burstIsFreeThenReservationsQueueUp() {
    var bucket = TokenBucket(tokensPerSecond: 40, burst: 60)
    for _ in 0..<60 {
      let wait = bucket.reserve(at: .zero)
      #expect(wait == .zero)
    }
    for ahead in 1...5 {
      let wait = bucket.reserve(at: .zero)
      #expect(wait == .milliseconds(25 * ahead))
    }
    // One second later 40 tokens came, five of which are spoken for.
    #expect(bucket.available(at: VirtualTime(seconds: 1)) == 35)
    #expect(bucket.available(at: VirtualTime(seconds: 100)) == 60)
  }

  @Test func takingWhatIsNotThereTakesNothing() {
    var bucket = TokenBucket(tokensPerSecond: 0.5, burst: 1)
    let taken = [0, 1_999_999_999, 2_000_000_000, 2_000_000_000].map {
      bucket.takeIfAvailable(at: VirtualTime(nanoseconds: $0))
    }
    #expect(taken == [true, false, true, false])
  }

  /// Against the same arithmetic in floating point, as upstream does it.
  @Test(arguments: [(40.0, 60), (30, 60), (0.5, 1), (10, 100), (0.01, 1), (7.25, 3), (1_000, 5)])
  func agreesWithFloatingPointReservations(_ rate: Double, burst: Int) {
    var random = Splitmix(state: 9)
    var bucket = TokenBucket(tokensPerSecond: rate, burst: burst)
    var tokens = Double(burst)
    var now = VirtualTime.zero
    for _ in 0..<5_000 {
      let elapsed = VirtualDuration.seconds(random.uniform() * 1.9 / rate)
      now += elapsed
      tokens = min(Double(burst), tokens + elapsed.inSeconds * rate) - 1
      let expected = tokens < 0 ? -tokens / rate : 0
      let wait = bucket.reserve(at: now)
      #expect(abs(wait.inSeconds - expected) < 1e-6 * max(1, expected))
    }
  }
}
