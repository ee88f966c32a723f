import EventKernel
import Scenarios
import Statistics

// What a reader should know about how far the figures carry: sentences for the report.

extension Experiment {
  /// The caveats of an experiment, the weightiest first.
  func notes(_ results: [ReplicationResult], _ arm: ArmResult) -> [String] {
    precisionNotes(arm) + objectiveNotes(arm) + warmUpNotes(arm) + quantileNotes(results)
      + tailNotes(results)
  }

  private func precisionNotes(_ arm: ArmResult) -> [String] {
    guard let precision = arm.precision else { return [] }
    let missed = precision.filter { !$0.isReached }
    if missed.isEmpty {
      return [
        "Stopped after \(arm.replications) replications, when every precision asked for was"
          + " reached: \(precision.map(\.target).joined(separator: "; "))."
      ]
    }
    let names = missed.map(\.target).joined(separator: "; ")
    return [
      "After \(arm.replications) replications, the most that run.maxReplications allows, this was"
        + " not reached: \(names). Allow more, or ask for less."
    ]
  }

  /// Objectives that the interval leaves open, with what it would take to settle them.
  private func objectiveNotes(_ arm: ArmResult) -> [String] {
    arm.objectives.compactMap { objective in
      guard !objective.certain, let estimate = objective.estimate, let lower = objective.lower,
        let upper = objective.upper, estimate != objective.bound
      else { return nil }
      let ratio = (upper - lower) / 2 / abs(estimate - objective.bound)
      let needed = Double(arm.replications) * ratio * ratio
      guard needed > Double(arm.replications) else { return nil }
      let text =
        needed < 1e6
        ? "about \(Self.rounded(needed)) replications" : "more than a million replications"
      return "Whether \"\(objective.objective)\" holds is open: its interval spans the bound."
        + " If the estimate stays, \(text) settle it."
    }
  }

  /// Two digits, rounded up.
  private static func rounded(_ value: Double) -> Int {
    var step = 1.0
    while value / step > 100 { step *= 10 }
    return Int((value / step).rounded(.up) * step)
  }

  private func warmUpNotes(_ arm: ArmResult) -> [String] {
    let run = plan.run
    var notes: [String] = []
    if run.warmup.nanoseconds > run.horizon.nanoseconds / 2 {
      let share = Double(run.warmup.nanoseconds) / Double(run.horizon.nanoseconds) * 100
      notes.append(
        "The warm-up takes \(Int(share.rounded())) % of every run: a longer horizon makes better use"
          + " of the time.")
    }
    guard let curves = arm.settling else { return notes }
    let runs = arm.replications == 1 ? "The run" : "The average of \(arm.replications) runs"
    if curves.contains(where: \.isAtLimit) {
      notes.append(
        "\(runs) has not settled by half of the horizon (MSER-5): averages over it say little"
          + " about the long run. Use a longer horizon.")
    } else if let latest = curves.map(\.mserSeconds).max(), latest > run.warmup.inSeconds {
      notes.append(
        "\(runs) looks settled from \(Self.duration(latest)) on (MSER-5), later than"
          + " run.warmup ends; set it to that or more.")
    }
    return notes
  }

  /// Seconds, rounded up, as a scenario writes them.
  private static func duration(_ seconds: Double) -> String {
    if seconds > 36_000 { return "\(Int((seconds / 3600).rounded(.up)))h" }
    if seconds > 7200 { return "\(Int((seconds / 60).rounded(.up)))m" }
    return "\(Int(seconds.rounded(.up)))s"
  }

  /// Means of samples whose variance may be infinite, which Student's t takes for finite.
  private func tailNotes(_ results: [ReplicationResult]) -> [String] {
    plan.metrics.compactMap { series in
      let name = series.family.name
      guard series.dimensions.isEmpty, name.hasSuffix(".mean") else { return nil }
      let values = results.flatMap { $0.samples[String(name.dropLast(5))] ?? [] }
      // Of fewer, the upper twentieth says nothing about a tail.
      guard values.count >= 400, let tail = try? HeavyTail(values), tail.isHeavy,
        let trimmed = try? TrimmedMean(values, confidence: plan.run.confidence)
      else { return nil }
      let median = SortedSample(values).quantile(0.5)
      func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
      return
        "\(name) has a heavy tail (index \(number(tail.index)), Hill): its variance may be"
        + " infinite and its interval too narrow. The median is \(number(median))"
        + " \(series.family.unit), the mean without the extreme twentieths"
        + " \(number(trimmed.interval.estimate)); run more replications."
    }
  }

  /// Quantiles that rest on too few samples to be what their name says.
  private func quantileNotes(_ results: [ReplicationResult]) -> [String] {
    guard !results.isEmpty else { return [] }
    let shares = [("p95", 20.0), ("p99", 100.0)]
    let named =
      plan.scenario.spec.objectives.map { MetricCatalog.canonicalName($0.metric) }
      + plan.precision.map { plan.metrics[$0.index].family.name }
    return named.compactMap { name in
      guard let dot = name.lastIndex(of: "."),
        let needed = shares.first(where: { $0.0 == name[name.index(after: dot)...] })?.1
      else { return nil }
      let family = String(name[..<dot])
      let counts = results.compactMap { $0.samples[family]?.count }
      guard !counts.isEmpty else { return nil }
      let mean = Double(counts.reduce(0, +)) / Double(counts.count)
      guard mean < needed else { return nil }
      return "\(name) rests on \(Int(mean.rounded())) samples per run; below \(Int(needed)) it is"
        + " little else than their maximum."
    }
  }
}
