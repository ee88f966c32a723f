import Documents
import Experiments
import GoSemantics
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
    reaction: { input in try settings(input).reaction },
    prepare: { input in
      let settings = try settings(input)
      let kinds = KindRegistry.kubernetes.adding(KarmadaKinds.all)
      let policies = try read(input.policies, kinds, isStrict: true)
      let templates = try read(input.templates, kinds, isStrict: false)
      return { fleet, members, _ in
        let controlPlane = KarmadaControlPlane(
          fleet: fleet, members: members, manifests: policies, templates: templates,
          settings: settings)
        controlPlane.templateDelay = input.templatesAt
        controlPlane.templateSpan = input.templatesOver
        return controlPlane
      }
    })

  private static func settings(_ input: ControlPlaneInput) throws -> KarmadaSettings {
    var settings = KarmadaSettings()
    for setting in input.settings {
      let text = setting.value.string ?? setting.value.json()
      do throws(KarmadaSettings.Problem) {
        try settings.set(setting.name, to: text)
      } catch {
        throw input.problem(in: setting.name, error.problem)
      }
    }
    return settings
  }

  private static func read(
    _ manifests: [LoadedScenario.Manifest], _ kinds: KindRegistry, isStrict: Bool
  ) throws -> [ManifestObject] {
    try manifests.flatMap { manifest in
      try kinds.objects(
        in: [manifest.object], file: manifest.file, unknownKinds: isStrict ? .reject : .keep)
    }
  }
}

extension KarmadaSettings {
  /// How the control plane reacts when a cluster fails, with the constants that are set.
  var reaction: [String] {
    func text(_ nanoseconds: Int64) -> String { GoDuration.format(nanoseconds: nanoseconds) }
    var steps = [
      "Push clusters are probed every \(text(timing.clusterStatusUpdateNanoseconds)) by"
        + " \(timing.concurrentClusterSyncs) workers, which a silent cluster holds for"
        + " \(text(timing.healthRequestTimeoutNanoseconds)) each time; pull clusters renew a lease.",
      "A cluster is lost when probes have failed for"
        + " \(text(timing.clusterFailureThresholdNanoseconds)), or its lease is"
        + " \(text(timing.clusterMonitorGraceNanoseconds)) old; it is ready again after"
        + " \(text(timing.clusterSuccessThresholdNanoseconds)) of good probes.",
    ]
    if timing.failoverEnabled, timing.taintManagerEnabled, timing.noExecuteTaintEvictionEnabled {
      steps += [
        "Taints follow at once; workloads that do not tolerate them leave, at"
          + " \(timing.evictionWorkers) × \(timing.resourceEvictionRate) per second.",
        "The scheduler places what left by the policies, with the room that clusters report; with"
          + " graceful eviction the old copy stays until the new one is healthy or"
          + " \(text(timing.gracefulEvictionTimeoutNanoseconds)) are over.",
      ]
    } else {
      steps.append("Nothing moves: cluster failover is off, which is the default.")
    }
    steps.append("When the cluster is back, nothing moves back by itself.")
    return steps
  }
}
