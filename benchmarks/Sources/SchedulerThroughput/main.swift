import KubernetesControllers
import ProcessUsage

// The scheduler in its running loop: queue, decision, assumption, binding, confirmation.
//
//     SchedulerThroughput [nodes] [pods]
//
// As many pods again are placed before, as in upstream's SchedulingBasic.

let arguments = CommandLine.arguments.dropFirst().map { Int($0) ?? 0 }
let nodes = arguments.first ?? 1000
let pods = arguments.dropFirst().first ?? 10 * nodes
let cluster = SchedulingBasic(nodes: nodes)
_ = cluster.schedule(pods: pods)
let began = Usage.cpuSeconds
let events = cluster.eventCount
let bound = cluster.schedule(pods: pods)
let seconds = Usage.cpuSeconds - began
print(
  "nodes \(nodes) pods \(pods) bound \(bound) seconds \(seconds)",
  "rate \(Int(Double(pods) / max(seconds, 1e-6))) events \(cluster.eventCount - events)",
  "memory \(Usage.peakResidentBytes >> 20)")
