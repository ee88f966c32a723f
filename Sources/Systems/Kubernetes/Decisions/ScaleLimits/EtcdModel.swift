#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How long etcd takes to commit, and how large it grows.
///
/// A commit writes all that waits at once: it takes a fixed time (fdatasync and a round trip among
/// the members) and a little for each write in it.
///
/// Mirrors: nothing upstream; the figures are etcd's own benchmark, `etcd@29d42fa
/// Documentation/op-guide/performance.md` (etcd 3.2, three machines of 8 cores with SSD).
public struct EtcdModel: Sendable, Equatable {
  /// Seconds of a commit, however little it holds.
  ///
  /// Calibrated: one client writes 583 times per second.
  public var commit = 0.001696
  /// Seconds that each write adds to its commit.
  ///
  /// Calibrated: a thousand clients write 44,341 times per second to the leader.
  public var perWrite = 0.00001916
  /// Seconds between compactions: `--etcd-compaction-interval` of the API server, 5 min. Between
  /// compactions every revision is kept.
  public var compactionInterval = 300.0
  /// Bytes of a pod: 30,000 pods are about 150 MB, says the Kubernetes 1.2 scalability report.
  public var podBytes = 5_000.0
  /// Bytes of a node, assumed: its status lists up to 50 images.
  public var nodeBytes = 15_000.0
  /// Bytes of a lease or an event, assumed.
  public var smallBytes = 700.0
  /// Seconds that an event is kept: `--event-ttl` of the API server, 1 h.
  public var eventLifetime = 3600.0

  /// The calibrated model.
  public init() {}

  /// Writes per second that it can commit at most.
  public var capacity: Double { perWrite > 0 ? 1 / perWrite : .infinity }

  /// The mean time of a write when so many come per second.
  public func latency(writesPerSecond rate: Double) -> Double {
    let load = min(max(0, rate) * perWrite, 0.999)
    let cycle = commit / (1 - load) + perWrite
    // Who finds a commit under way waits for the rest of it.
    let busy = 1 - exp(-max(0, rate) * cycle)
    return cycle * (1 + busy / 2)
  }

  /// The mean time of a write when so many clients write one after the other without a pause: of
  /// two halves one commits while the other waits.
  public func latency(clients: Int) -> Double {
    clients <= 1 ? commit + perWrite : 2 * commit + Double(clients) * perWrite
  }

  /// Bytes of what exists.
  public func objectBytes(nodes: Double, pods: Double, events: Double) -> Double {
    nodes * (nodeBytes + smallBytes) + pods * podBytes + events * smallBytes
  }

  /// Bytes of the revisions kept until the next compaction, at rates of writes per second.
  public func historyBytes(
    podWrites: Double, nodeWrites: Double, smallWrites: Double
  ) -> Double {
    (podWrites * podBytes + nodeWrites * nodeBytes + smallWrites * smallBytes)
      * compactionInterval
  }
}
