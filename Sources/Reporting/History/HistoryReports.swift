import Experiments
import Foundation

/// The history of runs, for people and programs.
public enum HistoryReports {
  /// One line per run; where metrics are named, one line per run and figure.
  public static func text(_ runs: [RunRecord], metrics: [String]) -> String {
    guard !runs.isEmpty else { return "No runs.\n" }
    return metrics.isEmpty ? table(rows(runs)) : figures(runs)
  }

  /// One row per run, arm and figure, as RFC 4180 has it (lines end in CRLF).
  public static func csv(_ runs: [RunRecord]) -> String {
    func number(_ value: Double?) -> String {
      value.flatMap { $0.isFinite ? ReplicationsCSV.number($0) : nil } ?? ""
    }
    func line(_ fields: [String]) -> String {
      fields.map(ReplicationsCSV.field).joined(separator: ",") + "\r\n"
    }
    var text = line([
      "time", "command", "scenario", "digest", "seed", "engine", "run verdict", "arm",
      "replications", "metric", "unit", "estimate", "lower", "upper", "count", "verdict",
    ])
    for run in runs {
      for arm in run.arms {
        for metric in arm.metrics {
          text += line([
            run.time, run.command, run.scenario, run.digest, String(run.seed), run.engineVersion,
            run.verdict, arm.name, String(arm.replications), metric.qualifiedName, metric.unit,
            number(metric.estimate), number(metric.lower), number(metric.upper),
            String(metric.count), metric.verdict ?? "",
          ])
        }
      }
    }
    return text
  }

  /// An array of runs, with sorted keys.
  public static func json(_ runs: [RunRecord]) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      return String(decoding: try encoder.encode(runs), as: UTF8.self) + "\n"
    } catch {
      preconditionFailure("a history holds only values that JSON can express: \(error)")
    }
  }

  private static func rows(_ runs: [RunRecord]) -> [[String]] {
    [["when", "command", "scenario", "digest", "seed", "version", "n", "verdict"]]
      + runs.map { run in
        let counts = Set(run.arms.map(\.replications)).sorted().map(String.init)
        return [
          when(run), String(run.command.prefix { $0 != " " }), run.scenario,
          String(run.digest.prefix(12)), String(run.seed), run.engineVersion,
          counts.joined(separator: "/"), run.verdict,
        ]
      }
  }

  /// A heading per scenario, arm and figure, and under it the runs in their order.
  private static func figures(_ runs: [RunRecord]) -> String {
    var headings: [String] = []
    var rows: [String: [[String]]] = [:]
    for run in runs {
      for arm in run.arms {
        for metric in arm.metrics {
          let heading =
            run.scenario + (run.arms.count > 1 ? ", " + arm.name : "") + ": "
            + metric.qualifiedName
          if rows[heading] == nil {
            headings.append(heading)
            rows[heading] = [
              ["when", "digest", "seed", "version", "estimate", "interval", "n", "verdict"]
            ]
          }
          let summary = metric.summary
          rows[heading]?.append([
            when(run), String(run.digest.prefix(12)), String(run.seed), run.engineVersion,
            summary.estimateText, summary.intervalText, String(metric.count),
            metric.verdict.flatMap(ReferenceCheck.Verdict.init)?.words ?? "",
          ])
        }
      }
    }
    if headings.isEmpty { return "No such metric in these runs.\n" }
    return headings.map { TextReport.plain($0) + "\n" + table(rows[$0] ?? []) }
      .joined(separator: "\n")
  }

  /// To the second, as a person reads it.
  private static func when(_ run: RunRecord) -> String {
    run.time.replacingOccurrences(of: "T", with: " ").replacingOccurrences(of: "Z", with: "")
  }

  private static func table(_ cells: [[String]]) -> String {
    let rows = cells.map { $0.map { TextReport.plain($0).map { $0 == "\u{A0}" ? " " : $0 } } }
    let columns = rows.first?.count ?? 0
    let widths = (0..<columns).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() where widths[column] > 0 {
        if !line.isEmpty { line += "  " }
        line += String(cell) + String(repeating: " ", count: widths[column] - cell.count)
      }
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
