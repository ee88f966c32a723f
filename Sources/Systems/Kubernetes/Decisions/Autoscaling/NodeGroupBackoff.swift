/// Which node groups are not scaled up for a while because they failed.
///
/// The first failure pauses a group for `initial`; a failure after the pause has ended doubles it,
/// up to `most`; one during a pause starts the same pause anew.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6 cluster-autoscaler/utils/backoff/exponential_backoff.go`,
/// vectors `kubernetes-scheduler/ca_scaledown_backoff.jsonl.gz`.
public struct NodeGroupBackoff: Sendable {
  /// Why a group is paused.
  public struct Failure: Sendable, Hashable {
    /// In a word, such as `timeout`.
    public var code: String
    /// Whether the provider had nothing left, rather than any other reason.
    public var isOutOfResources: Bool

    /// Creates a reason.
    public init(code: String, isOutOfResources: Bool = false) {
      self.code = code
      self.isOutOfResources = isOutOfResources
    }
  }

  private struct Entry {
    var duration: Int64
    var until: Int64
    var lastFailure: Int64
    var failure: Failure
  }

  /// The first pause, in nanoseconds.
  public let initial: Int64
  /// The longest pause, in nanoseconds.
  public let most: Int64
  /// How long after the last failure a group is forgotten, in nanoseconds.
  public let reset: Int64
  private var entries: [String: Entry] = [:]

  /// Nobody has failed yet.
  public init(initial: Int64, most: Int64, reset: Int64) {
    self.initial = initial
    self.most = most
    self.reset = reset
  }

  /// A scale-up of the group failed now; returns until when it pauses.
  @discardableResult
  public mutating func fail(_ group: String, _ failure: Failure, now: Int64) -> Int64 {
    var duration = initial
    if let entry = entries[group] {
      duration = entry.duration
      if entry.until < now {
        let (doubled, overflow) = entry.duration.multipliedReportingOverflow(by: 2)
        duration = overflow ? most : min(doubled, most)
      }
    }
    let (until, overflow) = now.addingReportingOverflow(duration)
    entries[group] = Entry(
      duration: duration, until: overflow ? .max : until, lastFailure: now, failure: failure)
    return overflow ? .max : until
  }

  /// Why the group is paused; nil if it is not. The pause includes its last instant.
  public func status(of group: String, now: Int64) -> Failure? {
    guard let entry = entries[group], entry.until >= now else { return nil }
    return entry.failure
  }

  /// A scale-up of the group succeeded.
  public mutating func remove(_ group: String) {
    entries[group] = nil
  }

  /// Forgets groups whose last failure is long past.
  public mutating func removeStale(now: Int64) {
    guard !entries.isEmpty else { return }
    // order-free: each entry is judged alone.
    entries = entries.filter { _, entry in
      let (end, overflow) = entry.lastFailure.addingReportingOverflow(reset)
      return overflow || end >= now
    }
  }

  /// The next instant after `now` at which a pause has ended, if any is running.
  public func nextEnd(after now: Int64) -> Int64? {
    // order-free: the smallest.
    entries.values.filter { $0.until >= now && $0.until < .max }.map { $0.until + 1 }.min()
  }
}
