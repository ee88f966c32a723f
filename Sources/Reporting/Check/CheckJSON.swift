import Experiments
import Foundation

/// A check for programs, with sorted keys.
struct CheckJSON {
  /// What a check holds, and whether it passes.
  private struct Document: Encodable {
    var check: ReferenceCheck
    var passed: Bool
  }

  private let check: ReferenceCheck

  init(_ check: ReferenceCheck) {
    self.check = check
  }

  func render() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      let document = Document(check: check, passed: check.isPassed)
      return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("a check holds only values that JSON can express: \(error)")
    }
  }
}
