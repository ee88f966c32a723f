import Statistics

/// How the replications of a steady-state study come to rest, averaged over them.
///
/// Source: Welch 1983 (the smoothed curve); White 1997 and White, Cobb and Spratt 2000 (MSER-5).
public struct SettlingCurve: Sendable, Codable, Equatable {
  /// What is averaged, such as `serving replicas`.
  public var subject: String
  /// The average over replications in each of equal pieces of the horizon, from its beginning.
  public var average: [Double]
  /// Their moving average; shorter by half a window.
  public var smoothed: [Double]
  /// The mean of the last half of ``smoothed``.
  public var level: Double
  /// From when on the smoothed curve stays within one hundredth of the level, in seconds; nil if it never
  /// does.
  public var welchSeconds: Double?
  /// Where MSER-5 cuts, in seconds.
  public var mserSeconds: Double
  /// Whether that is as late as MSER-5 ever cuts: the runs are too short to tell.
  public var isAtLimit: Bool
}

extension SettlingCurve {
  /// The curve of replications.
  ///
  /// - Parameters:
  ///   - replications: Averages over equal pieces of the horizon, equally many of each replication.
  ///   - horizon: Seconds.
  init(_ subject: String, _ replications: [[Double]], horizon: Double) throws(SampleError) {
    let pieces = replications.first?.count ?? 0
    let plot = try WelchPlot(replications, halfWidth: pieces / 20)
    let warmUp = try WarmUp(replications: replications)
    let width = horizon / Double(pieces)
    self.subject = subject
    average = plot.average
    smoothed = plot.smoothed
    level = plot.level
    welchSeconds = plot.warmUp.map { Double($0) * width }
    mserSeconds = Double(warmUp.truncatedValues) * width
    isAtLimit = warmUp.isAtLimit
  }

  /// The curves of a study, by subject. Where something never came to be in a replication it counts
  /// as zero there.
  static func all(of results: [ReplicationResult], horizon: Double) -> [SettlingCurve]? {
    let averages = results.compactMap(\.settling)
    guard !averages.isEmpty, averages.count == results.count else { return nil }
    let subjects = Set(averages.flatMap(\.keys)).sorted()
    let nothing = Array(repeating: 0.0, count: SettlingMeter.pieces)
    return subjects.compactMap { subject in
      try? SettlingCurve(subject, averages.map { $0[subject] ?? nothing }, horizon: horizon)
    }
  }
}
