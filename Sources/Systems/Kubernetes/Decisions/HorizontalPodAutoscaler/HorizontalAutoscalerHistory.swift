import GoSemantics

/// What an autoscaler remembers from one evaluation to the next, and how that and its limits turn
/// a proposal into a number of replicas. Times are nanoseconds of one clock.
///
///     var history = HorizontalAutoscalerHistory()
///     history.recordInitial(replicas: current, at: now)
///     let outcome = history.normalize(request, at: now)
///     history.recordScaling(from: current, to: outcome.replicas, behavior: …, at: now)
///
/// Mirrors: `kubernetes@v1.28 pkg/controller/podautoscaler/horizontal.go` (the same in v1.36.2),
/// vectors `kubernetes/hpa_normalize.jsonl.gz`.
public struct HorizontalAutoscalerHistory: Sendable, Equatable {
  /// A proposal of an earlier evaluation.
  private struct Recommendation: Sendable, Equatable {
    var replicas: Int32
    var time: Int64
  }

  /// A change that was made, always positive.
  private struct ScaleEvent: Sendable, Equatable {
    var change: Int32
    var time: Int64
    var isOutdated = false
  }

  /// What is to be normalised.
  public struct Request: Sendable, Equatable {
    /// Replicas now.
    public var current: Int32
    /// What the metrics propose.
    public var proposed: Int32
    /// `spec.minReplicas`, 1 if absent.
    public var minimum: Int32
    /// `spec.maxReplicas`.
    public var maximum: Int32

    /// Creates a request.
    public init(current: Int32, proposed: Int32, minimum: Int32, maximum: Int32) {
      self.current = current
      self.proposed = proposed
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  /// What came out, with the reasons of the conditions that tell of it.
  public struct Outcome: Sendable, Equatable {
    /// How many replicas there shall be.
    public var replicas: Int32
    /// Reason of condition `AbleToScale`, whose status is `True`.
    public var ableToScale: String
    /// Status of condition `ScalingLimited`.
    public var isLimited: Bool
    /// Reason of condition `ScalingLimited`.
    public var limitReason: String
  }

  private var recommendations: [Recommendation] = []
  private var upEvents: [ScaleEvent] = []
  private var downEvents: [ScaleEvent] = []

  /// Nothing yet.
  public init() {}

  /// A number of replicas and when it was recommended, or by how much the number changed.
  public typealias Entry = (replicas: Int32, time: Int64)

  /// What is remembered, in the order in which it came.
  ///
  /// - Parameters:
  ///   - recommendations: Earlier proposals.
  ///   - scaleUps: How many replicas were added.
  ///   - scaleDowns: How many replicas were removed.
  public init(recommendations: [Entry], scaleUps: [Entry] = [], scaleDowns: [Entry] = []) {
    self.recommendations = recommendations.map {
      Recommendation(replicas: $0.replicas, time: $0.time)
    }
    upEvents = scaleUps.map { ScaleEvent(change: $0.replicas, time: $0.time) }
    downEvents = scaleDowns.map { ScaleEvent(change: $0.replicas, time: $0.time) }
  }

  /// Counts the replicas at the first evaluation as a recommendation; later calls change nothing.
  public mutating func recordInitial(replicas: Int32, at now: Int64) {
    if recommendations.isEmpty {
      recommendations = [Recommendation(replicas: replicas, time: now)]
    }
  }

  // MARK: Without behavior

  /// The number of replicas without `spec.behavior`: never fewer than was recommended within the
  /// window, and at most twice as many as now, or four.
  public mutating func normalize(
    _ request: Request, stabilization: Int64, at now: Int64
  ) -> Outcome {
    let stabilized = stabilize(request.proposed, window: stabilization, at: now)
    let fastest = GoArithmetic.int32(max(2 * Double(request.current), 4))
    let isSpeedLimited = request.maximum > fastest
    let most = isSpeedLimited ? fastest : request.maximum
    let replicas: Int32
    let reason: String
    if stabilized < request.minimum {
      (replicas, reason) = (request.minimum, "TooFewReplicas")
    } else if stabilized > most {
      (replicas, reason) = (most, isSpeedLimited ? "ScaleUpLimit" : "TooManyReplicas")
    } else {
      (replicas, reason) = (stabilized, "DesiredWithinRange")
    }
    return Outcome(
      replicas: replicas,
      ableToScale: stabilized == request.proposed ? "ReadyForNewScale" : "ScaleDownStabilized",
      isLimited: replicas != stabilized, limitReason: reason)
  }

  private mutating func stabilize(_ proposed: Int32, window: Int64, at now: Int64) -> Int32 {
    let cutoff = now &- window
    var highest = proposed
    var reusable: Int?
    for (index, past) in recommendations.enumerated() {
      if past.time < cutoff { reusable = index } else { highest = max(highest, past.replicas) }
    }
    store(Recommendation(replicas: proposed, time: now), at: reusable)
    return highest
  }

  private mutating func store(_ recommendation: Recommendation, at index: Int?) {
    if let index {
      recommendations[index] = recommendation
    } else {
      recommendations.append(recommendation)
    }
  }

  // MARK: With behavior

  /// The number of replicas with `spec.behavior`, whose fields must all be filled in; see
  /// ``ScalingBehavior/defaulted(downscaleStabilizationSeconds:)``.
  public mutating func normalize(
    _ request: Request, behavior: ScalingBehavior, at now: Int64
  ) -> Outcome {
    let up = behavior.scaleUp ?? ScalingBehavior.Rules()
    let down = behavior.scaleDown ?? ScalingBehavior.Rules()
    let stabilized = stabilize(request, up, down, at: now)
    var outcome = limit(request, stabilized, up, down, at: now)
    if stabilized == request.proposed {
      outcome.ableToScale = "ReadyForNewScale"
    } else {
      outcome.ableToScale =
        request.proposed >= request.current ? "ScaleUpStabilized" : "ScaleDownStabilized"
    }
    return outcome
  }

  private mutating func stabilize(
    _ request: Request, _ up: ScalingBehavior.Rules, _ down: ScalingBehavior.Rules, at now: Int64
  ) -> Int32 {
    let upCutoff = now &- Self.nanoseconds(up.stabilizationWindowSeconds ?? 0)
    let downCutoff = now &- Self.nanoseconds(down.stabilizationWindowSeconds ?? 0)
    var lowest = request.proposed
    var highest = request.proposed
    var reusable: Int?
    for (index, past) in recommendations.enumerated() {
      if past.time > upCutoff { lowest = min(lowest, past.replicas) }
      if past.time > downCutoff { highest = max(highest, past.replicas) }
      if past.time < upCutoff, past.time < downCutoff { reusable = index }
    }
    store(Recommendation(replicas: request.proposed, time: now), at: reusable)
    return min(max(request.current, lowest), highest)
  }

  private func limit(
    _ request: Request, _ desired: Int32, _ up: ScalingBehavior.Rules,
    _ down: ScalingBehavior.Rules, at now: Int64
  ) -> Outcome {
    var outcome = Outcome(
      replicas: desired, ableToScale: "", isLimited: false, limitReason: "DesiredWithinRange")
    if desired > request.current {
      let fastest = max(bound(up, isUp: true, from: request.current, at: now), request.current)
      let most = min(request.maximum, fastest)
      if desired > most {
        outcome.replicas = most
        outcome.limitReason = request.maximum > fastest ? "ScaleUpLimit" : "TooManyReplicas"
      }
    } else if desired < request.current {
      let fastest = min(bound(down, isUp: false, from: request.current, at: now), request.current)
      let fewest = max(request.minimum, fastest)
      if desired < fewest {
        outcome.replicas = fewest
        outcome.limitReason = request.minimum < fastest ? "ScaleDownLimit" : "TooFewReplicas"
      }
    }
    outcome.isLimited = outcome.replicas != desired
    return outcome
  }

  /// What the policies of one direction allow; sums wrap around as upstream's do.
  private func bound(
    _ rules: ScalingBehavior.Rules, isUp: Bool, from current: Int32, at now: Int64
  ) -> Int32 {
    if rules.selectPolicy == "Disabled" { return current }
    // The largest change is the highest number on the way up and the lowest on the way down.
    let takesHighest = isUp == (rules.selectPolicy != "Min")
    var result: Int32 = takesHighest ? .min : .max
    // A policy of unknown type proposes what the one before it did.
    var proposed: Int32 = 0
    for policy in rules.policies ?? [] {
      let cutoff = now &- Self.nanoseconds(policy.periodSeconds)
      let start =
        current &- Self.sum(upEvents, after: cutoff) &+ Self.sum(downEvents, after: cutoff)
      let share = Double(policy.value) / 100
      switch (policy.type, isUp) {
      case ("Pods", true): proposed = start &+ policy.value
      case ("Pods", false): proposed = start &- policy.value
      case ("Percent", true):
        proposed = GoArithmetic.int32((Double(start) * (1 + share)).rounded(.up))
      case ("Percent", false): proposed = GoArithmetic.int32(Double(start) * (1 - share))
      default: break
      }
      result = takesHighest ? max(result, proposed) : min(result, proposed)
    }
    return result
  }

  private static func sum(_ events: [ScaleEvent], after cutoff: Int64) -> Int32 {
    GoArithmetic.wrappingSum(events.lazy.filter { $0.time > cutoff }.map(\.change))
  }

  private static func nanoseconds(_ seconds: Int32) -> Int64 { Int64(seconds) * 1_000_000_000 }

  // MARK: Scale events

  /// Remembers a change that succeeded; without `spec.behavior` none is remembered.
  public mutating func recordScaling(
    from previous: Int32, to replicas: Int32, behavior: ScalingBehavior?, at now: Int64
  ) {
    guard let behavior else { return }
    if replicas > previous {
      Self.record(replicas &- previous, behavior.scaleUp, in: &upEvents, at: now)
    } else {
      Self.record(previous &- replicas, behavior.scaleDown, in: &downEvents, at: now)
    }
  }

  private static func record(
    _ change: Int32, _ rules: ScalingBehavior.Rules?, in events: inout [ScaleEvent], at now: Int64
  ) {
    let longest = (rules?.policies ?? []).map(\.periodSeconds).reduce(0, max)
    let cutoff = now &- nanoseconds(longest)
    for index in events.indices where events[index].time < cutoff {
      events[index].isOutdated = true
    }
    let event = ScaleEvent(change: change, time: now)
    if let index = events.lastIndex(where: \.isOutdated) {
      events[index] = event
    } else {
      events.append(event)
    }
  }
}
