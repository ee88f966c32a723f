import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KubeFleetSuites {
  /// Staged update runs.
  static let updateRun: [VectorSuite] = [initialize, execute]

  private static func world(_ input: Node) throws -> UpdateRunWorld {
    let members = try input.decodedIfPresent([MemberCluster].self, "memberClusters") ?? []
    var bindings = try input.decodedIfPresent([ResourceBinding].self, "bindings") ?? []
    stableSort(&bindings) { bytewiseLess($0.metadata.name, $1.metadata.name) }
    let snapshot = try input.decodedIfPresent(PolicySnapshot.self, "policySnapshot")
    return UpdateRunWorld(
      placement: try input.decodedIfPresent(ClusterResourcePlacement.self, "placement"),
      policySnapshots: snapshot.map { [$0] } ?? [], bindings: bindings,
      members: SchedulingFleet(members),
      strategy: try input.decodedIfPresent(StagedUpdateStrategy.self, "strategy"),
      resourceSnapshotIndexes: ["1"])
  }

  // MARK: Preparation

  private static let initialize = VectorSuite(
    algorithm: "kubefleet.updaterun.initialize",
    matches: { expected, answer in
      // Of an error that is tried again, a part of the message or the mere fact may be recorded.
      if let recorded = expected["reconcileError"], let own = answer["reconcileError"]?.string {
        return recorded.string.map { !$0.isEmpty && own.contains($0) } ?? (recorded == true)
      }
      return expected == answer
    }
  ) { vector in
    let world = try world(vector.input)
    let run = StagedUpdateRun(try vector.input.decoded(StagedUpdateRunObject.self, "updateRun"))
    let now = vector.input.now
    return PreparedDecision {
      UpdateRunPass(run, in: world, now: now)
    } answer: { pass in
      guard let initialized = pass.run.initialized else {
        if case .error(let message) = pass.next { return ["reconcileError": Node(message)] }
        return Node(.object([]))
      }
      if initialized.status == .no {
        return [
          "initialized": [
            "status": "False", "reason": Node(initialized.reason),
            "message": Node(initialized.message),
          ]
        ]
      }
      let stages = zip(pass.run.stages ?? [], pass.run.strategy?.spec.stages ?? [])
      return [
        "initialized": ["status": "True", "reason": Node(initialized.reason)],
        "policyObservedClusterCount": Node(pass.run.observedClusterCount),
        "stages": .list(
          stages.map { stage, configuration in
            let concurrency = try? configuration.concurrency(of: stage.clusters.count)
            return [
              "stage": Node(stage.name), "clusters": Node(stage.clusters.map(\.name)),
              "maxConcurrency": Node(orNull: concurrency.map { Node($0) }),
            ]
          }),
        "deletionStage": Node((pass.run.deletionStage?.clusters ?? []).map(\.name)),
      ]
    }
  }

  // MARK: Execution

  private struct Environment: Decodable {
    struct Cluster: Decodable {
      var availableAfterSeconds: Int64?
      var fails: Bool?
    }
    var clusters: [String: Cluster] = [:]
    var approveAfterSeconds: Int64?
    var stopAtSeconds: Int64?
    var resumeAtSeconds: Int64?
    var limitSeconds: Int64?
  }

  private struct Row: Sendable {
    var second: Int64
    var run: StagedUpdateRun
    var requeue: Int64
    var isError: Bool
  }

  private struct Script {
    var world: UpdateRunWorld
    var run: StagedUpdateRun
    let environment: Environment
    let start: Int64
    var second: Int64 = 0
    var rows: [Row] = []
    var due: [String: Int64] = [:]
    var asked: [String: Int64] = [:]

    /// Plays the whole script.
    mutating func play() {
      let limit = environment.limitSeconds ?? 1800
      while second <= limit {
        prepare()
        let pass = UpdateRunPass(run, in: world, now: start + second * Timing.second)
        run = pass.run
        world.apply(
          pass.actions, countsGenerations: true, deletesAtOnce: true,
          time: GoTime.rfc3339(seconds: start / Timing.second + second))
        for case .createApproval(let name, _) in pass.actions { asked[name] = second }
        scheduleAvailability()
        let next: Int64
        var row = Row(second: second, run: run, requeue: 0, isError: false)
        switch pass.next {
        case .none: next = 0
        case .after(let wait):
          next = wait / Timing.second
          row.requeue = next
        case .error:
          next = 60
          row.isError = true
        }
        rows.append(row)
        if run.succeeded != nil { return }
        if run.progressing?.reason == "UpdateRunStopped" {
          guard let resume = environment.resumeAtSeconds, resume > second else {
            second = limit + 1
            return
          }
          second = resume
        } else {
          second += next
        }
      }
    }

    private mutating func prepare() {
      for index in world.bindings.indices {
        let cluster = world.bindings[index].spec.targetCluster
        if let time = due[cluster], time >= 0, time <= second {
          due[cluster] = -1
          settle(index, cluster)
        }
      }
      if let wait = environment.approveAfterSeconds, wait >= 0 {
        // order-free: each is looked at by itself.
        for (name, time) in asked where second >= time + wait {
          world.approvals[name]?.isApproved = true
        }
      }
      if let stop = environment.stopAtSeconds, stop >= 0, second >= stop { run.state = .stop }
      if let resume = environment.resumeAtSeconds, resume >= 0, second >= resume {
        run.state = .run
      }
    }

    private mutating func settle(_ index: Int, _ cluster: String) {
      let fails = environment.clusters[cluster]?.fails ?? false
      var condition =
        fails
        ? Condition(type: "Applied", status: "False", reason: "NotAllWorkHaveBeenApplied")
        : Condition(type: "Available", status: "True", reason: "AllWorkAreAvailable")
      condition.observedGeneration = world.bindings[index].metadata.generation
      world.bindings[index].status.conditions.removeAll { $0.type == condition.type }
      world.bindings[index].status.conditions.append(condition)
    }

    private mutating func scheduleAvailability() {
      for binding in world.bindings
      where due[binding.spec.targetCluster] == nil && binding.spec.state == BindingState.bound
        && binding.spec.resourceSnapshotName == "crp-1-snapshot"
        && binding.isTrue("RolloutStarted")
      {
        let cluster = environment.clusters[binding.spec.targetCluster]
        let wait = cluster?.availableAfterSeconds ?? (cluster?.fails == true ? 0 : -1)
        due[binding.spec.targetCluster] = wait < 0 ? -1 : second + wait
      }
    }
  }

  private static let execute = VectorSuite(algorithm: "kubefleet.updaterun.execute") { vector in
    let world = try world(vector.input)
    let run = StagedUpdateRun(try vector.input.decoded(StagedUpdateRunObject.self, "updateRun"))
    let environment = try vector.input.decoded(Environment.self, "environment")
    let now = vector.input.now
    return PreparedDecision {
      var script = Script(world: world, run: run, environment: environment, start: now)
      script.play()
      return script
    } answer: { script in
      var trace: [Node] = []
      var last: Node?
      for row in script.rows {
        let visible = answer(row)
        if visible != last {
          var entry = visible
          entry.set("t", Node(row.second))
          trace.append(entry)
        }
        last = visible
      }
      let end =
        script.run.succeeded.map { "Succeeded=\($0.status.rawValue)" } ?? "limit"
      return ["trace": .list(trace), "end": Node(end), "endSeconds": Node(script.second)]
    }
  }

  private static func conditions(_ list: [(String, RunCondition?)]) -> Node {
    .members(
      list.map { type, condition in
        (
          type,
          Node(orNull: condition.map { "\($0.status.rawValue)/\($0.reason)" })
        )
      })
  }

  private static func answer(_ row: Row) -> Node {
    let run = row.run
    var members: [(String, Node)] = [
      (
        "run",
        conditions([
          ("Initialized", run.initialized), ("Progressing", run.progressing),
          ("Succeeded", run.succeeded),
        ])
      ),
      ("stages", .list((run.stages ?? []).map(answer))),
      ("requeueAfterSeconds", Node(row.requeue)),
      ("error", row.isError ? true : .null),
    ]
    if let deletion = run.deletionStage, deletion.progressing != nil {
      members.append(("deletionStage", answer(deletion)))
    }
    return .members(members)
  }

  private static func answer(_ stage: StagedUpdateRun.Stage) -> Node {
    func tasks(_ tasks: [StagedUpdateRun.Task]) -> Node {
      if tasks.isEmpty { return .null }
      return .list(
        tasks.map { task in
          [
            "type": Node(task.type),
            "conditions": conditions([
              ("ApprovalRequestCreated", task.approvalRequestCreated),
              ("ApprovalRequestApproved", task.approvalRequestApproved),
              ("WaitTimeElapsed", task.waitTimeElapsed),
            ]),
          ]
        })
    }
    return .members([
      ("stage", Node(stage.name)),
      (
        "conditions",
        conditions([("Progressing", stage.progressing), ("Succeeded", stage.succeeded)])
      ),
      (
        "clusters",
        .list(
          stage.clusters.map { cluster in
            let mark: Node =
              switch cluster.succeeded?.status {
              case .yes: "OK"
              case .no: "FAIL"
              default: cluster.started.isTrue ? "S" : "-"
              }
            return [Node(cluster.name), mark]
          })
      ),
      ("beforeStageTasks", tasks(stage.beforeStageTasks)),
      ("afterStageTasks", tasks(stage.afterStageTasks)),
    ])
  }
}
