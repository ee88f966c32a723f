import Documents
import KubernetesAPI
import Testing

@Suite struct RegistryTests {
  private func read(
    _ text: String, _ unknown: KindRegistry.UnknownKinds = .reject
  ) throws(DocumentError) -> [ManifestObject] {
    try KindRegistry.kubernetes.read(Array(text.utf8), file: "m.yaml", unknownKinds: unknown)
  }

  private func message(_ text: String) -> String? {
    do throws(DocumentError) {
      _ = try read(text)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func listsAreTheirItems() throws {
    let objects = try read(
      """
      apiVersion: v1
      kind: List
      items:
      - apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {app: web}}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: main
                image: web:1
                resources: {requests: {cpu: 250m, memory: 1Gi}}
              tolerations: [{key: a, operator: Exists, effect: NoExecute, tolerationSeconds: 60}]
      - {apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: Namespace, metadata: {name: shop}}]}
      ---
      {apiVersion: v1, kind: NodeList, items: [{metadata: {name: n1}, status: {allocatable: {cpu: 4}}}]}
      """)
    #expect(objects.map(\.metadata.name) == ["web", "shop", "n1"])
    #expect(objects.map(\.identifier.kind) == ["Deployment", "Namespace", "Node"])
    let deployment = try #require(objects[0].as(Deployment.self))
    #expect(deployment.replicas == 3)
    let pod = deployment.spec.template.spec
    #expect(pod.containers[0].resources.requests["cpu"]?.milliValue == 250)
    #expect(pod.tolerations[0].tolerationSeconds == 60)
    #expect(pod.nodeSelector.isEmpty)
    #expect(deployment.spec.paused == false)
    #expect(objects[2].as(ClusterNode.self)?.status.allocatable["cpu"] == Quantity(4))
  }

  @Test func unknownKindsAreKeptOrRejected() throws {
    let text = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: w}\nspec: {x: 1}\n"
    let kept = try read(text, .keep)
    #expect(kept[0].object == nil)
    #expect(kept[0].metadata.name == "w")
    #expect(message(text) == "m.yaml:2:7: kind: unknown kind Widget (example.com/v1)")
    #expect(
      message("apiVersion: apps/v1\nkind: Deploymnet\n")
        == "m.yaml:2:7: kind: unknown kind Deploymnet (apps/v1); did you mean \"Deployment\"?")
    #expect(
      message("apiVersion: apps/v1beta1\nkind: Deployment\n")
        == "m.yaml:1:13: apiVersion: unknown kind Deployment (apps/v1beta1); did you mean \"apps/v1\"?"
    )
  }

  @Test func errorsHaveTheirPlace() {
    let cases: [(String, String)] = [
      ("kind: Pod\n", "m.yaml:1:1: missing field \"apiVersion\" of a Kubernetes object"),
      ("- a\n", "m.yaml:1:1: must be a Kubernetes object, not a list"),
      ("apiVersion: v1\nkind: 5\n", "m.yaml:2:7: kind: must be a name, not the number 5"),
      (
        "apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n  apiVersion: v1\n  spec: {containers: [{resources: {requests: {cpu: 1K}}}]}\n",
        "m.yaml:6:52: items[0].spec.containers[0].resources.requests.cpu: \"1K\" is no quantity: "
          + "its suffix is none of n u m k M G T P E Ki Mi Gi Ti Pi Ei e<n>"
      ),
      (
        "apiVersion: apps/v1\nkind: Deployment\nspec: {replicas: -3000000000}",
        "m.yaml:3:18: spec.replicas: must be from -2147483648 to 2147483647, not -3000000000"
      ),
      (
        "apiVersion: v1\nkind: List\nitems: 5\n",
        "m.yaml:3:8: items: must be a list, not the number 5"
      ),
    ]
    for (text, expected) in cases { #expect(message(text) == expected) }
  }
}
