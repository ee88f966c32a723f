import Documents
import KubeFed
import KubernetesAPI
import Testing

/// What is done where, and what is tried again.
@Suite struct PropagationTests {
  @Test func aClusterThatIsNotReadyIsLeftAlone() {
    for object in [Dispatch.ClusterObject.absent, .present, .beingDeleted] {
      #expect(
        Dispatch.decide(isReady: false, isSelected: true, object: object)
          == .record(.clusterNotReady))
      #expect(Dispatch.decide(isReady: false, isSelected: false, object: object) == .nothing)
    }
  }

  @Test func readyClusters() {
    func decide(_ isSelected: Bool, _ object: Dispatch.ClusterObject) -> Dispatch {
      Dispatch.decide(isReady: true, isSelected: isSelected, object: object)
    }
    #expect(decide(true, .absent) == .operate(.create))
    #expect(decide(true, .present) == .operate(.update))
    #expect(decide(false, .absent) == .nothing)
    #expect(decide(false, .present) == .operate(.delete))
    #expect(decide(false, .beingDeleted) == .record(.waitingForRemoval))
    #expect(
      Dispatch.decide(isReady: true, isSelected: false, object: .present, isHostNamespace: true)
        == .operate(.removeManagedLabel))
    #expect(Dispatch.afterAlreadyExists(adoptResources: false) == .record(.alreadyExists))
  }

  @Test func retries() {
    #expect(!PropagationStatus.clusterNotReady.isRecoverable)
    #expect(!PropagationStatus.waitingForRemoval.isRecoverable)
    for operation in ClusterOperation.allCases {
      #expect(operation.timedOut.isRecoverable && operation.failed.isRecoverable)
    }
    #expect(AggregateReason.aggregated([.ok, .ok]) == .success)
    #expect(AggregateReason.aggregated([.ok, .clusterNotReady]) == .checkClusters)
    #expect(AggregateReason.aggregated([.ok], isNamespaceMissing: true) == .namespaceNotFederated)
  }

  @Test func memberObjects() throws {
    let template: Node = [
      "metadata": ["name": "other", "annotations": ["a": "b"], "finalizers": ["f"]],
      "spec": ["replicas": 3],
    ]
    let target = MemberObject.Target(
      name: "web", namespace: "ns", kind: "Deployment", apiVersion: "apps/v1")
    let object = MemberObject.object(from: template, target)
    #expect(object["metadata"] == ["name": "web", "namespace": "ns"])
    #expect(object["apiVersion"] == "apps/v1" && object["kind"] == "Deployment")

    let existing: Node = ["metadata": ["annotations": ["x": "y"]], "spec": ["replicas": 9]]
    let kept = MemberObject.retaining(existing, in: object, retainReplicas: true)
    #expect(kept["spec"]?["replicas"] == 9)
    let overridden = try MemberObject.applying(
      [ClusterOverride(path: "/spec/replicas", value: 4)], to: kept)
    #expect(overridden["spec"]?["replicas"] == 4)
    #expect(overridden["metadata"]?["labels"]?[MemberObject.managedLabel] == "true")
    #expect(MemberObject.object(from: nil, target)["kind"] == "Deployment")
  }

  @Test func thresholdsHoldTheReportedState() {
    var health = ClusterHealth()
    func report(_ result: ProbeResult, _ at: Int64) {
      health.report(result, at: at, failureThreshold: 3, successThreshold: 1)
    }
    report(.ready, 0)
    report(.offline, 10)
    #expect(health.isReady, "held for one probe only")
    report(.ready, 20)
    report(.ready, 30)
    report(.offline, 40)
    #expect(!health.isReady, "the first bad probe after three held ones")
    report(.ready, 50)
    #expect(health.isReady && health.run == 1)
  }

  @Test func federationBelievesEveryProbe() {
    var health = FederationClusterHealth()
    health.report(.ready, at: 0)
    health.report(.offline, at: 40)
    #expect(!health.isReady)
    health.report(.offline, at: 80)
    #expect(health.conditions?.first?.lastTransitionTime == 40)
    health.report(.notReady, at: 120)
    #expect(health.conditions?.first?.lastTransitionTime == 120)
  }

  @Test func podsThatWait() {
    var pod = Pod()
    pod.status.phase = "Pending"
    var condition = Condition(type: "PodScheduled", status: "False", reason: "Unschedulable")
    condition.lastTransitionTime = "1970-01-01T00:00:00Z"
    pod.status.conditions = [condition]
    let second: Int64 = 1_000_000_000
    #expect(PodAnalysis([pod], now: 60 * second).unschedulable == 0)
    #expect(PodAnalysis([pod], now: 60 * second).needsRecheck)
    #expect(PodAnalysis([pod], now: 60 * second + 1).unschedulable == 1)
    #expect(PodAnalysis([], now: 0) == PodAnalysis())
  }

  @Test func manifestsAreRead() throws {
    let text = """
      apiVersion: core.kubefed.io/v1beta1
      kind: KubeFedConfig
      metadata: {name: kubefed}
      spec:
        scope: Cluster
        controllerDuration: {availableDelay: 30s, unavailableDelay: 1m30s}
        clusterHealthCheck: {period: 5s, failureThreshold: 1}
        syncController: {maxConcurrentReconciles: 4, adoptResources: Disabled}
      """
    let registry = KindRegistry.kubernetes.adding(KubeFedKinds.all)
    let objects = try registry.read(Array(text.utf8), file: "config.yaml")
    let config = try #require(objects.first?.as(KubeFedConfig.self))
    var timing = KubeFedTiming()
    timing.apply(config.spec)
    #expect(timing.unavailableDelayNanoseconds == 90_000_000_000)
    #expect(timing.clusterHealthCheckTimeoutNanoseconds == 3_000_000_000)
    #expect(timing.clusterHealthCheckFailureThreshold == 1)
    #expect(timing.syncMaxConcurrentReconciles == 4 && !timing.adoptResources)

    #expect {
      try registry.read(
        Array(text.replacing("period: 5s", with: "period: soon").utf8), file: "config.yaml")
    } throws: { error in
      "\(error)".contains("spec.clusterHealthCheck.period")
    }
  }
}
