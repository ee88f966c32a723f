import Kubernetes
import KubernetesAPI
import KubernetesControllers
import ProcessUsage

// The scheduler in its running loop: queue, decision, assumption, binding, confirmation.
//
//     SchedulerThroughput [nodes] [pods]
//
// As many pods again are placed before, as in upstream's SchedulingBasic. Prints nanoseconds per pod,
// median and 95th percentile over runs of 100 pods created at once, first of the whole loop and then
// of the decisions alone, made on a cluster with the same nodes and pods; then the pods bound, the
// events per pod and the memory in MiB.

let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
let nodes = arguments.first ?? 1000
let pods = arguments.dropFirst().first ?? 10 * nodes
let crowd = 100

let cluster = SchedulingBasic(nodes: nodes)
_ = cluster.schedule(pods: pods)
var loop = Sample()
var bound = 0
let events = cluster.eventCount
for _ in 0..<(pods / crowd) {
  loop.measure(operations: crowd) { bound = cluster.schedule(pods: crowd) }
}
let perPod = Double(cluster.eventCount - events) / Double(pods / crowd * crowd)

var scheduler = ClusterScheduler()
for node in SchedulingBasic.nodes(nodes) { scheduler.add(node) }
let shape = try scheduler.shape(of: SchedulingBasic.pod)
var engine = Sample()
for _ in 0..<(2 * pods / crowd) {
  engine.measure(operations: crowd) {
    for _ in 0..<crowd {
      guard let host = scheduler.schedule(SchedulingRequest(shape)).host else { continue }
      _ = scheduler.add(PlacedPod(shape: shape, node: host, name: ""))
    }
  }
}
print(
  loop.summary, engine.summary, bound, Int(perPod.rounded()), Usage.peakResidentBytes >> 20)
