/// A set of completion indexes, as runs of neighbours: `0,2-5`.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/job/indexed_job_utils.go` (orderedIntervals),
/// `success_policy.go`.
public struct CompletionIndexes: Sendable, Equatable, CustomStringConvertible {
  /// The runs, in order, none touching the next.
  public private(set) var runs: [ClosedRange<Int>] = []

  /// No index.
  public init() {}

  /// Some indexes, in any order.
  public init(_ indexes: some Sequence<Int>) {
    for index in indexes.sorted() { append(index...index) }
  }

  /// Reads the text of `status.completedIndexes`; what is no number, or beyond the completions,
  /// is left out.
  public init(parsing text: String, completions: Int) {
    for part in text.split(separator: ",") {
      let limits = part.split(separator: "-", omittingEmptySubsequences: false)
      guard let first = Int(limits[0]), first >= 0 else { continue }
      if first >= completions { break }
      guard limits.count > 1 else {
        append(first...first)
        continue
      }
      guard let last = Int(limits[1]), last >= first else { continue }
      append(first...min(last, completions - 1))
    }
  }

  private mutating func append(_ run: ClosedRange<Int>) {
    guard let last = runs.last, run.lowerBound <= last.upperBound &+ 1 else {
      runs.append(run)
      return
    }
    if run.upperBound > last.upperBound {
      runs[runs.count - 1] = last.lowerBound...run.upperBound
    }
  }

  /// How many indexes there are.
  public var count: Int { runs.reduce(0) { $0 + $1.count } }

  /// Whether there is none.
  public var isEmpty: Bool { runs.isEmpty }

  /// Whether an index is in the set.
  public func contains(_ index: Int) -> Bool { runs.contains { $0.contains(index) } }

  /// Both sets together.
  public func union(_ other: CompletionIndexes) -> CompletionIndexes {
    var result = CompletionIndexes()
    var (left, right) = (runs[...], other.runs[...])
    while let own = left.first ?? right.first {
      if let its = right.first, left.isEmpty || its.lowerBound <= own.lowerBound {
        result.append(its)
        right.removeFirst()
      } else {
        result.append(own)
        left.removeFirst()
      }
    }
    return result
  }

  /// The first indexes that are not in the set.
  public func firstMissing(_ count: Int, below completions: Int) -> [Int] {
    var missing: [Int] = []
    var candidate = 0
    for run in runs {
      while candidate < run.lowerBound, candidate < completions, missing.count < count {
        missing.append(candidate)
        candidate += 1
      }
      candidate = max(candidate, run.upperBound &+ 1)
    }
    while candidate < completions, missing.count < count {
      missing.append(candidate)
      candidate += 1
    }
    return missing
  }

  /// How many indexes are in both sets.
  public func overlap(_ other: CompletionIndexes) -> Int {
    runs.reduce(0) { sum, run in
      sum + other.runs.reduce(0) { $1.overlaps(run) ? $0 + $1.clamped(to: run).count : $0 }
    }
  }

  /// As the status writes it: two neighbours with a comma, more with a hyphen.
  public var description: String {
    runs.map { run in
      switch run.count {
      case 1: "\(run.lowerBound)"
      case 2: "\(run.lowerBound),\(run.upperBound)"
      default: "\(run.lowerBound)-\(run.upperBound)"
      }
    }.joined(separator: ",")
  }
}
