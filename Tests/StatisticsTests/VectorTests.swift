import Conformance
import Statistics
import Testing

@Suite("Vectors of statistics")
struct VectorTests {
  @Test(
    "every recorded case is reproduced",
    arguments: [
      ("confidence-intervals", 728), ("proportion-intervals", 300), ("quantile-intervals", 300),
      ("moments-exact", 300), ("time-weighted", 300), ("warmup-mser", 300),
      ("validation-models", 860), ("goodness-of-fit", 360),
      ("batch-means", 600), ("series-diagnostics", 150), ("sequential-stopping", 300),
      ("multiple-comparisons", 737), ("ranking-selection", 491), ("two-sample-tests", 641),
      ("regression-detection", 240),
      ("quantile-sketches", 300), ("sensitivity", 139),
    ])
  func vectors(_ file: String, _ count: Int) throws {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let cases = try VectorFile.read(path: "/\(folder)/Vectors/statistics/\(file).jsonl.gz")
    #expect(cases.count == count)
    let runner = VectorRunner(suites: StatisticsSuites.all)
    let wrong = cases.map { runner.replay($0) }.filter { !$0.agrees }
    #expect(wrong.isEmpty, "\(wrong.count) of \(count):\n\(wrong.first?.report ?? "")")
  }
}
