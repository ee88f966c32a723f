import Conformance
import Documents

/// One decision to be measured, beside what the real code takes for it.
struct MeasuredDecision: Sendable {
  /// What went wrong before anything could be measured.
  struct WrongAnswer: Error, CustomStringConvertible {
    var description: String
  }

  /// Makes the decision, again and again, and says how often.
  typealias Work = () throws -> Int

  /// Its name on the command line.
  var name: String
  /// What is decided, in words.
  var label: String
  /// What the real code takes, in HOLD operations of the yardstick measured beside it.
  var real: Double
  /// Prepares the input, checks the answer once, and gives back the work.
  var prepare: @Sendable (_ vectors: String) throws -> Work

  /// A decision on a synthetic input.
  ///
  /// - Parameter prepare: Makes the input and checks the answer; what it gives back decides once.
  static func synthetic(
    _ name: String, _ label: String, real: Double,
    prepare: @escaping @Sendable () throws -> () -> Void
  ) -> MeasuredDecision {
    MeasuredDecision(name: name, label: label, real: real) { _ in
      let decide = try prepare()
      return {
        decide()
        return 1
      }
    }
  }

  /// Every case of a file of golden vectors, as `regatta verify` replays it. All must agree first.
  static func golden(
    _ name: String, _ label: String, real: Double, suites: [VectorSuite], file: String
  ) -> MeasuredDecision {
    MeasuredDecision(name: name, label: label, real: real) { vectors in
      let cases = try VectorFile.read(path: "\(vectors)/\(file)")
      let runner = VectorRunner(suites: suites)
      if let wrong = cases.first(where: { !runner.replay($0).agrees }) {
        throw WrongAnswer(description: "\(wrong.id) does not agree")
      }
      let prepared = try cases.map { vector in
        guard let suite = suites.first(where: { $0.algorithm == vector.algorithm }) else {
          throw WrongAnswer(description: "nothing decides \(vector.algorithm)")
        }
        return try suite.prepare(vector)
      }
      return {
        for decision in prepared { try decision.decide() }
        return prepared.count
      }
    }
  }
}
