import Documents
import Foundation
import KubernetesAPI
import Place
import Testing

/// Manifests from folders.
@Suite struct ManifestFilesTests {
  private func folder(_ files: [String: String]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "place-\(UUID())")
    for (name, text) in files {
      let file = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    return folder.path
  }

  private func map(_ name: String) -> String {
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \(name)}\n"
  }

  @Test func foldersInNameOrder() throws {
    let folder = try folder(
      [
        "b.yaml": map("b"), "a/z.yml": map("z"), "c.json": "{}", ".hidden/x.yaml": "nonsense",
        "kustomization.yaml": "resources: [b.yaml]", "notes.txt": "nothing",
        "c.yaml": "\(map("c"))---\n\(map("d"))",
      ].filter { $0.key != "c.json" })
    let objects = try ManifestFiles.read([folder + "/"], kinds: [])
    #expect(objects.map(\.metadata.name) == ["z", "b", "c", "d"])
    #expect(objects[0].file == folder + "/a/z.yml")
  }

  @Test func twiceIsAnErrorWithBothPlaces() throws {
    let folder = try folder(["a.yaml": map("x"), "b.yaml": "\n\n" + map("x")])
    let error = try #require(throws: DocumentError.self) {
      try ManifestFiles.read([folder], kinds: [])
    }
    #expect(error.file.hasSuffix("b.yaml") && error.line == 3)
    #expect(error.problem.contains("given twice"))
    #expect(error.problem.contains("a.yaml:1"))
  }

  @Test func nothingToRead() throws {
    let folder = try folder(["a.txt": ""])
    #expect(throws: DocumentError.self) { try ManifestFiles.read([folder], kinds: []) }
    #expect(throws: DocumentError.self) { try ManifestFiles.read(["/nowhere"], kinds: []) }
  }
}
