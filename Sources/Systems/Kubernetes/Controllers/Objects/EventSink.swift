import EventKernel
import Kubernetes

/// The events of one controller on their way to the server: one after the other, and of each object
/// 25 at first, then one per five minutes; the others are dropped.
///
/// Mirrors: `k8s.io/client-go@v0.36.2 tools/record/{event,events_cache}.go`.
struct EventSink {
  private var waiting = Fifo<String>()
  private var budgets: [String: Kubernetes.TokenBucket] = [:]
  private let start: VirtualTime
  var isSending = false

  init(at start: VirtualTime) { self.start = start }

  mutating func add(_ object: String) { waiting.append(object) }

  /// Takes up the next event that is not dropped; false where there is none, or one is on its way.
  mutating func takeNext(at now: VirtualTime) -> Bool {
    if isSending { return false }
    while let object = waiting.first {
      waiting.removeFirst()
      var budget =
        budgets[object]
        ?? Kubernetes.TokenBucket(qps: 1 / 300, burst: 25, now: start.nanoseconds)
      let isAccepted = budget.tryAccept(at: now.nanoseconds)
      budgets[object] = budget
      if isAccepted {
        isSending = true
        return true
      }
    }
    return false
  }
}
