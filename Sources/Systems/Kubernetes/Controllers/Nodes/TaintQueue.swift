import EventKernel

/// The nodes of one zone that wait for the NoExecute taint, and the rate at which they get it.
///
/// A node that has had its turn stays known and does not wait again until it is removed.
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/nodelifecycle/scheduler/rate_limited_queue.go`.
struct TaintQueue {
  /// One node that waits.
  struct Entry {
    var node: String
    /// Not before that.
    var due: VirtualTime
  }

  var limiter: EvictionLimiter
  /// By `due`, then as added.
  private var entries: [Entry] = []
  private var known: Set<String> = []

  /// The queue of a zone that was seen for the first time.
  init(qps: Float) { limiter = EvictionLimiter(qps: qps) }

  var first: Entry? { entries.first }

  /// Adds a node unless it is known.
  mutating func add(_ node: String, at now: VirtualTime) {
    if known.insert(node).inserted { insert(Entry(node: node, due: now)) }
  }

  /// Forgets a node; it can be added again.
  mutating func remove(_ node: String) {
    if known.remove(node) != nil { takeOut(node) }
  }

  /// Ends the turn of a node.
  mutating func finish(_ node: String) { takeOut(node) }

  /// Gives a node that is still waiting another turn.
  mutating func retry(_ node: String, at time: VirtualTime) {
    if takeOut(node) { insert(Entry(node: node, due: time)) }
  }

  @discardableResult
  private mutating func takeOut(_ node: String) -> Bool {
    guard let place = entries.firstIndex(where: { $0.node == node }) else { return false }
    entries.remove(at: place)
    return true
  }

  private mutating func insert(_ entry: Entry) {
    // Nearly always the last place: entries are due when they are added.
    var place = entries.count
    while place > 0, entries[place - 1].due > entry.due { place -= 1 }
    entries.insert(entry, at: place)
  }

  /// The first tick after `now` at which a token is spent, if nothing changes.
  func firstTurn(on loop: PeriodicLoop, after now: VirtualTime) -> VirtualTime {
    // A token is spent even if the first node is not due yet.
    entries.isEmpty ? .never : limiter.firstGrant(on: loop, after: now)
  }
}
