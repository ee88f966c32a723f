import ArgumentParser
import Conformance
import Documents
import Foundation
import RegattaKit

/// `regatta verify`: our answers beside those of the real code.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Replay golden vectors and compare with what the real controllers answered.",
    discussion: """
      Prints agreed/total per file and algorithm, then the first differences, and exits with 1 \
      if anything disagrees. A case whose algorithm nothing implements disagrees.
      """)

  @Argument(help: "Files of vectors: one JSON object per line, plain or gzip.")
  var files: [String]

  @Flag(help: "Print one JSON object per file and algorithm instead of text.")
  var json = false

  @Option(help: "Also write our answers to this file, one JSON object per case.")
  var emit: String?

  @Option(help: "How many differences to show per algorithm.")
  var differences = 3

  func validate() throws {
    if files.isEmpty { throw ValidationError("name at least one file") }
    if differences < 0 { throw ValidationError("--differences must not be negative") }
  }

  func run() throws {
    try ExitStatus.reporting {
      // Everything is read first, so that a bad file leaves no partial output.
      var groups: [Group] = []
      for file in files { groups += try Group.groups(of: file) }
      var tallies: [Tally] = []
      for group in groups { tallies.append(group.tally()) }
      if let emit { try write(tallies, to: emit) }
      print(json ? jsonLines(tallies) : text(tallies))
      if tallies.contains(where: { $0.agreed < $0.total }) { throw ExitStatus.missed }
    }
  }

  // MARK: Output

  private func jsonLines(_ tallies: [Tally]) -> String {
    tallies.map { tally in
      let node: Node = [
        "file": Node(tally.group.file), "algorithm": Node(tally.group.algorithm),
        "total": Node(tally.total), "agreed": Node(tally.agreed),
        "unsupported": Node(tally.unsupported), "ms": Node(tally.milliseconds),
      ]
      return node.json(sortedKeys: false)
    }.joined(separator: "\n")
  }

  private func text(_ tallies: [Tally]) -> String {
    let width = tallies.map { $0.group.file.count }.max() ?? 0
    let algorithmWidth = tallies.map { $0.group.algorithm.count }.max() ?? 0
    var lines = tallies.map { tally in
      var line =
        padded(tally.group.file, width) + "  " + padded(tally.group.algorithm, algorithmWidth)
        + "  " + leftPadded("\(tally.agreed)/\(tally.total)", 11) + " agreed"
      if tally.unsupported > 0 { line += ", \(tally.unsupported) unsupported" }
      return line + leftPadded(String(format: "%.3f ms", tally.milliseconds), 14)
    }
    for tally in tallies where tally.agreed < tally.total {
      let wrong = tally.outcomes.filter { !$0.agrees }
      let shown = tally.unsupported == tally.total ? min(1, differences) : differences
      for outcome in wrong.prefix(shown) {
        lines.append("")
        lines.append(outcome.report)
      }
    }
    let total = tallies.reduce(0) { $0 + $1.total }
    let agreed = tallies.reduce(0) { $0 + $1.agreed }
    lines.append("")
    lines.append("\(agreed)/\(total) agreed in all")
    return lines.joined(separator: "\n")
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func leftPadded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func write(_ tallies: [Tally], to path: String) throws {
    let lines = tallies.flatMap(\.outcomes).map { $0.emitted.json() + "\n" }
    do {
      try Data(lines.joined().utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DocumentError(file: path, problem: "cannot be written")
    }
  }
}

/// The cases of one algorithm in one file.
private struct Group {
  var file: String
  var algorithm: String
  var cases: [VectorCase]

  /// The groups of a file, in the order in which their algorithms first appear.
  static func groups(of file: String) throws(DocumentError) -> [Group] {
    var groups: [Group] = []
    var places: [String: Int] = [:]
    for vector in try VectorFile.read(path: file) {
      if let place = places[vector.algorithm] {
        groups[place].cases.append(vector)
      } else {
        places[vector.algorithm] = groups.count
        groups.append(Group(file: file, algorithm: vector.algorithm, cases: [vector]))
      }
    }
    return groups
  }

  func tally() -> Tally {
    let replayed = Suites.runner.replay(cases, clock: processorNanoseconds)
    return Tally(
      group: self, outcomes: replayed.outcomes,
      milliseconds: (Double(replayed.nanoseconds) / 1000).rounded() / 1000)
  }

  /// The processor time that this process has used.
  private func processorNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}

/// What came of a group.
private struct Tally {
  var group: Group
  var outcomes: [VectorOutcome]
  /// The time of deciding every case once.
  var milliseconds: Double

  var total: Int { outcomes.count }
  var agreed: Int { outcomes.count { $0.agrees } }
  var unsupported: Int { outcomes.count { $0.status == .unsupported } }
}
