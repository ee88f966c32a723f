/// How much the values of a series depend on earlier ones.
public struct Autocorrelation: Sendable, Equatable {
  /// The correlation at lags 0, 1, …, with the biased divisor n; NaN if all values are equal.
  public let coefficients: [Double]
  /// Ljung and Box's Q (1978) over all lags but zero.
  public let ljungBox: Double
  /// The probability of a larger Q were the values independent.
  public let pValue: Double

  /// Correlates a series with itself at lags up to `lags`, at least 1 and fewer than the values.
  ///
  /// - Complexity: n · lags.
  public init(_ values: [Double], lags: Int) throws(SampleError) {
    guard lags > 0 else { throw .outOfRange(parameter: "lags", allowed: "positive") }
    try require(values, atLeast: min(lags, .max - 1) + 1)
    let mean = ExactSum(values).value / Double(values.count)
    let distances = values.map { $0 - mean }
    let products = (0...lags).map { lag in
      var sum = ExactSum()
      for index in lag..<distances.count {
        sum.addProduct(distances[index], distances[index - lag])
      }
      return sum.value
    }
    coefficients = products.map { $0 / products[0] }
    let n = Double(values.count)
    var sum = 0.0
    for lag in 1...lags {
      sum += coefficients[lag] * coefficients[lag] / (n - Double(lag))
    }
    ljungBox = n * (n + 2) * sum
    pValue =
      ljungBox.isFinite
      ? ChiSquare.survival(ljungBox, degreesOfFreedom: Double(lags)) : .nan
  }
}
