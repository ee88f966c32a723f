import Experiments

/// `report.html`: one file for a browser, with no network.
public struct HTMLReport: Renderer {
  /// `--format html`.
  public let format = "html"
  /// Its name in a results directory.
  public let fileName: String? = "report.html"

  /// Creates the renderer.
  public init() {}

  /// The whole report.
  public func render(_ result: ExperimentResult) -> String {
    ""
  }
}
