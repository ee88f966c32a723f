import Documents
import Foundation
import Testing

/// `regatta place`, run as a user runs it.
@Suite struct PlaceTests {
  private static let shop = "Tests/Fixtures/place-karmada-shop"
  private static let before = ["\(shop)/fleet", "\(shop)/before"]
  private static let after = ["\(shop)/fleet", "\(shop)/after"]

  private func snapshot(_ name: String) throws -> String {
    try String(
      contentsOf: Tool.root.appendingPathComponent("Tests/Snapshots/place-karmada/\(name)"),
      encoding: .utf8)
  }

  @Test func decisions() throws {
    let text = try Tool.run(["place", "karmada", "-f"] + Self.before)
    #expect(text.status == 0)
    #expect(text.output == (try snapshot("shop.txt")))
    #expect(text.errors.isEmpty)
    let json = try Tool.run(
      ["place", "karmada", "-f", Self.before[0], "-f", Self.before[1], "--format", "json"])
    #expect(json.status == 0)
    #expect(json.output == (try snapshot("shop.json")))
  }

  @Test func overrides() throws {
    let text = try Tool.run(["place", "karmada", "--show-overrides", "-f"] + Self.before)
    #expect(text.status == 0)
    #expect(text.output == (try snapshot("shop-overrides.txt")))
  }

  @Test func differences() throws {
    let arguments = ["place", "karmada", "-f"] + Self.after + ["--against"] + Self.before
    let text = try Tool.run(arguments)
    #expect(text.status == 0)
    #expect(text.output == (try snapshot("change.txt")))
    let markdown = try Tool.run(arguments + ["--format", "markdown", "--fail-on-change"])
    #expect(markdown.status == 1)
    #expect(markdown.output == (try snapshot("change.md")))
    #expect(markdown.errors.isEmpty)
    let same = try Tool.run(
      ["place", "karmada", "-f"] + Self.before + ["--fail-on-change", "--against"] + Self.before)
    #expect(same.status == 0)
    #expect(same.output.hasPrefix("Nothing changes"))
  }

  @Test func wrongUsage() throws {
    #expect(try Tool.run(["place", "karmada"]).status == 64)
    #expect(try Tool.run(["place", "nobody", "-f", "x"]).status == 64)
    let alone = try Tool.run(["place", "karmada", "-f"] + Self.before + ["--fail-on-change"])
    #expect(alone.status == 64)
    #expect(alone.errors.contains("--against"))
    let markdown = try Tool.run(
      ["place", "karmada", "-f"] + Self.before + ["--format", "markdown"])
    #expect(markdown.status == 64)
  }

  @Test func invalidManifests() throws {
    let folder = try Tool.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let policy = """
      apiVersion: policy.karmada.io/v1alpha1
      kind: PropagationPolicy
      metadata: {name: p, namespace: shop}
      spec:
        resourceSelectors: [{apiVersion: apps/v1, kind: Deployment}]
        placement:
          clusterAffinty: {clusterNames: [eu-west-1]}
      """
    try policy.write(
      to: folder.appendingPathComponent("policy.yaml"), atomically: true, encoding: .utf8)
    let outcome = try Tool.run(
      ["place", "karmada", "-f", Self.before[0], folder.path])
    #expect(outcome.status == 2)
    #expect(outcome.output.isEmpty)
    #expect(
      outcome.errors.contains("policy.yaml:7:5: spec.placement.clusterAffinty: unknown field"))
    #expect(outcome.errors.contains("did you mean \"clusterAffinity\"?"))
    let missing = try Tool.run(["place", "karmada", "-f", "nowhere.yaml"])
    #expect(missing.status == 2)
    #expect(missing.errors.contains("no such file"))
  }
}
