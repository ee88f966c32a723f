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
    let total = plan.run.replications
    let work = Mutex(Work(total: total))
    var resumed = 0
    if let store {
      for index in 0..<total {
        guard let result = store.load(index) else { continue }
        work.withLock { $0.results[index] = .success(result) }
        resumed += 1
      }
    }
    let known = resumed
    if known > 0 { progress(Progress(finished: known, resumed: known, total: total)) }
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, total))) { _ in
      while let index = work.withLock({ $0.next() }) {
        let result = Result {
          let result = try Run(plan, replication: index).execute()
          try store?.save(result)
          return result
        }
        work.withLock { work in
          work.results[index] = result
          if case .failure = result { work.isStopped = true }
          progress(Progress(finished: work.finished, resumed: known, total: total))
        }
      }
    }
    let results = try work.withLock { work in
      for case .failure(let error)? in work.results { throw error }
      return try work.results.compactMap { try $0?.get() }
    }
    return summarise(results)
  }

  /// Who does what; guarded by its mutex.
  private struct Work {
    var results: [Result<ReplicationResult, any Error>?]
    var isStopped = false
    private var cursor = 0

    init(total: Int) {
      results = Array(repeating: nil, count: total)
    }

    var finished: Int { results.count { $0 != nil } }

    mutating func next() -> Int? {
      while !isStopped, cursor < results.count {
        defer { cursor += 1 }
        if results[cursor] == nil { return cursor }
      }
      return nil
    }
  }
}
