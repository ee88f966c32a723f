import Documents
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
      return { fleet in
        let objects = ObjectMembers(
          fleet: fleet, timings: timings, isObject: isObject, manifests: services)
        let rows = MemberControllers(
          fleet: fleet, timings: timings, handles: isObject.map { !$0 })
        return RoutedMembers(rows: rows, objects: objects, isObject: isObject)
      }
    })
}
