import ArgumentParser
import Documents
import Place

/// `regatta place`: what a real scheduler would decide for these manifests, and why.
struct PlaceCommand: ParsableCommand {
  /// Systems whose scheduler can be asked.
  enum System: String, CaseIterable, ExpressibleByArgument {
    case karmada
  }

  /// How to print.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  static let configuration = CommandConfiguration(
    commandName: "place",
    abstract: "Decide where real manifests would be placed, and say why.",
    discussion: """
      Give clusters (as `kubectl get clusters -o yaml` prints them), policies and resources, and \
      ResourceBindings if resources run already.
      """)

  @Argument(help: "The system that decides.")
  var system: System

  @Option(
    name: [.customShort("f"), .customLong("filename")], parsing: .upToNextOption,
    help: ArgumentHelp(
      "Manifests: YAML or JSON files, or directories of them.", valueName: "file|dir"))
  var paths: [String]

  @Option(help: "How to print the decisions.")
  var format = Format.text

  func run() throws {
    try ExitStatus.reporting {
      switch system {
      case .karmada:
        let decisions = try PlaceKarmada(paths: paths)
        switch format {
        case .text: print(decisions.text(), terminator: "")
        case .json: print(decisions.json().json(pretty: true))
        }
      }
    }
  }
}
