import Documents
import EventKernel
import Experiments
import FleetModel
import KubernetesControllers
import Scenarios

extension MembersEntry {
  /// Kubernetes, as the programs of every member behave.
  static let kubernetes = MembersEntry(
    settings: KubernetesTiming.flagNames.map { flag in
      SystemEntry.Setting(
        name: flag.name, preset: KubernetesTiming.release136.text(of: flag.name) ?? "",
        help: flag.help)
    },
    prepare: { input in
      let timings = try input.clusters.map { cluster in
        var timing = KubernetesTiming.release136
        for setting in cluster.settings {
          do throws(KubernetesFlagProblem) {
            try timing.set(setting.name, to: setting.value.string ?? setting.value.json())
          } catch {
            throw input.problem(in: setting.name, at: setting.value, error.problem)
          }
        }
        return timing
      }
      let isObject = input.clusters.map { $0.fidelity == .objects }
      guard isObject.contains(true) else {
        return { fleet in MemberControllers(fleet: fleet, timings: timings) }
      }
      func manifests(_ list: [LoadedScenario.Manifest]) -> [ServiceManifests.Manifest] {
        list.map { ServiceManifests.Manifest(object: $0.object, file: $0.file) }
      }
      let services: ServiceManifests
      do {
        services = try ServiceManifests(
          templates: manifests(input.templates), companions: manifests(input.companions))
      } catch let error as DocumentError {
        throw ScenarioError([error])
      }
      let operations = try input.operations.enumerated().map { index, plan in
        try MemberOperation(plan, services, path: "spec.operations[\(index)]", input)
      }
      return { fleet in
        let objects = ObjectMembers(
          fleet: fleet, timings: timings, isObject: isObject, manifests: services,
          operations: operations)
        let rows = MemberControllers(
          fleet: fleet, timings: timings, handles: isObject.map { !$0 })
        return RoutedMembers(rows: rows, objects: objects, isObject: isObject)
      }
    })
}

extension MemberOperation {
  fileprivate init(
    _ plan: OperationPlan, _ services: ServiceManifests, path: String, _ input: MembersInput
  ) throws {
    switch plan.action {
    case .drain(let nodes, let section):
      self.init(
        at: plan.at,
        action: .drain(
          Drain(
            nodes: nodes, parallel: section.parallel, timeout: section.timeout,
            disableEviction: section.disableEviction, outFor: section.outFor)))
    case .rollOut(let service, let clusters, var patch):
      if patch.object?.isEmpty != false {
        // What `kubectl rollout restart` writes, with the time of the run.
        let time = "\(plan.at.nanoseconds / 1_000_000_000)s"
        let annotations: Node = ["kubectl.kubernetes.io/restartedAt": Node(time)]
        patch = ["spec": ["template": ["metadata": ["annotations": annotations]]]]
      }
      do {
        try services.check(patch: patch, of: service)
      } catch let error as DocumentError {
        throw ScenarioError([
          DocumentError(
            file: input.file, position: .none, path: path + ".rollOut", problem: error.problem)
        ])
      }
      self.init(at: plan.at, action: .rollOut(service, clusters: clusters, patch: patch))
    }
  }
}
