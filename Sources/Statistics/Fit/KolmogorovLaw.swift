#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The law of Kolmogorov and Smirnov's two-sided distance D under the hypothesis.
public enum KolmogorovLaw {
  /// P(D ≥ d) of a sample.
  ///
  /// Simard and L'Ecuyer (2011): elementary formulas at both ends; the matrix power of Durbin, as
  /// Marsaglia, Tsang and Wang (2003) scale it, where the bulk lies; in the upper tail twice the
  /// one-sided probability; for samples too large for the matrix the expansion of Pelz and Good
  /// (1976). The relative error is far below 1e-6.
  public static func survival(_ d: Double, sampleSize: Int) -> Double {
    guard sampleSize > 0, !d.isNaN else { return .nan }
    let n = Double(sampleSize)
    let t = n * d
    if d >= 1 { return 0 }
    if t <= 0.5 { return 1 }
    if t <= 1 { return unit(1 - exp(lgamma(n + 1) + n * log((2 * t - 1) / n))) }
    if t >= n - 1 { return unit(2 * pow(1 - d, n)) }
    let square = t * d
    let isSmall = sampleSize <= 140
    if d >= 0.5 || square > (isSmall ? 4 : 2.2) {
      return square >= 370 ? 0 : unit(2 * oneSidedSurvival(d, sampleSize: sampleSize))
    }
    if isSmall || (sampleSize <= 100_000 && n * pow(d, 1.5) <= 1.4) {
      return unit(1 - matrixCumulative(d, sampleSize: sampleSize))
    }
    return unit(1 - expandedCumulative(d, sampleSize: sampleSize))
  }

  /// P(√n D ≥ z) in the limit of large samples.
  public static func limitSurvival(_ z: Double) -> Double {
    guard z > 0 else { return z.isNaN ? .nan : 1 }
    var sum = 0.0
    if z < 1 {
      // Jacobi's transformation of the series below, which there converges slowly.
      for k in 1...8 {
        let odd = Double(2 * k - 1) * Double.pi / z
        sum += exp(-odd * odd / 8)
      }
      return unit(1 - (2 * Double.pi).squareRoot() / z * sum)
    }
    for k in 1...20 {
      let term = exp(-2 * Double(k * k) * z * z)
      sum += k % 2 == 1 ? term : -term
    }
    return unit(2 * sum)
  }

  /// P(D⁺ ≥ d) of the one-sided distance (Birnbaum and Tingey 1951).
  static func oneSidedSurvival(_ d: Double, sampleSize: Int) -> Double {
    let n = Double(sampleSize)
    guard d > 0 else { return 1 }
    guard d < 1 else { return 0 }
    var sum = ExactSum()
    for j in 0...Int(n * (1 - d)) {
      let k = Double(j)
      let rest = 1 - d - k / n
      guard rest > 0 || j == sampleSize else { continue }
      let choices = lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
      let tail = j == sampleSize ? 0 : (n - k) * log(rest)
      sum.add(exp(choices + (k - 1) * log(d + k / n) + tail))
    }
    return unit(d * sum.value)
  }

  /// P(D ≤ d) as n!/nⁿ times an element of Durbin's matrix to the power n.
  private static func matrixCumulative(_ d: Double, sampleSize: Int) -> Double {
    let t = Double(sampleSize) * d
    let k = Int(t.rounded(.up))
    let h = Double(k) - t
    let size = 2 * k - 1
    var matrix = [Double](repeating: 0, count: size * size)
    // Row i, column j holds 1/(i − j + 1)!; the first column and the last row lose a power of h.
    var reciprocals = [1.0]
    for i in 1...(size + 1) { reciprocals.append(reciprocals[i - 1] / Double(i)) }
    for i in 0..<size {
      for j in 0..<min(size, i + 2) { matrix[i * size + j] = reciprocals[i - j + 1] }
    }
    for i in 0..<size {
      let lost = pow(h, Double(i + 1)) * reciprocals[i + 1]
      matrix[i * size] -= lost
      matrix[(size - 1) * size + size - 1 - i] -= lost
    }
    if 2 * h > 1 {
      matrix[(size - 1) * size] += pow(2 * h - 1, Double(size)) * reciprocals[size]
    }
    // Repeated squaring; powers of two are kept apart.
    var power = [Double](repeating: 0, count: size * size)
    for i in 0..<size { power[i * size + i] = 1 }
    var (powerExponent, matrixExponent) = (0, 0)
    var rest = sampleSize
    while rest > 0 {
      if rest % 2 == 1 {
        power = product(power, matrix, size: size)
        powerExponent += matrixExponent
        powerExponent += rescale(&power, center: (k - 1) * size + k - 1)
      }
      rest /= 2
      guard rest > 0 else { break }
      matrix = product(matrix, matrix, size: size)
      matrixExponent *= 2
      matrixExponent += rescale(&matrix, center: (k - 1) * size + k - 1)
    }
    var result = power[(k - 1) * size + k - 1]
    for i in 1...sampleSize {
      result *= Double(i) / Double(sampleSize)
      if result < 0x1p-200 {
        result *= 0x1p200
        powerExponent -= 200
      }
    }
    return scalbn(result, Int32(clamping: powerExponent))
  }

  private static func product(_ a: [Double], _ b: [Double], size: Int) -> [Double] {
    var result = [Double](repeating: 0, count: size * size)
    for i in 0..<size {
      for k in 0..<size where a[i * size + k] != 0 {
        let factor = a[i * size + k]
        for j in 0..<size { result[i * size + j] += factor * b[k * size + j] }
      }
    }
    return result
  }

  /// Takes a power of two out of a matrix whose central element has grown; returns its exponent.
  private static func rescale(_ matrix: inout [Double], center: Int) -> Int {
    guard matrix[center] > 0x1p200 else { return 0 }
    for index in matrix.indices { matrix[index] *= 0x1p-200 }
    return 200
  }

  /// P(D ≤ d) by four terms in 1/√n around the limit law.
  private static func expandedCumulative(_ d: Double, sampleSize: Int) -> Double {
    let n = Double(sampleSize)
    let z = d * n.squareRoot()
    let (pi2, z2) = (Double.pi * Double.pi, z * z)
    let (z4, z6) = (z2 * z2, z2 * z2 * z2)
    let root = (2 * Double.pi).squareRoot()
    var (k0, k1, k2, k3, k2More, k3More) = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
    for k in stride(from: Int((16 * z / Double.pi).rounded(.up)), through: 1, by: -1) {
      let m = Double(2 * k - 1)
      let m2 = m * m * pi2 / 4
      let weight = exp(-m2 / (2 * z2))
      k0 += weight
      k1 += weight * (m2 - z2)
      k2 += weight * (6 * z6 + 2 * z4 + (2 * z4 - 5 * z2) * m2 + (1 - 2 * z2) * m2 * m2)
      k3 +=
        weight
        * (-30 * z6 - 90 * z6 * z2 + (135 * z4 - 96 * z6) * m2
          + (212 * z4 - 60 * z2) * m2 * m2 + (5 - 30 * z2) * m2 * m2 * m2)
      let q = Double(k * k) * pi2
      let even = exp(-q / (2 * z2))
      k2More += even * q
      k3More += even * q * (3 * z2 - q)
    }
    let second = root * (k2 / (72 * z6 * z) - k2More / (36 * z2 * z))
    let third = root * (k3 / (6480 * z6 * z4) + k3More / (216 * z6))
    return root * k0 / z + root * k1 / (6 * z4) / n.squareRoot() + second / n
      + third / (n * n.squareRoot())
  }

  private static func unit(_ p: Double) -> Double { min(1, max(0, p)) }
}
