import Kubernetes
import KubernetesAPI
import Testing

@Suite struct WorkloadDecisionTests {
  @Test("evictions: budgets, unhealthy pods, more than one budget")
  func evictions() {
    let ready = Eviction.Pod(isReady: true)
    let spent = Eviction.Budget(status: .init(desiredHealthy: 3, currentHealthy: 2))
    let open = Eviction.Budget(status: .init(disruptionsAllowed: 1))
    #expect(Eviction.decide(ready, budgets: []) == .allowed)
    #expect(Eviction.decide(ready, budgets: [open]) == .allowedFromBudget)
    #expect(Eviction.decide(ready, budgets: [spent]) == .tooManyRequests(retryAfterSeconds: 0))
    #expect(Eviction.decide(ready, budgets: [open, spent]) == .internalError)
    let pending = Eviction.Pod(phase: "Pending", isReady: false)
    #expect(Eviction.decide(pending, budgets: [open, spent]) == .allowed)
    let unready = Eviction.Pod(isReady: false)
    #expect(Eviction.decide(unready, budgets: [spent]) == .tooManyRequests(retryAfterSeconds: 0))
    let lenient = Eviction.Budget(status: spent.status, alwaysAllowsUnhealthy: true)
    #expect(Eviction.decide(unready, budgets: [lenient]) == .allowed)
    #expect(Eviction.spend(open.status, pod: "p", at: 7).disruptedPods == ["p": 7])
  }

  @Test("the order of deletion")
  func deletion() {
    let waiting = PodDeletionOrder()
    let starting = PodDeletionOrder(isAssigned: true)
    let young = PodDeletionOrder(
      isAssigned: true, phase: .running, isReady: true, readySince: 900, tie: 1)
    var old = young
    old.readySince = 100
    old.tie = 2
    #expect(waiting.goesBefore(starting, at: 1_000))
    #expect(starting.goesBefore(young, at: 1_000))
    #expect(young.goesBefore(old, at: 1_000))
    #expect(!old.goesBefore(young, at: 1_000))
    // Of one age class, the tie decides for replica sets, the age for jobs.
    var twin = young
    twin.readySince = 901
    twin.tie = 3
    #expect(young.goesBefore(twin, at: 1_000))
    #expect(twin.goesBefore(young))
    var cheap = old
    cheap.deletionCost = -1
    #expect(cheap.goesBefore(young, at: 1_000))
  }

  @Test("portions double, and end with the rest", arguments: [0, 1, 2, 7, 8, 500])
  func slowStart(count: Int) {
    let batches = ReplicaSetSync.slowStartBatches(count)
    #expect(batches.reduce(0, +) == count)
    #expect(zip(batches, batches.dropFirst()).dropLast().allSatisfy { $1 == 2 * $0 })
    #expect(ReplicaSetSync.manage(active: 0, replicas: 900) == .create(500))
    #expect(ReplicaSetSync.manage(active: 5, replicas: 3) == .delete(2))
  }

  @Test("a stuck roll-out times out after its deadline, and completes all the same")
  func progress() {
    let second: Int64 = 1_000_000_000
    let rollout = Rollout(replicas: 2, strategy: .recreate)
    func status(_ available: Int32, _ progress: RolloutStatus.Progress?) -> RolloutStatus {
      let set = RolloutStatus.Counters(
        wanted: 2, replicas: 2, ready: available, available: available)
      return RolloutStatus(all: [set], new: set, rollout: rollout, progress: progress)
    }
    let begun = RolloutStatus.Progress(
      status: "True", reason: "ReplicaSetUpdated", updated: 10 * second, transitioned: 0)
    let stored = status(1, begun)
    #expect(stored.requeue(wanted: 2, deadline: 60, at: 11 * second) == .after(60 * second))
    var late = stored
    late.updateProgress(since: stored, wanted: 2, deadline: 60, at: 70 * second)
    #expect(late.progress == begun)
    late.updateProgress(since: stored, wanted: 2, deadline: 60, at: 71 * second)
    #expect(late.progress?.reason == "ProgressDeadlineExceeded")
    var done = status(2, late.progress)
    done.updateProgress(since: late, wanted: 2, deadline: 60, at: 80 * second)
    #expect(done.progress?.reason == "NewReplicaSetAvailable")
  }

  @Test("metrics together: the highest counts, and a failure removes nothing")
  func combining() {
    let failure = Result<Int32, MetricReplicas.Failure>.failure(Self.failure)
    #expect(
      AutoscalingDecision.combine([.success(3), .success(5)], specReplicas: 4)
        == .replicas(5, metric: 1))
    #expect(
      AutoscalingDecision.combine([failure, .success(5)], specReplicas: 4)
        == .replicas(5, metric: 1))
    guard case .failed = AutoscalingDecision.combine([failure, .success(3)], specReplicas: 4)
    else {
      Issue.record("scaled down although a metric failed")
      return
    }
    #expect(AutoscalingDecision.check(current: 0, minimum: 1, maximum: 5) == .disabled)
    #expect(AutoscalingDecision.check(current: 9, minimum: 1, maximum: 5) == .outOfRange(5))
  }

  /// What an evaluation without pods throws.
  private static var failure: MetricReplicas.Failure {
    do {
      _ = try MetricReplicas(currentReplicas: 1, now: 0).average(
        pods: [], samples: [:], target: 1, isCPU: false)
    } catch {
      return error
    }
    preconditionFailure("no pods are an error")
  }

  @Test("the releases differ at the edge of the tolerance")
  func tolerance() throws {
    let pods = [MetricReplicas.PodState(name: "a")]
    let samples = ["a": MetricReplicas.Sample(value: 110)]
    for (release, expected) in [(MetricReplicas.Release.v128, Int32(2)), (.v136, 1)] {
      let calculator = MetricReplicas(currentReplicas: 1, now: 0, release: release)
      let proposal = try calculator.average(
        pods: pods, samples: samples, target: 100, isCPU: false)
      #expect(proposal.replicas == expected)
    }
  }
}
