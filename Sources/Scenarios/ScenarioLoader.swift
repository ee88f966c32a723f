import Documents
import Foundation
import Workloads

/// Reads a scenario and every file that it names.
public enum ScenarioLoader {
  /// Loads a scenario from its file, or from `scenario.yaml` in a folder.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - overrides: Values that replace those of the file.
  /// - Throws: Everything that is wrong with it.
  public static func load(
    _ path: String, overrides: [Override] = []
  ) throws(ScenarioError) -> LoadedScenario {
    try explaining(path) {
      let (file, node) = try document(path, overrides)
      return try assemble(node, file: file)
    }
  }

  /// Loads a scenario and its arms, the scenario itself, without arms, first.
  ///
  /// - Parameters:
  ///   - path: The file or folder.
  ///   - overrides: Values that replace those of the file, before any arm changes them.
  ///   - patches: Further arms.
  /// - Throws: Everything that is wrong with it.
  public static func loadArms(
    _ path: String, overrides: [Override] = [], adding patches: [ArmPatch] = []
  ) throws(ScenarioError) -> [LoadedArm] {
    try explaining(path) {
      let (file, node) = try document(path, overrides)
      let (scenario, _) = try decode(node, file: file)
      let all = try self.patches(scenario, file: file) + patches
      for (index, patch) in all.enumerated()
      where all[..<index].contains(where: { $0.name == patch.name }) {
        throw DocumentError(file: file, problem: "two arms are called \"\(patch.name)\"")
      }
      var base = node
      if var spec = base["spec"] {
        spec.remove("arms")
        base.set("spec", spec)
      }
      var arms = [LoadedArm(name: ArmSection.baseline, scenario: try assemble(base, file: file))]
      for patch in all {
        arms.append(
          LoadedArm(
            name: patch.name,
            scenario: try within(patch) { try assemble(try patch.apply(to: base), file: file) }))
      }
      return arms
    }
  }

  /// Turns whatever goes wrong into a `ScenarioError`.
  private static func explaining<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(ScenarioError) -> Value {
    do {
      return try body()
    } catch let error as ScenarioError {
      throw error
    } catch var error as DocumentError {
      if error.problem.contains("mapping values are not allowed") {
        error.problem += "; put texts that hold \": \", such as distributions, in quotes"
      }
      throw ScenarioError([error])
    } catch {
      throw ScenarioError([DocumentError(file: path, problem: "\(error)")])
    }
  }

  /// The one document of a scenario's file, with values replaced.
  private static func document(
    _ path: String, _ overrides: [Override]
  ) throws(DocumentError) -> (file: String, node: Node) {
    let file = Folder.isFolder(path) ? Folder(path).join("scenario.yaml") : path
    var documents = try DocumentReader.readFile(file)
    guard documents.count == 1 else {
      throw DocumentError(
        file: file, position: documents.count > 1 ? documents[1].position : .none,
        problem: documents.isEmpty
          ? "holds no document" : "holds \(documents.count) documents; a scenario is one")
    }
    for override in overrides { documents[0] = try override.apply(to: documents[0]) }
    return (file, documents[0])
  }

  /// Decodes a document; the files are those of which observations were read.
  private static func decode(
    _ node: Node, file: String
  ) throws -> (scenario: Scenario, observed: [SourceFile]) {
    let folder = Folder(containing: file)
    var observed: [SourceFile] = []
    let tables = TraceTable.observations(in: folder.path.isEmpty ? "." : folder.path)
    let scenario = try Scenario.decode(node, file: file) { path, column in
      let values = try tables(path, column)
      observed.append(
        SourceFile(
          path: path, name: folder.join(path),
          bytes: try DocumentReader.readBytes(folder.join(path))))
      return values
    }
    return (scenario, observed)
  }

  /// What the arms of a scenario change.
  private static func patches(
    _ scenario: Scenario, file: String
  ) throws(DocumentError) -> [ArmPatch] {
    var patches: [ArmPatch] = []
    for (index, arm) in scenario.spec.arms.enumerated() {
      patches.append(try ArmPatch(arm, file: file, at: "spec.arms[\(index)]"))
    }
    return patches
  }

  /// Says of every problem in which arm it is.
  private static func within<Value>(_ patch: ArmPatch, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as ScenarioError {
      throw error.inArm(patch.name)
    } catch let error as DocumentError {
      throw ScenarioError([error]).inArm(patch.name)
    }
  }

  private static func assemble(_ node: Node, file: String) throws -> LoadedScenario {
    let (scenario, observed) = try decode(node, file: file)
    for patch in try patches(scenario, file: file) {
      _ = try within(patch) { try decode(try patch.apply(to: node), file: file) }
    }
    let folder = Folder(containing: file)
    var problems: [DocumentError] = []
    var files = observed
    func read(_ source: ManifestSource, at path: String) -> [LoadedScenario.Manifest] {
      do throws(DocumentError) {
        var objects: [LoadedScenario.Manifest] = []
        for file in try folder.manifests(source.path) {
          files.append(file)
          objects += try Manifests.read(file)
        }
        return objects
      } catch {
        problems.append(error.file.isEmpty ? at(path, error) : error)
        return []
      }
    }
    func at(_ path: String, _ error: DocumentError) -> DocumentError {
      DocumentError(
        file: file, position: node.nearestPosition(path), path: path, problem: error.problem)
    }
    let workloads = scenario.spec.workloads.manifests.enumerated().map {
      read($1, at: "spec.workloads.manifests[\($0)].path")
    }
    let traces = scenario.spec.workloads.traces.enumerated().map { index, trace in
      do throws(DocumentError) {
        let file = try folder.file(trace.path)
        files.append(file)
        return try TraceFile.jobs(trace, file: file.name)
      } catch {
        problems.append(
          error.file.isEmpty ? at("spec.workloads.traces[\(index)].path", error) : error)
        return []
      }
    }
    let policies = scenario.spec.controlPlane.manifests.enumerated().flatMap {
      read($1, at: "spec.controlPlane.manifests[\($0)].path")
    }
    guard problems.isEmpty else { throw ScenarioError(problems) }

    var single = scenario
    single.spec.run.replications = 1
    single.spec.run.confidence = RunSection().confidence
    single.spec.run.precision = []
    single.spec.run.maxReplications = RunSection().maxReplications
    single.spec.run.study = RunSection().study
    single.spec.objectives = []
    single.spec.arms = []
    single.spec.sweep = nil
    return LoadedScenario(
      scenario: scenario, file: file, written: node, workloads: workloads, traces: traces,
      policies: policies,
      digest: digest(scenario, files), replicationKey: digest(single, files))
  }

  private static func digest(_ scenario: Scenario, _ files: [SourceFile]) -> String {
    var digest = Digest()
    digest.add(part: Array(scenario.canonical.json().utf8))
    for file in files {
      digest.add(part: Array(file.path.utf8))
      digest.add(part: file.bytes)
    }
    return digest.hexadecimal()
  }
}

/// The folder that relative paths start from.
private struct Folder {
  var path: String

  init(_ path: String) {
    self.path = path
  }

  init(containing file: String) {
    path = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
    if file.hasPrefix("/") && path.isEmpty { path = "/" }
  }

  static func isFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  func join(_ name: String) -> String {
    if path.isEmpty || name.hasPrefix("/") { return name }
    return path.hasSuffix("/") ? path + name : path + "/" + name
  }

  /// One file, not a folder.
  ///
  /// An error without a file name concerns the path itself.
  func file(_ name: String) throws(DocumentError) -> SourceFile {
    let place = join(name)
    guard !Self.isFolder(place), FileManager.default.fileExists(atPath: place) else {
      throw DocumentError(file: "", problem: "there is no file \"\(place)\"")
    }
    return SourceFile(path: name, name: place, bytes: try DocumentReader.readBytes(place))
  }

  /// A file, or the manifest files of a folder in the order of their names.
  ///
  /// An error without a file name concerns the path itself.
  func manifests(_ name: String) throws(DocumentError) -> [SourceFile] {
    let place = join(name)
    guard Self.isFolder(place) else {
      guard FileManager.default.fileExists(atPath: place) else {
        throw DocumentError(file: "", problem: "there is no file or folder \"\(place)\"")
      }
      return [
        SourceFile(path: name, name: place, bytes: try DocumentReader.readBytes(place))
      ]
    }
    let entries = ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).filter {
      $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.hasSuffix(".json")
    }.sorted()
    guard !entries.isEmpty else {
      throw DocumentError(
        file: "", problem: "the folder \"\(place)\" holds no .yaml, .yml or .json file")
    }
    return try entries.map { entry throws(DocumentError) in
      let file = Folder(place).join(entry)
      return SourceFile(
        path: Folder(name).join(entry), name: file, bytes: try DocumentReader.readBytes(file))
    }
  }
}

/// The objects of manifest files.
private enum Manifests {
  /// Every object of a file; lists, as `kubectl get -o yaml` prints them, are taken apart.
  static func read(_ file: SourceFile) throws(DocumentError) -> [LoadedScenario.Manifest] {
    var objects: [LoadedScenario.Manifest] = []
    for document in try DocumentReader.read(file.bytes, file: file.name) {
      try collect(document, file: file.name, path: "", into: &objects)
    }
    return objects
  }

  private static func collect(
    _ node: Node, file: String, path: String, into objects: inout [LoadedScenario.Manifest]
  ) throws(DocumentError) {
    guard node.object != nil else {
      throw DocumentError(
        file: file, position: node.position, path: path,
        problem: "expected a Kubernetes object, got \(node.kindDescription)")
    }
    for field in ["apiVersion", "kind"] where node[field]?.string == nil {
      throw DocumentError(
        file: file, position: node[field]?.position ?? node.position, path: path,
        problem: "a Kubernetes object needs the text \"\(field)\"")
    }
    if let kind = node["kind"]?.string, kind.hasSuffix("List"), let items = node["items"]?.array {
      for (index, item) in items.enumerated() {
        try collect(
          item, file: file, path: path + (path.isEmpty ? "" : ".") + "items[\(index)]",
          into: &objects)
      }
      return
    }
    objects.append(LoadedScenario.Manifest(file: file, object: node))
  }
}
