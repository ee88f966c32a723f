/// How a periodic loop is driven. Both must change the same state at the same instants.
public enum LoopMode: Sendable, CaseIterable {
  /// No events while the inputs are unchanged; a change wakes the loop at its next tick.
  case parked
  /// An event at every tick, as the real controller polls: the reference for tests.
  case ticking
}

/// The instants `phase + k × period`, k = 0, 1, 2, …: computed, not counted.
public struct PeriodicLoop: Hashable, Sendable {
  /// The time between ticks; positive.
  public var period: VirtualDuration
  /// The first tick.
  public var phase: VirtualTime

  /// A loop that ticks first at `phase` and then every `period`.
  ///
  /// - Precondition: The period is positive.
  public init(period: VirtualDuration, phase: VirtualTime = .zero) {
    precondition(period > .zero, "the period of a loop is positive")
    self.period = period
    self.phase = phase
  }

  /// The tick of that index; `never` beyond the range of time.
  public func tick(_ index: Int64) -> VirtualTime {
    precondition(index >= 0, "ticks are numbered from zero")
    let offset = period * index
    return offset == .infinite ? .never : phase + offset
  }

  /// The number of ticks before `time`: also the index of the first tick at or after it.
  public func tickCount(before time: VirtualTime) -> Int64 {
    if time <= phase { return 0 }
    let elapsed = time.nanoseconds - phase.nanoseconds
    return (elapsed - 1) / period.nanoseconds + 1
  }

  /// The first tick that is not before `time`.
  public func firstTick(atOrAfter time: VirtualTime) -> VirtualTime {
    tick(tickCount(before: time))
  }

  /// The first tick later than `time`.
  public func firstTick(after time: VirtualTime) -> VirtualTime {
    time < phase ? phase : tick((time.nanoseconds - phase.nanoseconds) / period.nanoseconds + 1)
  }

  /// The last tick that is not after `time`, if the loop has ticked by then.
  public func lastTick(atOrBefore time: VirtualTime) -> VirtualTime? {
    if time < phase { return nil }
    return tick((time.nanoseconds - phase.nanoseconds) / period.nanoseconds)
  }

  /// The last tick earlier than `time`, if the loop has ticked by then.
  public func lastTick(before time: VirtualTime) -> VirtualTime? {
    let count = tickCount(before: time)
    return count == 0 ? nil : tick(count - 1)
  }

  /// How many ticks lie in the interval, which excludes its end.
  public func ticks(in interval: Range<VirtualTime>) -> Int64 {
    tickCount(before: interval.upperBound) - tickCount(before: interval.lowerBound)
  }
}
