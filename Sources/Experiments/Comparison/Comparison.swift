import Dispatch
import Documents
import EventKernel
import Scenarios
import Statistics
import Synchronization

/// Several scenarios, or one with its arms, under common random numbers: replication n of every arm
/// draws from the same streams.
public struct Comparison: Sendable {
  /// One of the scenarios compared.
  public struct Arm: Sendable {
    /// What reports call it.
    public var name: String
    /// What is run.
    public var plan: Plan

    /// Names a plan.
    public init(name: String, plan: Plan) {
      self.name = name
      self.plan = plan
    }
  }

  /// What a comparison is to find out.
  public struct Question: Sendable {
    /// The metrics to compare; none: those of the objectives, or the usual ones.
    public var metrics: [MetricReference] = []
    /// The metric by which the best arm is selected, with as many replications as that takes.
    public var best: MetricReference?
    /// The difference of that metric that does not matter. A percentage of a ratio is a difference,
    /// of anything else a share of the baseline's value.
    public var indifference: Objective.Bound?
    /// The number of replications of an arm after which to give up.
    public var maxReplications: Int?

    /// Asks for nothing in particular.
    public init() {}
  }

  /// What is run, the baseline first.
  public let arms: [Arm]
  let question: Question

  /// Prepares a comparison.
  ///
  /// - Throws: `ScenarioError` if the arms cannot be compared, or not by the metrics asked for.
  public init(_ arms: [Arm], _ question: Question = Question()) throws {
    guard let baseline = arms.first, arms.count > 1 else {
      throw ScenarioError([
        DocumentError(
          file: arms.first?.plan.loaded.file ?? "compare",
          problem:
            "there is nothing to compare: the scenario has no arms; name some under spec.arms,"
            + " with --arm, or give several scenarios")
      ])
    }
    for arm in arms.dropFirst() { try arm.agree(with: baseline) }
    self.arms = arms.map { arm in
      // Arms must have equal replications, whatever each of them needs for itself.
      Arm(name: arm.name, plan: arm.plan.withoutPrecision)
    }
    self.question = question
    for metric in question.metrics { try check(metric, option: "--metric") }
    if let best = question.best {
      try check(best, option: "--best")
      let family = MetricCatalog.families.first {
        $0.name == MetricCatalog.canonicalName(best.name)
      }
      if family?.better == .neither {
        throw ScenarioError([
          DocumentError(
            file: "--best \(best.text)", problem: "neither larger nor smaller is better")
        ])
      }
    }
  }

  private func check(_ metric: MetricReference, option: String) throws {
    func failure(_ problem: String, _ suggestion: String?) -> ScenarioError {
      ScenarioError([
        DocumentError(
          file: "\(option) \(metric.text)", problem: problem, suggestion: suggestion)
      ])
    }
    let name = MetricCatalog.canonicalName(metric.name)
    guard MetricCatalog.families.contains(where: { $0.name == name }) else {
      throw failure(
        "no metric is called \"\(metric.name)\"",
        nearestName(to: metric.name, among: MetricCatalog.names))
    }
    for arm in arms where arm.plan.index(of: metric) == nil {
      let lines = arm.plan.metrics.filter { $0.family.name == name }.map {
        name + MetricSeries.text($0.dimensions)
      }
      throw failure(
        "is not measured in the arm \"\(arm.name)\"", nearestName(to: metric.text, among: lines))
    }
  }

  /// Runs all arms and holds them against each other.
  ///
  /// Where the best arm is asked for, arms that may still be it are run again and again until one is
  /// left, or the rest are as good as equal. The result does not depend on `threads`, nor on which
  /// replications come out of the stores.
  ///
  /// - Parameters:
  ///   - threads: How many replications run at the same time.
  ///   - store: Keeps the finished replications of a plan.
  ///   - progress: Is told after every replication, one call at a time, from any thread.
  /// - Throws: The error of the first replication that failed.
  public func run(
    threads: Int, store: (Plan) -> (any ReplicationStore)? = { _ in nil },
    progress: @escaping @Sendable (Experiment.Progress) -> Void = { _ in }
  ) throws -> ExperimentResult {
    let least = arms[0].plan.run.replications
    var pool = ReplicationPool(
      arms.map(\.plan), stores: arms.map { store($0.plan) }, threads: threads, progress: progress)
    try pool.run(arms.indices.map { ($0, least) })
    var selection = Selection(self, pool.results)
    while let more = selection?.next(after: pool.results) {
      try pool.run(more)
      selection?.look(at: pool.results)
    }
    // What ran beyond the decision counts as never run.
    let results = pool.results.enumerated().map { index, results in
      Array(results.prefix(max(least, selection?.used(index) ?? least)))
    }
    return summarise(results, selection)
  }
}

extension Comparison.Arm {
  /// Throws if the arm's replications are no counterparts of the baseline's.
  fileprivate func agree(with baseline: Comparison.Arm) throws {
    let (own, other) = (plan.run, baseline.plan.run)
    let rules: [(String, Bool, String)] = [
      ("seed", own.seed == other.seed, "\(other.seed)"),
      ("horizon", own.horizon == other.horizon, "\(other.horizon.inSeconds) s"),
      ("warmup", own.warmup == other.warmup, "\(other.warmup.inSeconds) s"),
      ("confidence", own.confidence == other.confidence, "\(other.confidence)"),
    ]
    for (field, isEqual, value) in rules where !isEqual {
      throw ScenarioError([
        plan.loaded.problem(
          "spec.run.\(field)",
          "must be \(value) as in \"\(baseline.name)\": compared arms share it (--set run.\(field)=…"
            + " sets it for all)")
      ]).inArm(name)
    }
  }
}

extension Plan {
  /// The place of a metric among those of the plan; nil if it is not measured.
  func index(of metric: MetricReference) -> Int? {
    let name = MetricCatalog.canonicalName(metric.name)
    return metrics.firstIndex { $0.family.name == name && $0.dimensions == metric.dimensions }
  }
}

extension MetricReference {
  /// As an objective writes it.
  var text: String { name + MetricSeries.text(dimensions) }
}

/// Replications of several plans on a number of threads, kept in their order.
struct ReplicationPool {
  private(set) var results: [[ReplicationResult]]
  private let plans: [Plan]
  private let stores: [(any ReplicationStore)?]
  private let threads: Int
  private let progress: @Sendable (Experiment.Progress) -> Void
  private var before = Experiment.Progress(finished: 0, resumed: 0, total: 0)

  init(
    _ plans: [Plan], stores: [(any ReplicationStore)?], threads: Int,
    progress: @escaping @Sendable (Experiment.Progress) -> Void
  ) {
    results = plans.map { _ in [] }
    self.plans = plans
    self.stores = stores
    self.threads = threads
    self.progress = progress
  }

  private struct Job {
    var plan: Int
    var replication: Int
  }

  /// Runs the next replications of some plans: so many of each.
  mutating func run(_ wanted: [(plan: Int, count: Int)]) throws {
    var jobs: [Job] = []
    for step in 0..<(wanted.map(\.count).max() ?? 0) {
      for (plan, count) in wanted where step < count {
        jobs.append(Job(plan: plan, replication: results[plan].count + step))
      }
    }
    let work = Mutex(Work(jobs.count, before))
    let (queue, plans, stores, progress) = (jobs, self.plans, self.stores, self.progress)
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, jobs.count))) { _ in
      while let index = work.withLock({ $0.next() }) {
        let job = queue[index]
        if let result = stores[job.plan]?.load(job.replication) {
          work.withLock { $0.finish(index, .success(result), resumed: true) }
          continue
        }
        let result = Result {
          let result = try Run(plans[job.plan], replication: job.replication).execute()
          try stores[job.plan]?.save(result)
          return result
        }
        work.withLock { work in
          work.finish(index, result)
          progress(work.progress)
        }
      }
    }
    let finished = try work.withLock { work in
      before = work.progress
      for case .failure(let error)? in work.results { throw error }
      return try work.results.compactMap { try $0?.get() }
    }
    for (job, result) in zip(jobs, finished) { results[job.plan].append(result) }
  }

  private struct Work {
    var results: [Result<ReplicationResult, any Error>?]
    var progress: Experiment.Progress
    private var cursor = 0
    private var isStopped = false

    init(_ count: Int, _ before: Experiment.Progress) {
      results = Array(repeating: nil, count: count)
      progress = before
      progress.total = before.finished + count
    }

    mutating func next() -> Int? {
      guard !isStopped, cursor < results.count else { return nil }
      defer { cursor += 1 }
      return cursor
    }

    mutating func finish(
      _ index: Int, _ result: Result<ReplicationResult, any Error>, resumed isResumed: Bool = false
    ) {
      results[index] = result
      progress.finished += 1
      if isResumed { progress.resumed += 1 }
      if case .failure = result { isStopped = true }
    }
  }
}
