import Documents
import Karmada
import KubernetesAPI
import Testing

/// Override policies beyond the recorded cases.
@Suite struct OverrideTests {
  private func policies(_ yaml: String) throws -> [OverridePolicy] {
    try DocumentReader.read(yaml, file: "policies").map {
      try NodeDecoder(file: "policies").decode(OverridePolicy.self, from: $0)
    }
  }

  private let cluster = ClusterSnapshot(name: "m1", servedKinds: ServedKinds([]))

  private func apply(_ yaml: String, to object: Node) throws -> Node {
    try ObjectOverrides.apply(
      to: object, for: cluster, clusterOverridePolicies: policies(yaml), overridePolicies: []
    ).object
  }

  private func change(
    text: String, field: String, _ operations: String
  ) throws -> String? {
    let yaml = """
      metadata: {name: p}
      spec:
        overrideRules:
        - overriders:
            fieldOverrider: [{fieldPath: /data/x, \(field): \(operations)}]
      """
    let object: Node = ["kind": "ConfigMap", "apiVersion": "v1", "data": ["x": Node(text)]]
    return try apply(yaml, to: object)["data"]?["x"]?.string
  }

  @Test func aPatchedTextKeepsItsOrderAndItsNumbers() throws {
    let text = "{ \"b\": 1.0, \"a\": [1e3, \"<\\u00e9>\"], \"c\": {\"z\": null, \"y\": 2} }"
    let changed = try change(
      text: text, field: "json", "[{subPath: /c/y, operator: replace, value: '<&>'}]")
    #expect(
      changed
        == #"{"b":1.0,"a":[1e3,"\u003c\u00e9\u003e"],"c":{"z":null,"y":"\u003c\u0026\u003e"}}"#)
  }

  @Test func aPatchedYAMLTextIsSortedAndQuotedWhereNeeded() throws {
    let text = "b: 'yes'\na10: x\na9: [1, {k: v}]\n"
    let changed = try change(
      text: text, field: "yaml", "[{subPath: /n, operator: add, value: \"a: b\\nc\"}]")
    #expect(changed == "a9:\n- 1\n- k: v\na10: x\nb: \"yes\"\n\"n\": |-\n  a: b\n  c\n")
  }

  @Test func aFieldWithoutOperationsIsEmptied() throws {
    #expect(try change(text: "plain", field: "json", "[]") == "")
  }

  @Test func labelsThatAreNoTextsMakeRoom() throws {
    let yaml = """
      metadata: {name: p}
      spec: {overriders: {labelsOverrider: [{operator: add, value: {a/b: c}}]}}
      """
    let object: Node = ["kind": "X", "metadata": ["labels": ["n": 1]]]
    #expect(try apply(yaml, to: object)["metadata"]?["labels"] == ["a/b": "c"])
  }

  @Test func hostilePathsEndInFailures() throws {
    let object: Node = ["kind": "Pod", "spec": ["containers": [7]]]
    for overriders in [
      "imageOverrider: [{component: Tag, operator: add, predicate: {path: /spec/containers/99/x}}]",
      "imageOverrider: [{component: Tag, operator: add, predicate: {path: ''}}]",
      "commandOverrider: [{containerName: c, operator: add}]",
      "plaintext: [{path: /kind, operator: remove}]",
      "fieldOverrider: [{fieldPath: ''}]", "fieldOverrider: [{fieldPath: /spec/containers/-1}]",
    ] {
      let yaml = "{metadata: {name: p}, spec: {overriders: {\(overriders)}}}"
      #expect(throws: ObjectOverrides.Failure.self) { try apply(yaml, to: object) }
    }
  }
}
