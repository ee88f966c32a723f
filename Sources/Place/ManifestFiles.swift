import Documents
import Foundation
import GoSemantics
import KubernetesAPI

/// Reads manifests from files and folders.
public enum ManifestFiles {
  /// Every object of some files.
  ///
  /// - Parameters:
  ///   - paths: Files; folders, whose YAML and JSON files are read in name order, with those of the
  ///     folders inside, without hidden ones and `kustomization.yaml`; `-` for standard input.
  ///   - kinds: The kinds to read beside those of Kubernetes.
  /// - Throws: What cannot be read, and an object that is given twice.
  public static func read(
    _ paths: [String], kinds: [KindEntry]
  ) throws(DocumentError) -> [ManifestObject] {
    let registry = KindRegistry.kubernetes.adding(kinds)
    var objects: [ManifestObject] = []
    for path in paths {
      if path == "-" {
        let bytes = try DocumentReader.readBytes("/dev/stdin")
        objects += try registry.read(bytes, file: "standard input")
      } else {
        for file in try files(in: path) { objects += try registry.readFile(file) }
      }
    }
    try refuseDuplicates(objects)
    return objects
  }

  private static func files(in path: String) throws(DocumentError) -> [String] {
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
      throw DocumentError(file: path, problem: "no such file or directory")
    }
    guard isDirectory.boolValue else { return [path] }
    var names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    names.removeAll { name in
      let parts = name.split(separator: "/")
      return !["yaml", "yml", "json"].contains { name.hasSuffix("." + $0) }
        || parts.contains { $0.hasPrefix(".") }
        || ["kustomization.yaml", "kustomization.yml"].contains(parts.last)
    }
    stableSort(&names, by: bytewiseLess)
    guard !names.isEmpty else {
      throw DocumentError(file: path, problem: "the directory holds no YAML or JSON file")
    }
    let folder = path.hasSuffix("/") ? path : path + "/"
    return names.map { folder + $0 }
  }

  /// `kubectl apply` would apply both and the last would stay; that is hardly meant.
  private static func refuseDuplicates(_ objects: [ManifestObject]) throws(DocumentError) {
    struct Key: Hashable {
      var group: String
      var kind: String
      var namespace: String
      var name: String
    }
    var seen: [Key: ManifestObject] = [:]
    for object in objects where !object.metadata.name.isEmpty {
      let namespace = object.metadata.namespace
      let key = Key(
        group: object.identifier.group, kind: object.identifier.kind,
        namespace: namespace.isEmpty ? "default" : namespace, name: object.metadata.name)
      if let first = seen.updateValue(object, forKey: key) {
        throw DocumentError(
          file: object.file, position: object.node.position,
          problem: "\(object.identifier.kind) \"\(object.metadata.name)\" is given twice; "
            + "the other one stands in \(first.file):\(first.node.position.line)")
      }
    }
  }
}
