import Documents
import Workloads

/// A file that a scenario reads, with its bytes.
public struct SourceFile: Sendable {
  /// The path relative to the scenario's folder.
  public var path: String
  /// The name for messages.
  public var name: String
  public var bytes: [UInt8]
}

/// A scenario with every file that it reads: all that a run depends on.
public struct LoadedScenario: Sendable {
  /// The decoded scenario.
  public let scenario: Scenario
  /// The file's name as the user gave it.
  public let file: String
  /// The document as written, with overrides applied.
  public let written: Node
  /// The objects of `workloads.manifests`, source by source.
  public let workloads: [[Manifest]]
  /// The jobs of `workloads.traces`, trace by trace in the order of their arrival.
  public let traces: [[TraceJob]]
  /// The objects of `controlPlane.manifests`.
  public let policies: [Manifest]
  /// SHA-256 of the normal form and of all files, 64 hexadecimal digits.
  public let digest: String
  /// The same without what does not touch a single replication: their number and the
  /// confidence. Results of equal keys and replication numbers are equal.
  public let replicationKey: String

  /// One object of a manifest file.
  public struct Manifest: Sendable {
    /// The file's name for messages.
    public var file: String
    /// The object, with positions.
    public var object: Node

    /// Creates an entry.
    public init(file: String, object: Node) {
      self.file = file
      self.object = object
    }
  }

  /// Everything in effect, as YAML; defaults are marked. Reading it gives the same scenario.
  public var explanation: String {
    Explanation.yaml(scenario.canonical, written: written)
  }

  /// An error at a field of the scenario, such as `spec.objectives[0]`.
  public func problem(_ path: String, _ text: String, suggestion: String? = nil) -> DocumentError {
    DocumentError(
      file: file, position: written.nearestPosition(path), path: path, problem: text,
      suggestion: suggestion)
  }
}

/// One of the scenarios that are compared.
public struct LoadedArm: Sendable {
  /// The arm's name.
  public var name: String
  /// The scenario as the arm has it.
  public var scenario: LoadedScenario

  /// Names a scenario.
  public init(name: String, scenario: LoadedScenario) {
    self.name = name
    self.scenario = scenario
  }
}

extension ScenarioError {
  /// The same problems, each saying in which arm it is.
  public func inArm(_ name: String) -> ScenarioError {
    guard name != ArmSection.baseline else { return self }
    return ScenarioError(
      problems.map { problem in
        var problem = problem
        problem.problem += " (arm \"\(name)\")"
        return problem
      })
  }
}

extension Scenario {
  /// The normal form: every field, defaults written out.
  public var canonical: Node {
    var document = Document()
    document.scenario = self
    return Self.declaration.write(document)
  }

  /// Decodes and validates a document.
  ///
  /// - Throws: Everything that is wrong with it.
  public static func decode(
    _ node: Node, file: String,
    observations: ((String, String?) throws -> [Double])? = nil
  ) throws(ScenarioError) -> Scenario {
    let reading = Reading(file: file, observations: observations)
    let document = declaration.read(node, reading)
    guard reading.problems.isEmpty, let document else { throw ScenarioError(reading.problems) }
    return document.scenario
  }
}

extension Node {
  /// The position of the node at a path, or of its nearest ancestor that was written.
  func nearestPosition(_ path: String) -> Position {
    var node = self
    var found = position
    for step in PathStep.parse(path) ?? [] {
      let next: Node? =
        switch step {
        case .member(let name): node[name]
        case .element(let index):
          if let elements = node.array, elements.indices.contains(index) {
            elements[index]
          } else {
            nil
          }
        }
      guard let next else { break }
      node = next
      if node.position.line > 0 { found = node.position }
    }
    return found
  }
}
