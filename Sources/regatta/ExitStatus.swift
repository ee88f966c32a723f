import ArgumentParser
import Documents
import Experiments
import Foundation
import ResultsStore
import Scenarios

let version = Experiment.engineVersion

/// What the exit status says.
enum ExitStatus {
  /// An objective was missed, a figure regressed, or something disagrees.
  static let missed = ExitCode(1)
  /// The user's input is wrong.
  static let invalidInput = ExitCode(2)
  /// We are wrong.
  static let `internal` = ExitCode(70)

  /// Runs a command; an error in the user's input is printed and becomes status 2, any other 70.
  static func reporting(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch let error as ExitCode {
      throw error
    } catch let error as ScenarioError {
      for line in error.description.split(separator: "\n") { note("error: \(line)") }
      throw invalidInput
    } catch let error as SweepProblem {
      note("error: \(error)")
      throw invalidInput
    } catch let error as DocumentError {
      note("error: \(error)")
      throw invalidInput
    } catch let error as StoreError {
      note("error: \(error)")
      throw invalidInput
    } catch let error as CocoaError {
      note("error: \(error.localizedDescription)")
      throw invalidInput
    } catch {
      note("internal error: \(error)")
      throw `internal`
    }
  }
}

/// Writes a line to standard error.
func note(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
