/// Draws the instants of an arrival process, in seconds since its start, ascending.
///
/// The streams are those of the specification: candidates from purpose `arrival`, their acceptance
/// from `arrival-thin`, the modulating chain from `arrival-modulation`, sizes of batches from
/// `arrival-batch`. Candidates and acceptance are separate so that two arms whose rates differ
/// still consider the same candidates.
public struct ArrivalGenerator: Sendable {
  private var source: ArrivalSource
  private var batch: Batch?

  private struct Batch: Sendable {
    var size: Distribution
    var stream: RandomStream
    var time = 0.0
    var left = 0

    mutating func open(at time: Double) {
      self.time = time
      // A batch may be empty; sizes are rounded to whole things.
      left = Int(min(max(0, size.sample(using: &stream).rounded()), 1e9))
    }
  }

  /// The arrivals of one entity.
  public init(_ process: ArrivalProcess, seed: StreamSeed, entity: String) {
    self.init(process, seed: seed, entity: StreamName.hash(entity))
  }

  /// The arrivals of one entity, given the hash of its name.
  public init(_ process: ArrivalProcess, seed: StreamSeed, entity: UInt64) {
    var kind = process.kind
    if case .batched(let batches, let size) = kind {
      kind = batches
      batch = Batch(
        size: size, stream: RandomStream(seed, entity: entity, purpose: .arrivalBatch))
    }
    source = ArrivalSource(kind, seed: seed, entity: entity)
  }

  /// How many candidates a thinned process has drawn.
  public var candidateCount: Int { source.candidateCount }

  /// How many switches of the modulating chain lie before the last arrival.
  public var switchCount: Int { source.switchCount }

  /// The instant of the next arrival in seconds, or nil when a trace has ended.
  ///
  /// Things of one batch arrive at the same instant, one per call. After a million empty batches
  /// in a row the process is taken to have ended.
  public mutating func next() -> Double? {
    guard batch != nil else { return source.next() }
    var emptyBatches = 0
    while batch?.left == 0 {
      guard emptyBatches < 1_000_000, let time = source.next() else { return nil }
      batch?.open(at: time)
      emptyBatches += 1
    }
    batch?.left -= 1
    return batch?.time
  }
}

/// One process without batches.
private struct ArrivalSource: Sendable {
  private let kind: ArrivalProcess.Kind
  private var arrivals: RandomStream
  /// Acceptance for thinned processes, the chain for modulated ones.
  private var second: RandomStream
  private var time = 0.0
  private var state = 0
  private var nextSwitch = Double.infinity
  private var index = 0
  private(set) var candidateCount = 0
  private(set) var switchCount = 0

  init(_ kind: ArrivalProcess.Kind, seed: StreamSeed, entity: UInt64) {
    self.kind = kind
    arrivals = RandomStream(seed, entity: entity, purpose: .arrival)
    second = RandomStream(seed, entity: entity, purpose: .arrivalThinning)
    if case .modulated(_, let switchRates, let initialState) = kind {
      second = RandomStream(seed, entity: entity, purpose: .arrivalModulation)
      state = initialState
      nextSwitch = dwell(switchRates[initialState])
    }
  }

  mutating func next() -> Double? {
    switch kind {
    case .poisson(let rate):
      time += arrivals.exponential(mean: 1 / rate)
    case .nonHomogeneous(let base, .sinusoid(let amplitude, let period, let phase)):
      thin(base: base, .sinusoid(amplitude: amplitude, period: period, phase: phase), amplitude)
    case .nonHomogeneous(let base, .table(let table)):
      thin(base: base, table)
    case .modulated(let rates, let switchRates, _):
      modulate(rates, switchRates)
    case .renewal(let gap):
      time += max(0, gap.sample(using: &arrivals))
    case .trace(let times):
      guard index < times.count else { return nil }
      time = times[index]
      index += 1
    case .batched:
      preconditionFailure("batches of batches cannot be written")
    }
    return time.isFinite ? time : nil
  }

  /// Lewis and Shedler: candidates at the highest rate, each kept with its share of it.
  private mutating func thin(base: Double, _ profile: RateProfile, _ amplitude: Double) {
    let highest = base * (1 + amplitude)
    while true {
      time += arrivals.exponential(mean: 1 / highest)
      candidateCount += 1
      if second.uniform() * highest < base * profile.factor(at: time) { return }
    }
  }

  /// The same with a bound per step of the table; a candidate beyond its step is drawn anew from
  /// the step's end, which the exponential's lack of memory allows.
  private mutating func thin(base: Double, _ table: FactorTable) {
    while true {
      let bound = table.bound(at: time)
      let highest = base * bound.factor
      guard highest > 0 else {
        time = bound.end
        continue
      }
      let candidate = time + arrivals.exponential(mean: 1 / highest)
      guard candidate < bound.end else {
        time = bound.end
        continue
      }
      time = candidate
      candidateCount += 1
      if second.uniform() * highest < base * table.factor(at: time) { return }
    }
  }

  private mutating func modulate(_ rates: [Double], _ switchRates: [Double]) {
    while time.isFinite {
      if rates[state] > 0 {
        let candidate = time + arrivals.exponential(mean: 1 / rates[state])
        if candidate < nextSwitch {
          time = candidate
          return
        }
      }
      time = nextSwitch
      state = (state + 1) % rates.count
      switchCount += 1
      nextSwitch = time + dwell(switchRates[state])
    }
  }

  /// How long the chain stays; a state of switching rate 0 is never left.
  private mutating func dwell(_ rate: Double) -> Double {
    rate > 0 ? second.exponential(mean: 1 / rate) : .infinity
  }
}
