/// Where to cut a series so that its start no longer biases its mean (White 1997, MSER-m).
///
/// With replications, apply it to the average over replications and cut all of them alike.
public struct WarmUp: Sendable, Equatable {
  /// How many batches the series makes.
  public let batchCount: Int
  /// How many batches to cut.
  public let truncatedBatches: Int
  /// How many values to cut.
  public let truncatedValues: Int
  /// Whether the cut lies at the limit of half the series: the run is too short.
  public let isAtLimit: Bool
  /// g(d) for d = 0, 1, …: the squared standard error of what would be left.
  public let statistics: [Double]
  /// The mean of what is left.
  public let truncatedMean: Double

  /// Finds the cut.
  ///
  /// - Parameter batchSize: How many values make one batch; 5 is the usual choice.
  /// - Precondition: At least one whole batch.
  public init(_ values: [Double], batchSize: Int = 5) {
    precondition(batchSize > 0 && values.count >= batchSize, "warm-up needs one whole batch")
    let count = values.count / batchSize
    let means = (0..<count).map { batch in
      values[(batch * batchSize)..<((batch + 1) * batchSize)].reduce(0, +) / Double(batchSize)
    }
    // Distances from one value keep the sums of squares small; exact sums keep them exact.
    let center = means[count - 1]
    var (sum, squares) = (ExactSum(), ExactSum())
    var statistics = [Double](repeating: 0, count: count)
    for batch in stride(from: count - 1, through: 0, by: -1) {
      let distance = means[batch] - center
      sum.add(distance)
      squares.addProduct(distance, distance)
      let left = Double(count - batch)
      let total = sum.value
      var spread = squares
      spread.addProduct(-total / left, total)
      statistics[batch] = max(0, spread.value) / (left * left)
    }
    let limit = count / 2
    var best = 0
    for batch in 0...limit where batch < count && statistics[batch] < statistics[best] {
      best = batch
    }
    batchCount = count
    truncatedBatches = best
    truncatedValues = best * batchSize
    isAtLimit = best == limit
    self.statistics = statistics
    truncatedMean =
      ExactSum(values[truncatedValues...]).value / Double(values.count - truncatedValues)
  }
}
