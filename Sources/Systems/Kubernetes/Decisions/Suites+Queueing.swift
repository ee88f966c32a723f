import Conformance
import Documents
import GoSemantics
import KubernetesAPI

/// The vectors of the scheduler's queue.
enum QueueingSuites {
  static let all: [VectorSuite] = [order, backoff]

  private static let order: VectorSuite = VectorSuite(
    algorithm: "scheduler.queueSort.PrioritySort"
  ) { vector in
    struct QueuedPod: Decodable {
      var name: String
      @OrZero var priority: Int32
      var queuedAtMicros: Int64
    }
    struct Input: Decodable {
      var pods: [QueuedPod]
    }
    let pods = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input).pods
    return PreparedDecision(
      decide: {
        var sorted = pods
        stableSort(&sorted) {
          SchedulingOrder(priority: $0.priority, timestamp: $0.queuedAtMicros)
            < SchedulingOrder(priority: $1.priority, timestamp: $1.queuedAtMicros)
        }
        return sorted
      }, answer: { ["order": Node($0.map { Node($0.name) })] })
  }

  private static let backoff: VectorSuite = VectorSuite(
    algorithm: "scheduler.queue.backoff"
  ) { vector in
    struct Input: Decodable {
      var initialSeconds: Int64
      var maxSeconds: Int64
      var count: Int
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let second = SchedulingBackoff.window
    let law = SchedulingBackoff(
      initial: input.initialSeconds &* second, most: input.maxSeconds &* second)
    return PreparedDecision(
      decide: { law.duration(attempts: input.count) },
      answer: { nanoseconds in
        let seconds = Double(nanoseconds) / Double(second)
        return [
          "seconds": nanoseconds % second == 0 ? Node(nanoseconds / second) : Node(seconds)
        ]
      })
  }
}
