import Documents
import Karmada
import Testing

/// Claims beyond the recorded cases.
@Suite struct PolicyClaimTests {
  private func spec(_ yaml: String) throws -> PropagationSpec {
    let node = try #require(DocumentReader.read(yaml, file: "spec").first)
    return try NodeDecoder(file: "spec").decode(PropagationSpec.self, from: node)
  }

  private let web = PolicyClaims.TemplateKey(
    apiVersion: "v1", kind: "Secret", namespace: "default", name: "web")

  @Test func aClaimIsStickyUntilItsPolicyGoes() throws {
    var claims = PolicyClaims()
    claims.apply(template: web, labels: [:], contents: [:])
    claims.settle()
    #expect(claims.waiting == [web] && claims.retrying.isEmpty)
    let selectors = "resourceSelectors: [{apiVersion: v1, kind: Secret}]"
    let old = PolicyClaims.PolicyKey(namespace: "default", name: "old")
    claims.create(policy: old, permanentID: "1", spec: try spec("{\(selectors)}"))
    claims.settle()
    #expect(claims.bindings[web]?.marks.policyID == "1" && claims.waiting.isEmpty)
    let better = PolicyClaims.PolicyKey(namespace: "default", name: "better")
    claims.create(policy: better, permanentID: "2", spec: try spec("{\(selectors), priority: 9}"))
    claims.settle()
    #expect(claims.templates[web]?.marks.policyID == "1")
    claims.remove(policy: old)
    claims.settle()
    #expect(claims.templates[web]?.marks.policyID == "2" && claims.policies[old] == nil)
  }

  @Test func systemNamespacesAreLeftAlone() {
    var claims = PolicyClaims()
    for namespace in ["karmada-system", "karmada-es-m1", "kube-system"] {
      let key = PolicyClaims.TemplateKey(
        apiVersion: "v1", kind: "Secret", namespace: namespace, name: "s")
      claims.apply(template: key, labels: [:], contents: [:])
    }
    claims.settle()
    #expect(claims.waiting.isEmpty)
  }
}
