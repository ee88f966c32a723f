import ArgumentParser
import Experiments
import Foundation
import RegattaKit
import Scenarios

/// `regatta list`: what a scenario can name.
struct ListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List what a scenario can name.")

  /// What is listed.
  enum Topic: String, ExpressibleByArgument, CaseIterable {
    case systems, settings, failures, distributions, presets, metrics, shapes, scenarios
  }

  @Argument(help: "One of: \(Topic.allCases.map(\.rawValue).joined(separator: ", ")).")
  var topic: Topic?

  func run() throws {
    let topics = topic.map { [$0] } ?? Topic.allCases
    for (index, topic) in topics.enumerated() {
      if self.topic == nil { print((index > 0 ? "\n" : "") + topic.rawValue.uppercased()) }
      for row in rows(topic) { print("\(padded(row.name))  \(row.text)") }
    }
  }

  private func rows(_ topic: Topic) -> [(name: String, text: String)] {
    guard let listing = Listing(rawValue: topic.rawValue) else { return Self.scenarios() }
    return listing.rows(.standard)
  }

  /// The folders of `scenarios/` below the working directory.
  private static func scenarios() -> [(name: String, text: String)] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: "scenarios")) ?? []
    return folders.sorted().compactMap { name in
      let path = "scenarios/" + name
      guard FileManager.default.fileExists(atPath: path + "/scenario.yaml") else { return nil }
      let loaded = try? ScenarioLoader.load(path)
      return (path, loaded?.scenario.metadata.description ?? "cannot be read")
    }
  }

  private func padded(_ name: String) -> String {
    name + String(repeating: " ", count: max(0, 28 - name.count))
  }
}
