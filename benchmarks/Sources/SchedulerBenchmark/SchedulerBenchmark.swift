import Kubernetes
import KubernetesAPI
import ProcessUsage

/// Decisions of one cluster's scheduler, on a synthetic input that the real one was measured on.
///
///     SchedulerBenchmark NODES PERCENTAGE plain|service|new DECISIONS
///
/// Prints the median and the 95th percentile of the nanoseconds that one pod takes, and the first
/// host. A decision is followed by the placing of its pod and, once 64 are placed, by the removal of
/// the oldest; all of that counts. With `new` every pod has labels never seen before, so that
/// nothing is known of it on any node.
@main struct SchedulerBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 5, let nodes = Int(arguments[1]),
      let percentage = Int32(arguments[2]), let decisions = Int(arguments[4])
    else {
      print("usage: SchedulerBenchmark NODES PERCENTAGE plain|service|new DECISIONS")
      return
    }
    var settings = SchedulerSettings()
    settings.percentageOfNodesToScore = percentage
    var scheduler = ClusterScheduler(settings: settings)
    if arguments[3] == "service" {
      var context = PlacementContext()
      context.services = [
        ClusterService(
          metadata: ObjectMeta(name: "web", namespace: "default"), selector: ["app": "a1"])
      ]
      scheduler.setContext(context)
    }
    try fill(&scheduler, nodes: nodes)
    let incoming = pod("incoming", app: "a1", cpu: 500, node: "")
    var shape = try scheduler.shape(of: incoming)
    let first = scheduler.schedule(SchedulingRequest(shape)).host
    let isNew = arguments[3] == "new"

    var placed: [PodSlot] = []
    var oldest = 0
    var times = Sample(reserving: decisions)
    var done = 0
    while done < decisions {
      // Shapes are known before they are scheduled, as in a controller.
      let batch = min(decisions - done, isNew ? 50 : decisions)
      var shapes: [PodShapeID] = []
      if isNew {
        for index in 0..<batch {
          var other = incoming
          other.metadata.labels["version"] = "v\(done + index)"
          shapes.append(try scheduler.shape(of: other))
        }
      }
      for index in 0..<batch {
        times.measure {
          if isNew { shape = shapes[index] }
          guard let host = scheduler.schedule(SchedulingRequest(shape)).host else { return }
          let slot = scheduler.add(PlacedPod(shape: shape, node: host, name: ""))
          if placed.count < 64 {
            placed.append(slot)
          } else {
            scheduler.remove(placed[oldest])
            placed[oldest] = slot
            oldest = (oldest + 1) % 64
          }
        }
      }
      done += batch
    }
    print(times.summary, first.map { scheduler.name(of: $0) } ?? "none")
  }

  private static func fill(_ scheduler: inout ClusterScheduler, nodes: Int) throws {
    for index in 0..<nodes {
      let digits = String(index)
      let name = "node-" + String(repeating: "0", count: 5 - digits.count) + digits
      var node = ClusterNode(
        metadata: ObjectMeta(
          name: name,
          labels: [
            WellKnown.hostname: name, WellKnown.zone: "z-\(index % 3)", WellKnown.region: "r-1",
          ]))
      node.status.allocatable = [
        "cpu": Quantity(16), "memory": Quantity(64 << 30), "pods": Quantity(110),
      ]
      scheduler.add(node)
      for number in 0..<(index % 8) {
        try scheduler.add(
          pod(
            "p\(index)-\(number)", app: "a\((index + number) % 5)",
            cpu: Int64(250 * (1 + number % 3)), node: name))
      }
    }
  }

  private static func pod(_ name: String, app: String, cpu: Int64, node: String) -> Pod {
    var pod = Pod(
      metadata: ObjectMeta(name: name, namespace: "default", labels: ["app": app]),
      spec: PodSpec(containers: [
        Container(
          name: "c", requests: ["cpu": Quantity(milli: cpu), "memory": Quantity(1 << 30)])
      ]))
    pod.spec.nodeName = node
    return pod
  }
}
