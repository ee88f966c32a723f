import Documents
import KubeFed
import Testing

/// JSON patches and the rules of overrides.
@Suite struct OverridesTests {
  private let object: Node = [
    "kind": "Deployment", "apiVersion": "apps/v1", "metadata": ["name": "web"],
    "spec": ["replicas": 3, "list": [1, 2, 3], "a/b": ["~": 1]],
  ]

  private func patched(_ overrides: ClusterOverride...) -> Node? {
    try? OverridePatch.apply(overrides, to: object)
  }

  @Test func operations() {
    #expect(
      patched(ClusterOverride(path: "/spec/replicas", value: 7))?["spec"]?["replicas"] == 7)
    #expect(patched(ClusterOverride(path: "/spec/new", value: 7))?["spec"]?["new"] == 7)
    #expect(patched(ClusterOverride(path: "/none/new", value: 7)) == nil)
    #expect(patched(ClusterOverride(op: "remove", path: "/spec/none", value: nil)) == nil)
    #expect(
      patched(ClusterOverride(op: "add", path: "/spec/list/-", value: 4))?["spec"]?["list"]
        == [1, 2, 3, 4])
    #expect(
      patched(ClusterOverride(op: "add", path: "/spec/list/-1", value: 4))?["spec"]?["list"]
        == [1, 2, 3, 4])
    #expect(
      patched(ClusterOverride(op: "remove", path: "/spec/list/-1", value: nil))?["spec"]?["list"]
        == [1, 2])
    #expect(patched(ClusterOverride(op: "add", path: "/spec/list/4", value: 4)) == nil)
    #expect(patched(ClusterOverride(op: "replace", path: "/spec/list/3", value: 4)) == nil)
    #expect(patched(ClusterOverride(op: "replace", path: "/spec/list/-", value: 4)) == nil)
    #expect(
      patched(ClusterOverride(path: "/spec/a~1b/~0", value: 2))?["spec"]?["a/b"]?["~"] == 2)
    for op in ["move", "copy", "merge"] {
      #expect(patched(ClusterOverride(op: op, path: "/spec/replicas", value: 1)) == nil)
    }
    #expect(patched(ClusterOverride(op: "test", path: "/spec/replicas", value: 3)) == object)
    #expect(patched(ClusterOverride(op: "test", path: "/spec/replicas", value: 4)) == nil)
    #expect(patched(ClusterOverride(op: "test", path: "/spec/none", value: nil)) == object)
  }

  @Test func theResultMustStillBeAnObject() {
    #expect(patched(ClusterOverride(path: "", value: ["kind": "Other"])) == ["kind": "Other"])
    #expect(patched(ClusterOverride(path: "", value: [1])) == nil)
    #expect(patched(ClusterOverride(path: "", value: nil)) == nil)
    #expect(patched(ClusterOverride(op: "remove", path: "/kind", value: nil)) == nil)
    #expect(patched(ClusterOverride(path: "/apiVersion", value: "a/b/c")) == nil)
    #expect(patched(ClusterOverride(op: "add", path: "", value: [:])) == nil)
  }

  @Test func badOverridesSayWhere() {
    func problem(_ written: Node) -> String? {
      do throws(ClusterOverrides.Problem) {
        _ = try ClusterOverrides(written)
        return nil
      } catch {
        return error.description
      }
    }
    #expect(problem(["x": 1])?.contains("spec.overrides") == true)
    #expect(problem([["clusterName": 1]])?.contains("spec.overrides[0].clusterName") == true)
    #expect(
      problem([["clusterName": "a", "clusterOverrides": [["path": 3]]]])?
        .contains("spec.overrides[0].clusterOverrides[0].path") == true)
    #expect(
      problem([["clusterName": "a"], ["clusterName": "a"]])
        == "cluster \"a\" appears more than once")
    #expect(problem(.null) == nil)
  }

  @Test func largeNumbersPassThroughFloatingPoint() throws {
    let written: Node = [
      ["clusterName": "a", "clusterOverrides": [["path": "/x", "value": 9_007_199_254_740_993]]]
    ]
    let value = try ClusterOverrides(written)["a"]?.first?.value?.int64
    #expect(value == 9_007_199_254_740_992)
  }

  @Test func replicasAreWrittenOnce() throws {
    let overrides = ReplicaOverrides.updated(ClusterOverrides(), ["b": 2, "a": 1])
    #expect(ReplicaOverrides.isUpdateNeeded(ClusterOverrides(), ["a": 0]))
    #expect(!ReplicaOverrides.isUpdateNeeded(overrides, ["a": 1, "b": 2]))
    #expect(ReplicaOverrides.isUpdateNeeded(overrides, ["a": 1]))
    #expect(ReplicaOverrides.isUpdateNeeded(overrides, ["a": 1, "b": 3]))
    #expect(ReplicaOverrides.updated(overrides, ["a": 1])["b"] == [])
    #expect(ReplicaOverrides.isPlacementUpdateNeeded(nil, []))
    #expect(!ReplicaOverrides.isPlacementUpdateNeeded(["b", "a"], ["a", "b"]))
  }
}
