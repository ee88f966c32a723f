import Documents
import Experiments
import Karmada
import KarmadaControllers
import KubernetesAPI
import Scenarios

extension SystemEntry {
  /// Karmada, as its controller-manager, scheduler and agents behave.
  static let karmada = SystemEntry(
    name: "Karmada",
    summary: "Karmada at f8fdd02 (August 2026, towards v1.19): scheduler, binding and execution"
      + " controllers, cluster health, taints and failover.",
    settings: KarmadaSettings.names.map { name in
      Setting(
        name: name, preset: KarmadaSettings().text(of: name) ?? "",
        help: name.first?.isUppercase == true ? "Feature gate." : "Flag --\(name).")
    },
    prepare: { input in
      var settings = KarmadaSettings()
      for setting in input.settings {
        let text = setting.value.string ?? setting.value.json()
        do throws(KarmadaSettings.Problem) {
          try settings.set(setting.name, to: text)
        } catch {
          throw input.problem(in: setting.name, error.problem)
        }
      }
      let kinds = KindRegistry.kubernetes.adding(KarmadaKinds.all)
      let policies = try read(input.policies, kinds, isStrict: true)
      let templates = try read(input.templates, kinds, isStrict: false)
      let ready = settings
      return { fleet, members, _ in
        let controlPlane = KarmadaControlPlane(
          fleet: fleet, members: members, manifests: policies, templates: templates,
          settings: ready)
        controlPlane.templateDelay = input.templatesAt
        controlPlane.templateSpan = input.templatesOver
        return controlPlane
      }
    })

  private static func read(
    _ manifests: [LoadedScenario.Manifest], _ kinds: KindRegistry, isStrict: Bool
  ) throws -> [ManifestObject] {
    try manifests.flatMap { manifest in
      try kinds.objects(
        in: [manifest.object], file: manifest.file, unknownKinds: isStrict ? .reject : .keep)
    }
  }
}
