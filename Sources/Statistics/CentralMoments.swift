/// Shape of a sample: skewness and excess kurtosis with divisor n.
public struct CentralMoments: Sendable, Equatable {
  /// m₃ / m₂^1.5; NaN if all values are equal.
  public let skewness: Double
  /// m₄ / m₂² − 3; NaN if all values are equal.
  public let excessKurtosis: Double

  /// Of a sample.
  ///
  /// - Complexity: Linear; two passes.
  public init(_ values: [Double]) {
    let count = Double(values.count)
    // The mean as an unevaluated sum of two doubles: distances keep their last bits even where
    // the values agree in most of theirs.
    let parts = ExactSum(values).components
    let first = (parts.first ?? 0) / count
    let remainder = (parts.first ?? 0).addingProduct(-first, count)
    let second = (remainder + parts.dropFirst().reduce(0, +)) / count
    var (m2, m3, m4) = (ExactSum(), ExactSum(), ExactSum())
    for value in values {
      let near = value - first
      // What the subtraction rounded away (Knuth's two-sum).
      let back = near - value
      let lost = (value - (near - back)) + (-first - back)
      let distance = near + (lost - second)
      let square = distance * distance
      m2.add(square)
      m3.add(square * distance)
      m4.add(square * square)
    }
    let spread = m2.value / count
    skewness = m3.value / count / (spread * spread.squareRoot())
    excessKurtosis = m4.value / count / (spread * spread) - 3
  }
}
