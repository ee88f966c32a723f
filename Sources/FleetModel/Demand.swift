import EventKernel

/// What users demand of one service over time, spread evenly over all its replicas that serve.
public struct Demand: Sendable, Equatable {
  /// The demand from an instant on.
  public struct Step: Sendable, Equatable {
    /// From when on.
    public var at: VirtualTime
    /// Thousandths of a core that the work keeps busy.
    public var milliCPU: Int64
    /// Bytes that the work needs.
    public var memory: Int64
    /// Other metrics by name.
    public var metrics: [String: Double]

    /// Creates a step.
    public init(
      at: VirtualTime, milliCPU: Int64, memory: Int64 = 0, metrics: [String: Double] = [:]
    ) {
      self.at = at
      self.milliCPU = milliCPU
      self.memory = memory
      self.metrics = metrics
    }
  }

  private let steps: [Step]
  private let isLinear: Bool
  /// After how many nanoseconds it begins anew.
  private let period: Int64?
  /// Bytes that leave a region for the users per second of CPU time that it serves.
  public let egress: Double

  /// Creates a demand.
  ///
  /// - Parameters:
  ///   - steps: In order of time; before the first one nothing is demanded.
  ///   - isLinear: Whether it changes evenly from one step to the next rather than by jumps.
  ///   - period: After how long it begins anew, later than the last step; nil for never.
  ///   - egress: Bytes that leave a region for the users per second of CPU time that it serves.
  public init(
    steps: [Step], isLinear: Bool = false, every period: VirtualDuration? = nil, egress: Double = 0
  ) {
    self.egress = egress
    self.steps = steps
    self.isLinear = isLinear
    self.period = period.flatMap { $0 > .zero ? $0.nanoseconds : nil }
  }

  // MARK: At an instant

  /// Thousandths of a core demanded at an instant.
  public func milliCPU(at time: VirtualTime) -> Double { value(at: time) { Double($0.milliCPU) } }
  /// Bytes demanded at an instant.
  public func memory(at time: VirtualTime) -> Double { value(at: time) { Double($0.memory) } }
  /// Another metric at an instant; nil where no step names it.
  public func metric(_ name: String, at time: VirtualTime) -> Double? {
    guard steps.contains(where: { $0.metrics[name] != nil }) else { return nil }
    return value(at: time) { $0.metrics[name] ?? 0 }
  }

  private func value(at time: VirtualTime, _ amount: (Step) -> Double) -> Double {
    let local = period.map { time.nanoseconds % $0 } ?? time.nanoseconds
    guard let index = steps.lastIndex(where: { $0.at.nanoseconds <= local }) else { return 0 }
    let from = steps[index]
    guard isLinear, let (until, to) = next(after: index) else { return amount(from) }
    let share = Double(local - from.at.nanoseconds) / Double(until - from.at.nanoseconds)
    return amount(from) + share * (amount(to) - amount(from))
  }

  /// When the step after one begins, in the time of one period, and that step.
  private func next(after index: Int) -> (Int64, Step)? {
    if index + 1 < steps.count { return (steps[index + 1].at.nanoseconds, steps[index + 1]) }
    guard let period, let first = steps.first else { return nil }
    return (period + first.at.nanoseconds, first)
  }

  // MARK: Over time

  /// The next instant at which the demand jumps or its slope changes.
  private func change(after time: Int64) -> Int64? {
    let begin = period.map { time / $0 * $0 } ?? 0
    let local = time - begin
    if let step = steps.first(where: { $0.at.nanoseconds > local }) {
      return begin + step.at.nanoseconds
    }
    guard let period, let first = steps.first else { return nil }
    return begin + period + first.at.nanoseconds
  }

  /// Core-seconds demanded from one instant to another, and how many of them exceed a capacity of so
  /// many thousandths of a core.
  public func cpuSeconds(
    from begin: VirtualTime, to end: VirtualTime, capacity: Double
  ) -> (demanded: Double, exceeding: Double) {
    var demanded = 0.0
    var exceeding = 0.0
    var time = begin.nanoseconds
    while time < end.nanoseconds {
      let until = min(end.nanoseconds, change(after: time) ?? end.nanoseconds)
      let seconds = Double(until - time) / 1e9
      let first = milliCPU(at: VirtualTime(nanoseconds: time)) / 1000
      // Where it jumps, the value just before the jump counts.
      let last =
        isLinear
        ? first + slope(at: time) * Double(until - time) : first
      demanded += (first + last) / 2 * seconds
      exceeding += Self.area(first - capacity / 1000, last - capacity / 1000) * seconds
      time = until
    }
    return (demanded, exceeding)
  }

  /// Cores per nanosecond.
  private func slope(at time: Int64) -> Double {
    let local = period.map { time % $0 } ?? time
    guard let index = steps.lastIndex(where: { $0.at.nanoseconds <= local }),
      let (until, to) = next(after: index)
    else { return 0 }
    let from = steps[index]
    return Double(to.milliCPU - from.milliCPU) / 1000 / Double(until - from.at.nanoseconds)
  }

  /// The area of a line from `first` to `last` above zero, over a unit of time.
  private static func area(_ first: Double, _ last: Double) -> Double {
    if first <= 0, last <= 0 { return 0 }
    if first >= 0, last >= 0 { return (first + last) / 2 }
    let above = max(first, last)
    return above * above / (2 * abs(first - last))
  }
}
