import Testing

@testable import EventKernel

@Suite struct VirtualTimeTests {
  @Test func unitsAreExact() {
    #expect(VirtualDuration.seconds(1) == .milliseconds(1_000))
    #expect(VirtualDuration.minutes(2) == .seconds(120))
    #expect(VirtualDuration.hours(1) == .minutes(60))
    #expect(VirtualDuration.days(1) == .hours(24))
    #expect(VirtualDuration.microseconds(3).nanoseconds == 3_000)
    #expect(VirtualDuration.seconds(0.1).nanoseconds == 100_000_000)
    #expect(VirtualDuration.seconds(1.5) * 2 == .seconds(3))
    #expect(VirtualDuration.seconds(10).scaled(by: 0.25) == .seconds(2.5))
  }

  @Test func sumsSaturate() {
    #expect(VirtualTime.never + .seconds(1) == .never)
    #expect(VirtualTime.never - .seconds(1) == .never)
    #expect(VirtualTime(seconds: 1) + .infinite == .never)
    #expect(VirtualTime(seconds: .infinity) == .never)
    #expect(VirtualDuration.seconds(1e300) == .infinite)
    #expect(VirtualDuration.days(Int64.max) == .infinite)
    #expect(VirtualTime.never - VirtualTime(seconds: 5) == .infinite)
    #expect(VirtualTime(seconds: 5) - VirtualTime(seconds: 2) == .seconds(3))
    #expect(VirtualTime(seconds: 2) - VirtualTime(seconds: 5) == .seconds(-3))
  }

  @Test func textIsExact() {
    #expect(VirtualDuration.milliseconds(1_500).description == "1.5s")
    #expect(VirtualDuration(nanoseconds: -1).description == "-0.000000001s")
    #expect(VirtualDuration.infinite.description == "infinite")
    #expect(VirtualTime.never.description == "never")
    #expect(VirtualTime(seconds: 90).description == "90s")
  }
}
