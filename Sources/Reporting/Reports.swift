import Experiments

/// Turns the result of an experiment into bytes for one kind of reader; no input or output.
///
/// Equal results give equal bytes, on every machine.
public protocol Renderer: Sendable {
  /// The word that selects it, as in `--format text`.
  var format: String { get }
  /// The file it becomes in a results directory; nil for what is only printed.
  var fileName: String? { get }
  /// The whole report, in UTF-8 text.
  func render(_ result: ExperimentResult) -> String
}

/// Every report there is.
public enum Reports {
  /// One renderer per format; a further format is one file and one line here.
  public static let renderers: [any Renderer] = [
    TextReport(), JSONReport(), ReplicationsCSV(), HTMLReport(),
  ]

  /// The renderer of a format; nil for an unknown word.
  public static func renderer(_ format: String) -> (any Renderer)? {
    renderers.first { $0.format == format }
  }

  /// The files of a results directory, with their names.
  public static func files(_ result: ExperimentResult) -> [(name: String, contents: String)] {
    renderers.compactMap { renderer in
      renderer.fileName.map { ($0, renderer.render(result)) }
    } + (result.comparison == nil ? [] : [("comparison.csv", comparisonCSV(result))])
  }

  /// The report for a terminal.
  public static func text(_ result: ExperimentResult) -> String { TextReport().render(result) }

  /// `result.json`.
  public static func json(_ result: ExperimentResult) -> String { JSONReport().render(result) }

  /// `replications.csv`.
  public static func replicationsCSV(_ result: ExperimentResult) -> String {
    ReplicationsCSV().render(result)
  }

  /// `comparison.csv`; only its heading if nothing is compared.
  public static func comparisonCSV(_ result: ExperimentResult) -> String {
    ComparisonCSV().render(result)
  }

  /// `report.html`.
  public static func html(_ result: ExperimentResult) -> String { HTMLReport().render(result) }
}
