import Conformance
import Statistics
import Stochastic
import Testing

@Suite("Vectors of random streams")
struct VectorTests {
  @Test(
    "every recorded case is reproduced",
    arguments: [
      ("rng-kat", 300), ("rng-substreams", 300), ("gsl-distributions", 504),
      ("arrival-processes", 300), ("distribution-functions", 720),
      ("distribution-fits", 190),
    ])
  func vectors(_ file: String, _ count: Int) throws {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let cases = try VectorFile.read(path: "/\(folder)/Vectors/statistics/\(file).jsonl.gz")
    #expect(cases.count == count)
    let runner = VectorRunner(suites: StochasticSuites.all + StatisticsSuites.all)
    let wrong = cases.map { runner.replay($0) }.filter { !$0.agrees }
    #expect(wrong.isEmpty, "\(wrong.count) of \(count):\n\(wrong.first?.report ?? "")")
  }
}
