import ArgumentParser
import Documents
import Scenarios

/// `regatta schema`: the scenario format for machines and for people.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of the scenario format.")

  /// How it is written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case json, markdown
  }

  @Option(help: "json for editors, or markdown for the reference page.")
  var format: Format = .json

  func run() throws {
    switch format {
    case .json: print(Scenario.schema().json(pretty: true, sortedKeys: false))
    case .markdown: print(Scenario.reference(), terminator: "")
    }
  }
}
