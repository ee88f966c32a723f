import Testing

@testable import Experiments
@testable import Reporting

@Suite("The chart of how runs settle")
struct SettlingChartTests {
  private func curve(welch: Double?, isAtLimit: Bool) -> SettlingCurve {
    SettlingCurve(
      subject: "serving replicas", average: [0, 4, 8, 8], smoothed: [0, 4, 8], level: 8,
      welchSeconds: welch, mserSeconds: 500, isAtLimit: isAtLimit)
  }

  private func chart(_ curve: SettlingCurve, warmUp: Double) -> String {
    let markup: Markup = "\(SettlingChart.plot(curve, horizon: 1000, warmUp: warmUp))"
    return markup.html
  }

  @Test("both curves lie on one scale, and every cut has its line and its name")
  func cuts() {
    let text = chart(curve(welch: 250, isAtLimit: false), warmUp: 100)
    #expect(text.contains("M120.192 1000L360.577 519.231L600.962 38.462L841.346 38.462\""))
    #expect(text.contains("M120.192 1000L360.577 519.231L600.962 38.462\""))
    #expect(text.contains("run.warmup: 1m\u{A0}40s"))
    #expect(text.contains("MSER-5: 8m\u{A0}20s"))
    #expect(text.contains("Welch, within 1 %: 4m\u{A0}10s"))
    #expect(text.contains("within 1 % of it from 4m\u{A0}10s on"))
  }

  @Test("what cannot be told has no line")
  func untold() {
    let text = chart(curve(welch: nil, isAtLimit: true), warmUp: 0)
    #expect(!text.contains("class=\"cut"))
    #expect(text.contains("never within 1 % of it for good"))
  }
}
