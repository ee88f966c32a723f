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
    do {
      let file = Folder.isFolder(path) ? Folder(path).join("scenario.yaml") : path
      var documents = try DocumentReader.readFile(file)
      guard documents.count == 1 else {
        throw DocumentError(
          file: file, position: documents.count > 1 ? documents[1].position : .none,
          problem: documents.isEmpty
            ? "holds no document" : "holds \(documents.count) documents; a scenario is one")
      }
      for override in overrides { documents[0] = try override.apply(to: documents[0]) }
      return try assemble(documents[0], file: file)
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

  private static func assemble(_ node: Node, file: String) throws -> LoadedScenario {
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
