import Dispatch
import Scenarios
import Statistics
import Synchronization

/// Where finished replications are kept, so that an interrupted experiment goes on.
public protocol ReplicationStore: Sendable {
  /// A replication that an earlier attempt finished; nil if there is none.
  func load(_ replication: Int) -> ReplicationResult?
  /// Keeps a finished replication; called from any thread.
  func save(_ result: ReplicationResult) throws
}

/// The replications of one scenario, and what they say together.
public struct Experiment: Sendable {
  /// The version of the engine, part of every result.
  public static let engineVersion = "0.1.0"

  /// What is run.
  public let plan: Plan

  /// How far an experiment is.
  public struct Progress: Sendable {
    /// Replications that are finished.
    public var finished: Int
    /// Those of them that an earlier attempt had finished.
    public var resumed: Int
    public var total: Int
  }

  /// Creates an experiment.
  public init(_ plan: Plan) {
    self.plan = plan
  }

  /// Runs all replications and summarises them.
  ///
  /// The result does not depend on `threads`, nor on which replications come out of the store.
  ///
  /// - Parameters:
  ///   - threads: How many replications run at the same time.
  ///   - store: Keeps finished replications; nil keeps none.
  ///   - progress: Is told after every replication, one call at a time, from any thread.
  /// - Throws: The error of the first replication (by number) that failed.
  public func run(
    threads: Int, store: (any ReplicationStore)? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) throws -> ExperimentResult {
    let work = Mutex(Work(StoppingPoint(plan)))
    // Threads that stand by while others finish what may end the experiment would be idle.
    let width = max(1, min(threads, StoppingPoint(plan).bound))
    DispatchQueue.concurrentPerform(iterations: width) { _ in
      while let index = work.withLock({ $0.next() }) {
        if let result = store?.load(index) {
          work.withLock { $0.finish(index, .success(result), resumed: true) }
          continue
        }
        let result = Result {
          let result = try Run(plan, replication: index).execute()
          try store?.save(result)
          return result
        }
        work.withLock { work in
          work.finish(index, result)
          progress(work.progress)
        }
      }
    }
    let results = try work.withLock { work in
      // What ran beyond the end counts as never run.
      let results = work.results.prefix(work.point.bound)
      for case .failure(let error)? in results { throw error }
      return try results.compactMap { try $0?.get() }
    }
    return summarise(results)
  }

  /// Who does what; guarded by its mutex.
  private struct Work {
    var results: [Result<ReplicationResult, any Error>?] = []
    var point: StoppingPoint
    private var resumed = 0
    private var finished = 0
    private var isStopped = false
    private var cursor = 0

    init(_ point: StoppingPoint) {
      self.point = point
    }

    var progress: Progress {
      Progress(finished: finished, resumed: resumed, total: max(finished, point.expected))
    }

    mutating func next() -> Int? {
      guard !isStopped, cursor < point.bound else { return nil }
      defer { cursor += 1 }
      results.append(nil)
      return cursor
    }

    mutating func finish(
      _ index: Int, _ result: Result<ReplicationResult, any Error>, resumed isResumed: Bool = false
    ) {
      results[index] = result
      finished += 1
      if isResumed { resumed += 1 }
      if case .failure = result { isStopped = true }
      while point.looked < results.count, case .success(let next)? = results[point.looked],
        point.end == nil
      { point.look(at: next) }
    }
  }
}
