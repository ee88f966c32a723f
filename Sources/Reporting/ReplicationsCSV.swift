import Experiments

/// One row per arm and replication, one column per metric, as RFC 4180 has it (lines end in CRLF).
///
/// Values are in the metric's own unit (ratios as fractions, durations in seconds) with every digit;
/// an empty field is undefined.
public struct ReplicationsCSV: Renderer {
  /// `--format csv`.
  public let format = "csv"
  /// Its name in a results directory.
  public let fileName: String? = "replications.csv"

  /// Creates the renderer.
  public init() {}

  /// The whole report.
  public func render(_ result: ExperimentResult) -> String {
    var columns: [String] = []
    var known: Set<String> = []
    for arm in result.arms {
      for metric in arm.metrics where known.insert(metric.qualifiedName).inserted {
        columns.append(metric.qualifiedName)
      }
    }
    var text = Self.line(["arm", "replication", "fingerprint"] + columns)
    for arm in result.arms {
      var place: [String: Int] = [:]
      for (index, metric) in arm.metrics.enumerated() { place[metric.qualifiedName] = index }
      for (number, values) in arm.values.enumerated() {
        let fingerprint = number < arm.fingerprints.count ? arm.fingerprints[number] : ""
        let fields = columns.map { column -> String in
          guard let index = place[column], index < values.count, let value = values[index],
            value.isFinite
          else { return "" }
          return Self.number(value)
        }
        text += Self.line([arm.name, String(number + 1), fingerprint] + fields)
      }
    }
    return text
  }

  static func number(_ value: Double) -> String {
    if value == 0 { return "0" }
    if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) }
    return "\(value)"
  }

  static func line(_ fields: [String]) -> String {
    fields.map(field).joined(separator: ",") + "\r\n"
  }

  /// A field, quoted when it must be.
  static func field(_ text: String) -> String {
    // Scalars, because Swift counts "\r\n" as one character.
    let special = text.unicodeScalars.contains {
      $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r"
    }
    guard special || text.first == " " || text.last == " " else { return text }
    return "\""
      + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
