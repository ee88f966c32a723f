import Experiments
import Scenarios
import Stochastic
import Testing

@testable import RegattaKit

/// What the format cannot know: names of metrics and systems, and what manifests hold.
@Suite struct PlanErrorTests {
  @Test(arguments: [
    ("objectives=[availabilty >= 1%]", "did you mean \"availability"),
    ("objectives=['availability{tenant=bnak} >= 1%']", "did you mean \"{tenant=bank}\"?"),
    ("objectives=['api.requests < 3']", "api.requests needs one of {server=hub}"),
    ("objectives=[availability >= 5m]", "measured in ratio"),
    ("objectives=['outage.longest <= 3']", "the bound must be a duration"),
    ("metrics={select: [availabilty.*]}", "no metric is called \"availabilty.*\""),
    ("controlPlane={kind: Non}", "did you mean \"None\"?"),
    (
      "controlPlane={kind: None, settings: {cluster-per-service: 3}}",
      "did you mean \"clusters-per-service\"?"
    ),
    (
      "controlPlane={kind: None, settings: {clusters-per-service: 0}}",
      "spec.controlPlane.settings.clusters-per-service: must be at least 1"
    ),
    ("workloads={manifests: [app.yaml]}", "there is no file or folder"),
    ("workloads={startup: 'empirical(file: gaps.csv)'}", "gaps.csv"),
  ])
  func `unknown names are told before anything runs`(change: String, complaint: String) throws {
    let scene = try Scene()
    defer { scene.remove() }
    do {
      _ = try scene.plan(change)
      Issue.record("accepted")
    } catch let error as ScenarioError {
      #expect(error.problems.count == 1)
      #expect(error.description.contains(complaint), "\(error)")
    }
  }

  @Test(arguments: [
    ("kind: Deployment", "kind: Deploymnt", "did you mean \"Deployment\"?"),
    ("replicas: 5", "replicas: -5", "-5 replicas are fewer than none"),
    ("replicas: 5", "replicas: five", "replicas"),
    ("cpu: 500m", "cpu: 500q", "cpu"),
    ("cpu: 500m", "cpu: -1", "negative"),
    ("{name: api, namespace: shop}\n    spec", "{namespace: shop}\n    spec", "metadata.name"),
    ("kind: Deployment", "kin: Deployment", "kind"),
  ])
  func `a mistake in a manifest is told with its file`(
    part: String, replacement: String, complaint: String
  ) throws {
    let apps = Scene.apps.replacing(part, with: replacement)
    #expect(apps != Scene.apps)
    let scene = try Scene(apps: apps)
    defer { scene.remove() }
    do {
      _ = try scene.plan()
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("apps.yaml:"), "\(error)")
      #expect("\(error)".contains(complaint), "\(error)")
    }
  }

  @Test func `every listed distribution can be read`() throws {
    for form in Listing.distributionForms { _ = try Distribution(parsing: form.name) }
    let names = Listing.distributionForms.map { String($0.name.prefix { $0 != "(" }) }
    for law in Distribution.lawNames where law != "constant" && law != "bernoulli" {
      #expect(names.contains(law), "\(law) is not listed")
    }
  }

  @Test func `every list has rows`() {
    for listing in Listing.allCases {
      #expect(!listing.rows(.standard).isEmpty, "\(listing)")
    }
  }
}
