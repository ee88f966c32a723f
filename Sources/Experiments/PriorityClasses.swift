import Documents
import Scenarios

/// The priority classes of a scenario: what admission writes into the pods of a template.
///
/// Mirrors: `kubernetes@v1.36.2 plugin/pkg/admission/priority/admission.go`.
struct PriorityClasses {
  private struct Class {
    var value: Int64
    var preemptionPolicy: String?
  }

  /// The two that every cluster has.
  private var classes = [
    "system-cluster-critical": Class(value: 2_000_000_000),
    "system-node-critical": Class(value: 2_000_001_000),
  ]
  private var globalDefault: Class?

  /// Reads all PriorityClass objects among manifests.
  ///
  /// - Throws: `ScenarioError` for one without a name or value.
  init(among manifests: [LoadedScenario.Manifest]) throws {
    for manifest in manifests where manifest.object["kind"]?.string == "PriorityClass" {
      let object = manifest.object
      guard let name = object["metadata"]?["name"]?.string, let value = object["value"]?.int64,
        Int32(exactly: value) != nil
      else {
        throw ScenarioError([
          DocumentError(
            file: manifest.file, position: (object["value"] ?? object).position, path: "value",
            problem: "a PriorityClass needs metadata.name and a value of 32 bits")
        ])
      }
      let found = Class(value: value, preemptionPolicy: object["preemptionPolicy"]?.string)
      classes[name] = found
      // Of several defaults the lowest counts.
      if object["globalDefault"]?.bool == true, value <= globalDefault?.value ?? .max {
        globalDefault = found
      }
    }
  }

  /// The spec of a pod with the priority that its class gives it.
  ///
  /// - Throws: `DocumentError` for a class that does not exist.
  func resolved(_ spec: Node, file: String, path: String) throws -> Node {
    let name = spec["priorityClassName"]
    var found = globalDefault
    if let text = name?.string, !text.isEmpty {
      guard let named = classes[text] else {
        throw DocumentError(
          file: file, position: name?.position ?? .none, path: path + ".priorityClassName",
          problem: "no PriorityClass with name \(text) was found",
          suggestion: nearestName(to: text, among: classes.keys.sorted()))
      }
      found = named
    }
    guard let found, spec["priority"] == nil else { return spec }
    var spec = spec
    spec.set("priority", Node(found.value))
    if let policy = found.preemptionPolicy, spec["preemptionPolicy"] == nil {
      spec.set("preemptionPolicy", Node(policy))
    }
    return spec
  }
}
