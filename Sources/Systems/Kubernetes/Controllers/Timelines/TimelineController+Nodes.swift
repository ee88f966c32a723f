import EventKernel

extension TimelineController {
  /// The node lifecycle controller.
  static let nodeLifecycle = TimelineController(
    name: "node-lifecycle", phase: "nodeLifecycleStartSeconds"
  ) { run in
    let controller = NodeLifecycleController(
      server: run.server, kubelets: run.kubelets, timing: try run.timing(),
      client: try run.client(), seed: run.seed, mode: run.mode)
    run.keep(controller)
    return { [unowned controller] in controller.start() }
  }

  /// The taint eviction controller.
  static let taintEviction = TimelineController(
    name: "taint-eviction", phase: "taintEvictionStartSeconds"
  ) { run in
    let controller = TaintEvictionController(server: run.server, client: try run.client())
    run.keep(controller)
    return { [unowned controller] in controller.start() }
  }

  /// The pod garbage collector.
  static let podGarbageCollector = TimelineController(name: "pod-gc", phase: "podGCStartSeconds") {
    run in
    let controller = PodGarbageCollector(
      server: run.server, timing: try run.timing(), client: try run.client(), mode: run.mode)
    run.keep(controller)
    return { [unowned controller] in controller.start() }
  }

  /// The disruption controller.
  static let disruption = TimelineController(name: "disruption", phase: "disruptionStartSeconds") {
    run in
    let controller = DisruptionController(server: run.server, client: try run.client())
    run.keep(controller)
    return { [unowned controller] in controller.start() }
  }
}
