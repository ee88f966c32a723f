import Foundation
import Stochastic

/// The text of a law with numbers as people say them: `71.1d` for `6143036.499788388s`.
///
/// For listings only; what is read back must be exact.
func rounded(_ law: Distribution) -> String {
  // The logarithm of seconds means nothing to a reader; its median does.
  let text = law.description.replacing(#/zeta: (-?[0-9.]+), sigma: ([0-9.]+), unit: 1s/#) { match in
    let median = exp(Double(match.output.1) ?? 0)
    return "median: \(String(format: "%.6f", median))s, sigma: \(match.output.2)"
  }
  return text.replacing(#/(?<digits>[0-9]+\.[0-9]{4,}|[0-9]{6,}\.[0-9]+)(?<unit>[smdhy]?)/#) {
    match in
    guard let value = Double(match.output.digits) else { return String(match.output.0) }
    guard let unit = secondsPerUnit.first(where: { $0.name == match.output.unit }) else {
      return threeDigits(value)
    }
    let seconds = value * unit.seconds
    let fitting = secondsPerUnit.last { $0.seconds <= seconds } ?? secondsPerUnit[0]
    return threeDigits(seconds / fitting.seconds) + fitting.name
  }
}

private let secondsPerUnit: [(name: Substring, seconds: Double)] = [
  ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("y", 31_557_600),
]

private func threeDigits(_ value: Double) -> String { String(format: "%.3g", value) }
