#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Zipf's law on 1 … count.
///
/// Up to a million ranks draws come from an alias table with one uniform; beyond, by
/// rejection-inversion (Hörmann and Derflinger, ACM TOMACS 6, 1996), which needs no table.
public struct ZipfLaw: Sendable, Equatable {
  /// The exponent, above zero.
  public let exponent: Double
  /// The largest rank.
  public let count: Int
  private let table: AliasTable?

  /// The law with the given exponent and number of ranks.
  ///
  /// - Precondition: The exponent is positive and finite, and there is at least one rank.
  public init(exponent: Double, count: Int) {
    precondition(exponent > 0 && exponent.isFinite && count >= 1, "Zipf needs s > 0 and n >= 1")
    self.exponent = exponent
    self.count = count
    table =
      count <= 1_000_000
      ? AliasTable(weights: (1...count).map { pow(Double($0), -exponent) }) : nil
  }

  /// Equal parameters.
  public static func == (a: Self, b: Self) -> Bool {
    a.exponent == b.exponent && a.count == b.count
  }

  func sample(using stream: inout RandomStream) -> Double {
    if let table { return Double(table.sample(using: &stream) + 1) }
    // The hat is the integral of x^-s over [k - 1/2, k + 1/2]; the first rank's cell is cut so
    // that its area equals its probability, which makes it always accepted.
    let top = hatIntegral(Double(count) + 0.5)
    let bottom = hatIntegral(1.5) - 1
    let squeeze = 2 - inverseHatIntegral(hatIntegral(2.5) - pow(2, -exponent))
    while true {
      let u = top + stream.uniform() * (bottom - top)
      let x = inverseHatIntegral(u)
      let k = min(max((x + 0.5).rounded(.down), 1), Double(count))
      if k - x <= squeeze || u >= hatIntegral(k + 0.5) - pow(k, -exponent) { return k }
    }
  }

  /// The sum of k^(power − exponent) over all ranks.
  func weightedSum(power: Double) -> Double {
    // The sum beyond a million terms is replaced by the Euler–Maclaurin integral.
    let direct = min(count, 1_000_000)
    var sum = 0.0
    for k in stride(from: direct, through: 1, by: -1) { sum += pow(Double(k), power - exponent) }
    guard count > direct else { return sum }
    let (a, b, s) = (Double(direct), Double(count), exponent - power)
    let integral = s == 1 ? log(b / a) : (pow(b, 1 - s) - pow(a, 1 - s)) / (1 - s)
    return sum + integral + (pow(b, -s) - pow(a, -s)) / 2
  }

  /// The sum of k^−exponent over the ranks up to `last`.
  func partialSum(through last: Int) -> Double {
    guard last >= 1 else { return 0 }
    guard last < count else { return weightedSum(power: 0) }
    if last > 1_000_000 { return ZipfLaw(exponent: exponent, count: last).weightedSum(power: 0) }
    var sum = 0.0
    for k in stride(from: last, through: 1, by: -1) { sum += pow(Double(k), -exponent) }
    return sum
  }

  /// ∫ t^-s dt up to x, continuous in s at 1.
  private func hatIntegral(_ x: Double) -> Double {
    exponent == 1 ? log(x) : expm1((1 - exponent) * log(x)) / (1 - exponent)
  }

  private func inverseHatIntegral(_ u: Double) -> Double {
    exponent == 1 ? exp(u) : exp(log1p(u * (1 - exponent)) / (1 - exponent))
  }
}
