import Conformance
import Documents
import Foundation
import Testing

/// Every kept recording, read back as if it were a run of ours.
@Suite struct RecordingTests {
  static let files: [String] = {
    let vectors = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Vectors")
    let all = FileManager.default.enumerator(atPath: vectors.path)?.allObjects as? [String] ?? []
    return all.filter { $0.split(separator: "/").last?.hasPrefix("timeline-") ?? false }
      .sorted().map { vectors.appending(path: $0).path }
  }()

  private func changes(
    _ vector: VectorCase, at instant: (TimelineRecording.Entry) -> Double
  ) throws -> [TimelineChange] {
    try TimelineRecording(vector.expected).entries.filter(\.isCertain).map {
      TimelineChange(
        seconds: instant($0), object: $0.object, field: $0.field, value: $0.value)
    }
  }

  @Test(arguments: files) func agreesWithItself(file: String) throws {
    let rules = TimelineRules(narrowAllowance: 0.001)
    for vector in try VectorFile.read(path: file) {
      let comparison = try TimelineComparison(
        vector, ours: changes(vector) { $0.earliest }, rules: rules)
      #expect(comparison.agrees, "\(vector.id): \(comparison.differences.first?.text ?? "")")
    }
  }

  @Test(arguments: files) func disagreesWhenOneChangeIsMissingOrLate(file: String) throws {
    let rules = TimelineRules(narrowAllowance: 0.25, loopPeriods: [1, 5, 10, 15, 30, 120])
    for vector in try VectorFile.read(path: file) {
      let all = try changes(vector) { $0.earliest }
      guard let last = all.indices.last else { continue }
      // The last change of a field cannot be hidden by a race.
      var missing = all
      missing.remove(at: last)
      var late = all
      late[last].seconds += 10_000
      for ours in [missing, late] {
        let comparison = try TimelineComparison(vector, ours: ours, rules: rules)
        let returns = try TimelineRecording(vector.expected).initial[
          "\(all[last].object) \(all[last].field)"]
        if returns == all[last].value { continue }
        #expect(!comparison.agrees, "\(vector.id)")
      }
    }
  }
}
