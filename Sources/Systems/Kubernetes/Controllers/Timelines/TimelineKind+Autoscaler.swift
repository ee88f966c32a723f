import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

extension TimelineController {
  static let autoscaler = TimelineController(
    name: "horizontal-pod-autoscaler", phase: "hpaStartSeconds"
  ) { run in
    let controller = AutoscalerController(
      server: run.server, client: try run.client(), metrics: LoadCurve(of: run.script),
      settings: AutoscalerController.Settings(try run.timing()))
    run.keep(controller)
    return controller.start
  }
}

extension LoadCurve {
  /// The load of a case.
  fileprivate convenience init(of script: TimelineScript) {
    func time(_ seconds: Node) -> VirtualTime {
      .zero + TimelineRun.warmup + .seconds(seconds.double ?? 0)
    }
    let steps = (script.input["loadCurve"]?.array ?? []).compactMap {
      step -> (from: VirtualTime, value: Int64)? in
      guard let pair = step.array, pair.count == 2, let value = pair[1].double else { return nil }
      return (time(pair[0]), Int64(value.rounded()))
    }
    let bounds = script.settings.first { $0.name == "metricsOutage" }?.value.array ?? []
    var outage: Range<VirtualTime>?
    if bounds.count == 2, time(bounds[0]) <= time(bounds[1]) {
      outage = time(bounds[0])..<time(bounds[1])
    }
    self.init(steps: steps.sorted { $0.from < $1.from }, outage: outage)
  }
}

extension TimelineKind {
  static let autoscalers = TimelineKind(
    kind: "HorizontalPodAutoscaler",
    create: { run, manifest in
      try run.server.createAutoscaler(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      guard let autoscaler = object as? AutoscalerObject else { return }
      try run.server.apply(manifest, to: autoscaler, file: run.script.identity)
    },
    delete: { run, object in
      if let autoscaler = object as? AutoscalerObject {
        run.server.remove(autoscaler, from: \.autoscalers)
      }
    },
    find: { run, name, namespace in run.server.autoscalers[name, namespace: namespace] },
    fields: { _, object in
      guard let autoscaler = object as? AutoscalerObject else { return nil }
      let status = autoscaler.status
      var fields: [(String, Node)] = [
        ("exists", true), ("status.currentReplicas", Node(status.currentReplicas)),
        ("status.desiredReplicas", Node(status.desiredReplicas)),
      ]
      let conditions = [
        ("AbleToScale", status.ableToScale), ("ScalingActive", status.scalingActive),
        ("ScalingLimited", status.scalingLimited),
      ]
      for (type, condition) in conditions {
        guard let condition else { continue }
        fields.append(
          (
            "status.conditions[\(type)]",
            Node("\(condition.isTrue ? "True" : "False")/\(condition.reason)")
          ))
      }
      return fields
    })
}
