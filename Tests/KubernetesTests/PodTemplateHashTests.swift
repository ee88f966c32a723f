import Documents
import Kubernetes
import Testing

@Suite("Pod template hash")
struct PodTemplateHashTests {
  private func template(image: String, tolerating seconds: Int64? = nil) -> Node {
    var spec: Node = ["containers": [["image": Node(image), "name": "c"]]]
    if let seconds {
      let tolerations = ["not-ready", "unreachable"].map { key -> Node in
        [
          "key": Node("node.kubernetes.io/\(key)"), "operator": "Exists", "effect": "NoExecute",
          "tolerationSeconds": Node(seconds),
        ]
      }
      spec.set("tolerations", Node(tolerations))
    }
    return ["metadata": ["labels": ["app": "web"]], "spec": spec]
  }

  private func hash(_ template: Node, collisions: Int32? = nil) -> String {
    PodTemplateHash.hash(
      ofText: PodTemplateHash.text(of: PodTemplateDefaults.applied(to: template)),
      collisionCount: collisions)
  }

  @Test("hashes are those of the recorded replica sets")
  func recorded() {
    #expect(hash(template(image: "app:v1")) == "69b75bc7cf")
    #expect(hash(template(image: "app:v2")) == "5857548996")
    #expect(hash(template(image: "app:bad")) == "577569b85c")
    #expect(hash(template(image: "app:v1", tolerating: 30)) == "57794cf867")
    #expect(hash(template(image: "app:v2", tolerating: 20)) == "5d64c64b5d")
  }

  @Test("a collision changes the hash, a default written out does not")
  func variants() {
    #expect(hash(template(image: "app:v1"), collisions: 1) != hash(template(image: "app:v1")))
    var explicit = template(image: "app:v1")
    var spec = explicit["spec"] ?? [:]
    spec.set("restartPolicy", "Always")
    spec.set("nodeSelector", [:])
    explicit.set("spec", spec)
    #expect(hash(explicit) == hash(template(image: "app:v1")))
  }

  @Test("equal amounts are one template, however they are written")
  func quantities() {
    func text(_ cpu: Node) -> String {
      let container: Node = [
        "image": "a:1", "name": "c", "resources": ["requests": ["cpu": cpu]],
      ]
      return PodTemplateHash.text(
        of: PodTemplateDefaults.applied(to: ["spec": ["containers": [container]]]))
    }
    #expect(text("1000m") == text("1"))
    #expect(text("0.1") == text("100m"))
    #expect(text("1") != text("2"))
  }

  @Test("names stay within 253 characters")
  func longNames() {
    let name = PodTemplateHash.replicaSetName(
      deployment: String(repeating: "a", count: 300), hash: "69b75bc7cf")
    #expect(name.utf8.count == 253)
    #expect(name.hasSuffix("-69b75bc7cf"))
  }
}
