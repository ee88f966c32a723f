import ArgumentParser
import Documents
import Place

extension PlaceSystem: ExpressibleByArgument {}

/// `regatta place`: what a real scheduler would decide for these manifests, and why.
struct PlaceCommand: ParsableCommand {
  /// How to print.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json, markdown
  }

  static let configuration = CommandConfiguration(
    commandName: "place",
    abstract: "Decide where real manifests would be placed, and say why.",
    discussion: """
      Give clusters (as `kubectl get clusters -o yaml` prints them), policies and workloads, and \
      bindings if workloads run already. With --against, compare with the manifests in effect now: \
      which replicas move where, which claims change, which clusters newly pass or fail.

      Exit status: 0, also if something changes; 1 with --fail-on-change if something does; 2 if a \
      manifest is invalid.
      """)

  @Argument(help: "The system that decides.")
  var system: PlaceSystem

  @Option(
    name: [.customShort("f"), .customLong("filename")], parsing: .upToNextOption,
    help: ArgumentHelp(
      "Manifests: YAML or JSON files, folders of them, or - for standard input.",
      valueName: "file|dir"))
  var paths: [String]

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Manifests in effect now; prints what the others change.", valueName: "file|dir"))
  var against: [String] = []

  @Flag(help: "With --against: place the new manifests as if nothing ran.")
  var fresh = false

  @Flag(help: "With --against: exit with status 1 if anything changes.")
  var failOnChange = false

  @Flag(help: "Show what each cluster gets after overrides, as a diff against the template.")
  var showOverrides = false

  @Flag(help: "Print every cluster, however many there are.")
  var all = false

  @Option(help: "How to print; markdown only with --against.")
  var format = Format.text

  func validate() throws {
    guard !paths.isEmpty else { throw ValidationError("Give manifests with -f.") }
    guard against.isEmpty else { return }
    if fresh || failOnChange {
      throw ValidationError("--fresh and --fail-on-change need --against.")
    }
    if format == .markdown { throw ValidationError("--format markdown needs --against.") }
  }

  func run() throws {
    try ExitStatus.reporting {
      var options = PlaceOptions()
      options.showsOverrides = showOverrides
      options.showsAll = all
      guard !against.isEmpty else {
        let report = try system.place(paths, options: options)
        if format == .json {
          print(report.json().json(pretty: true))
        } else {
          print(report.text(options), terminator: "")
        }
        return
      }
      let difference = try system.compare(
        paths, against: against, isFresh: fresh, options: options)
      switch format {
      case .text: print(difference.text(options), terminator: "")
      case .markdown: print(difference.markdown(options), terminator: "")
      case .json: print(difference.json().json(pretty: true))
      }
      if failOnChange && !difference.isEmpty { throw ExitStatus.missed }
    }
  }
}
