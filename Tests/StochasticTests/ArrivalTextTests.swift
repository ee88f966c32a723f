import Stochastic
import Testing

@Suite("Text form of arrival processes")
struct ArrivalTextTests {
  @Test(
    "reading the printed form gives the same process",
    arguments: [
      "poisson(rate: 3/s)", "poisson(3/h)", "nhpp(rate: 3/s, amplitude: 0.4, period: 1d)",
      "nhpp(rate: 3/s, amplitude: 0.4, period: 1d, phase: 0.5)",
      "nhpp(rate: 3/s, profile: business-week, offset: 2h)",
      "nhpp(rate: 3/s, factors: [1, 2, 4, 1], period: 1d)",
      "mmpp(rates: [10/s, 1/s], switching: [0.5/m, 1/h], initial: 1)",
      "renewal(weibull(shape: 0.5, mean: 10s))", "trace(0s, 3s, 9.5s)", "trace()",
      "batch(poisson(rate: 1/m), size: geometric(p: 0.2))",
    ])
  func roundTrip(_ text: String) throws {
    let process = try ArrivalProcess(parsing: text)
    #expect(try ArrivalProcess(parsing: process.description) == process)
    let bare = ArrivalProcess(process.kind)
    let again = try ArrivalProcess(parsing: bare.description)
    if case .nonHomogeneous(_, .table(let table)) = process.kind {
      guard case .nonHomogeneous(_, .table(let other)) = again.kind else {
        Issue.record("\(again)")
        return
      }
      // Normalising factors of mean 1 again may move the last bit.
      #expect(zip(table.factors, other.factors).allSatisfy { abs($0 - $1) < 1e-14 })
    } else {
      #expect(again == process, "\(bare)")
    }
  }

  @Test("mean rates")
  func rates() throws {
    #expect(try ArrivalProcess(parsing: "poisson(180/h)").meanRate == 0.05)
    let mmpp = try ArrivalProcess(parsing: "mmpp([100/s, 1/s], [0.5/s, 0.05/s])")
    #expect(abs(try #require(mmpp.meanRate) - 10) < 1e-12)
    let batch = try ArrivalProcess(parsing: "batch(poisson(2/s), size: geometric(p: 0.2))")
    #expect(batch.meanRate == 10)
  }

  @Test(
    "what is wrong is said",
    arguments: [
      ("poison(rate: 3/s)", "unknown arrival process \"poison\"", "poisson"),
      (
        "nhpp(rate: 3/s, profile: busines-week)", "unknown profile \"busines-week\"",
        "business-week"
      ),
      ("nhpp(rate: 3/s, amplitude: 1.4, period: 1d)", "the amplitude must lie in 0 … 1", nil),
      ("poisson(rate: -3/s)", "the rate must be positive", nil),
      ("poisson(rate: 3s)", "expected a rate such as 3/s, not a duration", nil),
      ("trace(3s, 1s)", "instants must ascend", nil),
      (
        "mmpp([1, 2], [1], initial: 0)",
        "there must be as many switching rates as rates, at least two", nil
      ),
      ("30s", "expected an arrival process such as poisson(rate: 3/s)", nil),
    ] as [(String, String, String?)])
  func errors(_ text: String, _ problem: String, _ suggestion: String?) {
    #expect {
      _ = try ArrivalProcess(parsing: text)
    } throws: {
      guard let error = $0 as? DistributionError else { return false }
      if error.problem != problem { Issue.record("said \(error)") }
      return error.problem == problem && error.suggestion == suggestion
    }
  }
}
