import EventKernel
import Kubernetes

/// The client of one controller: its requests leave at the rate of `--kube-api-qps`, first come,
/// first served, and are answered after the server's latency.
struct APIClient {
  private var bucket: Kubernetes.TokenBucket?
  /// From sending a request to its answer; the change is made at the end.
  private let latency: VirtualDuration
  /// Which server it talks to, if that counts requests.
  private unowned(unsafe) let server: APIServer?
  /// What its requests are to the server's queues.
  private let request: RequestClass

  /// - Parameters:
  ///   - qps: Requests per second; zero or less for no limit.
  ///   - request: What most of its requests are, for servers whose queues are modelled.
  init(
    qps: Float = 0, burst: Int = 0, latency: VirtualDuration, of server: APIServer? = nil,
    sending request: RequestClass = .get, at now: VirtualTime
  ) {
    self.server = server
    self.request = request
    bucket =
      qps > 0
      ? Kubernetes.TokenBucket(qps: qps, burst: burst, now: now.nanoseconds) : nil
    self.latency = latency
  }

  /// Whether its requests can have to wait.
  var isLimited: Bool { bucket != nil }

  /// Sends a request now; answers when it is answered.
  mutating func send(at now: VirtualTime) -> VirtualTime {
    guard let server else { return now + (bucket?.reserve(at: now) ?? .zero) + latency }
    if server.isInstant { return now }
    server.requested()
    let queued = server.load?.wait(for: request, at: now) ?? .zero
    return now + (bucket?.reserve(at: now) ?? .zero) + latency + queued
  }
}
