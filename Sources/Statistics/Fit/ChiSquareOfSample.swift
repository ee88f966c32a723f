#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension ChiSquareTest {
  /// Compares a sample with a continuous law, in classes that are equally probable under the law.
  ///
  /// Nil unless all probabilities lie in 0 … 1, at least five values are expected in every class,
  /// and degrees of freedom are left.
  ///
  /// - Parameters:
  ///   - probabilities: The law's distribution function at every value, in any order.
  ///   - classes: As ``advisedClasses(_:)`` where not given.
  ///   - fittedParameters: How many parameters of the law were fitted to the same sample. Fitted to
  ///     the values instead of the counts, the true p-value lies between those with and without
  ///     them (Chernoff and Lehmann 1954).
  public init?(probabilities: [Double], classes: Int? = nil, fittedParameters: Int = 0) {
    let classes = classes ?? Self.advisedClasses(probabilities.count)
    guard classes > 1, classes <= probabilities.count / 5,
      probabilities.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else { return nil }
    var observed = [Double](repeating: 0, count: classes)
    for u in probabilities { observed[min(classes - 1, Int(u * Double(classes)))] += 1 }
    let expected = Double(probabilities.count) / Double(classes)
    self.init(
      observed: observed, expected: [Double](repeating: expected, count: classes),
      fittedParameters: fittedParameters)
  }

  /// Compares a sample of whole numbers with a law; neighbouring values share a class until at
  /// least five are expected in each.
  ///
  /// Nil unless two such classes can be made and degrees of freedom are left.
  ///
  /// - Parameters:
  ///   - counts: How often each of the values 0, 1, … was seen; none negative.
  ///   - masses: The law's probability of each of them, none negative. What is missing to 1 belongs
  ///     to larger values, which were not seen.
  public init?(counts: [Int], masses: [Double], fittedParameters: Int = 0) {
    guard counts.count == masses.count, counts.allSatisfy({ $0 >= 0 }),
      masses.allSatisfy({ $0 >= 0 && $0 <= 1 })
    else { return nil }
    let total = counts.reduce(0.0) { $0 + Double($1) }
    let rest = max(0, 1 - ExactSum(masses).value)
    var (observed, expected): ([Double], [Double]) = ([], [])
    var (seen, due) = (0.0, 0.0)
    for (count, mass) in zip(counts + [0], masses + [rest]) {
      seen += Double(count)
      due += mass * total
      if due >= 5 {
        observed.append(seen)
        expected.append(due)
        (seen, due) = (0, 0)
      }
    }
    // What is left is too little for a class of its own.
    guard let last = observed.indices.last else { return nil }
    observed[last] += seen
    expected[last] += due
    self.init(observed: observed, expected: expected, fittedParameters: fittedParameters)
  }

  /// About 2 n^(2/5) classes (Mann and Wald 1942), but at least five values in each.
  public static func advisedClasses(_ sampleSize: Int) -> Int {
    min(sampleSize / 5, Int((2 * pow(Double(max(0, sampleSize)), 0.4)).rounded(.up)))
  }
}
