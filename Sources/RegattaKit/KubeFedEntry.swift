import Documents
import Experiments
import GoSemantics
import KubeFed
import KubeFedControllers
import KubernetesAPI
import Scenarios

extension SystemEntry {
  /// KubeFed v2, as its controller manager behaves.
  static let kubeFed = kubeFedEntry(
    name: "KubeFed",
    summary: "KubeFed v2 at d6f10d2 (March 2023, archived): cluster health,"
      + " ReplicaSchedulingPreferences and propagation.",
    defaults: KubeFedSettings(.kubeFed(KubeFedTiming())), kinds: KubeFedKinds.all)

  /// Federation v1, as its controller manager behaves.
  static let federationV1 = kubeFedEntry(
    name: "FederationV1",
    summary: "Federation v1 at 804bb9f (January 2019, archived): workloads steered by annotations"
      + " and planned anew over the ready clusters.",
    defaults: KubeFedSettings(.federation(FederationTiming())), kinds: FederationKinds.all)

  private static func kubeFedEntry(
    name: String, summary: String, defaults: KubeFedSettings, kinds: [KindEntry]
  ) -> SystemEntry {
    SystemEntry(
      name: name, summary: summary,
      settings: defaults.all.map { Setting(name: $0.name, preset: $0.preset, help: $0.help) },
      reaction: { input in try prepared(input, defaults, kinds).settings.reaction },
      prepare: { input in
        let ready = try prepared(input, defaults, kinds)
        return { fleet, members, _ in
          let controlPlane = KubeFedControlPlane(
            fleet: fleet, members: members, manifests: ready.policies,
            templates: ready.templates, settings: ready.settings)
          controlPlane.templateDelay = input.templatesAt
          controlPlane.templateSpan = input.templatesOver
          return controlPlane
        }
      })
  }

  private struct Prepared: Sendable {
    var settings: KubeFedSettings
    var policies: [ManifestObject]
    var templates: [ManifestObject]
  }

  private static func prepared(
    _ input: ControlPlaneInput, _ defaults: KubeFedSettings, _ kinds: [KindEntry]
  ) throws -> Prepared {
    let registry = KindRegistry.kubernetes.adding(kinds)
    func read(
      _ manifests: [LoadedScenario.Manifest], _ unknown: KindRegistry.UnknownKinds
    ) throws -> [ManifestObject] {
      try manifests.flatMap {
        try registry.objects(in: [$0.object], file: $0.file, unknownKinds: unknown)
      }
    }
    let policies = try read(input.policies, .reject)
    var settings = defaults
    // What the scenario sets wins over the configuration object.
    if case .kubeFed(var timing) = settings.program {
      for config in policies.compactMap({ $0.as(KubeFedConfig.self) }) {
        timing.apply(config.spec)
      }
      settings.program = .kubeFed(timing)
    }
    for setting in input.settings {
      do throws(KubeFedSettings.Problem) {
        try settings.set(setting.name, to: setting.value.string ?? setting.value.json())
      } catch {
        throw input.problem(in: setting.name, error.problem)
      }
    }
    return Prepared(
      settings: settings, policies: policies, templates: try read(input.templates, .keep))
  }
}

extension KubeFedSettings {
  /// How the control plane reacts when a cluster fails, with the constants that are set.
  var reaction: [String] {
    func text(_ nanoseconds: Int64) -> String { GoDuration.format(nanoseconds: nanoseconds) }
    switch program {
    case .kubeFed(let timing):
      let threshold = timing.clusterHealthCheckFailureThreshold
      return [
        "Every cluster is probed, all at once; the next pass begins"
          + " \(text(timing.clusterHealthCheckPeriodNanoseconds)) after the end of the last, and a"
          + " silent cluster keeps a pass for \(text(timing.clusterHealthCheckTimeoutNanoseconds)).",
        "A cluster that was reported ready for \(threshold) probes is lost at the first bad one:"
          + " the threshold holds a state, it does not count failures.",
        "\(text(timing.unavailableDelayNanoseconds)) +"
          + " \(text(timing.smallDelayNanoseconds)) after that every object is looked at again;"
          + " a change of a workload elsewhere makes it sooner"
          + " (\(text(timing.retryDelayNanoseconds))).",
        timing.schedulerPreferencesEnabled
          ? "A ReplicaSchedulingPreference is then planned over the ready clusters; nothing else"
            + " moves. There is no eviction, no taint and no rate: all moves at once."
          : "Nothing moves: the gate SchedulerPreferences is off.",
        "What runs in the lost cluster goes on running. When the cluster is back, its objects are"
          + " scaled to the new plan after \(text(timing.availableDelayNanoseconds)) +"
          + " \(text(timing.smallDelayNanoseconds)) at the latest; without `rebalance` replicas"
          + " stay where they run.",
        "\(timing.syncMaxConcurrentReconciles) worker"
          + (timing.syncMaxConcurrentReconciles == 1 ? "" : "s") + " per kind propagates; a silent"
          + " cluster that is not yet known to be lost keeps it for"
          + " \(text(timing.operationTimeoutNanoseconds)) per object.",
      ]
    case .federation(let timing):
      return [
        "Clusters are probed one after the other, and"
          + " \(text(timing.clusterMonitorPeriodNanoseconds)) after the end of a pass again; a"
          + " silent cluster keeps a pass for twice"
          + " \(text(timing.clusterProbeTimeoutNanoseconds)).",
        "One bad probe loses a cluster; there are no thresholds.",
        "\(text(timing.clusterUnavailableDelayNanoseconds)) +"
          + " \(text(timing.smallDelayNanoseconds)) after that every workload is planned anew over"
          + " the ready clusters, by its preferences annotation or in equal shares.",
        "What runs in the lost cluster goes on running; after its return"
          + " (\(text(timing.clusterAvailableDelayNanoseconds)) +"
          + " \(text(timing.smallDelayNanoseconds))) the next plan scales it.",
        "One worker per kind; every change is reviewed after"
          + " \(text(timing.reviewDelayNanoseconds)).",
      ]
    }
  }
}
