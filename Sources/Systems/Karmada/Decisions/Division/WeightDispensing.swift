import GoSemantics

/// Gives out replicas one by one in proportion to weights, by the Webster (Sainte-Laguë)
/// divisor method.
///
/// Each replica goes to the party with the highest `votes / (2·seats + 1)`, compared as
/// floating-point numbers as upstream does. Equal quotients: fewer seats first, then by name,
/// in a direction that ``NameOrder`` derives from the workload's UID.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/helper/webstermethod.go`, `pkg/util/helper/binding.go`,
/// vectors `karmada/webster.jsonl.gz`.
public enum WeightDispensing {
  /// Which name wins a tie.
  public enum NameOrder: Sendable, Equatable {
    case smallerFirst, largerFirst

    /// The direction for a workload: the lowest bit of the FNV-1a hash of its UID decides; an
    /// empty UID prefers smaller names.
    public init(uid: String) {
      self = !uid.isEmpty && FNV.fnv1a32(uid) & 1 == 1 ? .largerFirst : .smallerFirst
    }
  }

  /// One cluster that takes part. Parties are handed over in byte-wise order of their names.
  public struct Party: Sendable, Equatable {
    /// The weight; a party without weight wins a seat only if no other party has one.
    public var votes: Int64
    /// The replicas that it has already.
    public var seats: Int32

    /// - Parameters:
    ///   - votes: The weight.
    ///   - seats: The replicas that the party has already.
    public init(votes: Int64, seats: Int32 = 0) {
      self.votes = votes
      self.seats = seats
    }

    /// The claim to the next seat. The divisor is a 32-bit number upstream and wraps.
    @inline(__always)
    var claim: Double {
      Double(votes) / Double(2 &* seats &+ 1)
    }
  }

  /// A weight for a named cluster.
  public struct Weight: Sendable, Equatable {
    /// The cluster.
    public var name: String
    /// Its weight.
    public var weight: Int64

    /// - Parameters:
    ///   - name: The cluster.
    ///   - weight: Its weight.
    public init(name: String, weight: Int64) {
      self.name = name
      self.weight = weight
    }
  }

  /// Divides replicas among named clusters.
  ///
  /// - Parameters:
  ///   - replicas: How many to give out; nothing is given out of a number that is not positive.
  ///   - weights: The weights; of a repeated name the last one counts.
  ///   - initial: Replicas given out before. Their clusters take part with weight zero unless
  ///     they have one.
  ///   - order: Which name wins a tie.
  /// - Returns: One entry per participating cluster in byte-wise name order, also for those that
  ///   received nothing, and the replicas that remain. If all weights are zero, or if there is
  ///   nothing to give out and `initial` is not empty, the result is `initial` as it was.
  public static func dispense(
    _ replicas: Int32, weights: [Weight], initial: [TargetCluster], order: NameOrder
  ) -> (result: [TargetCluster], remaining: Int32) {
    if replicas == 0 && !initial.isEmpty { return (initial, replicas) }
    let sum = weights.reduce(Int64(0)) { $0 &+ $1.weight }
    if sum == 0 { return (initial, replicas) }

    var parties: [String: Party] = [:]
    for entry in initial { parties[entry.name] = Party(votes: 0, seats: entry.replicas) }
    for entry in weights { parties[entry.name, default: Party(votes: 0)].votes = entry.weight }
    var names = Array(parties.keys)  // order-free: sorted on the next line
    stableSort(&names, by: bytewiseLess)
    var ordered = names.map { parties[$0] ?? Party(votes: 0) }
    allocate(replicas, to: &ordered, order: order)
    return (
      zip(names, ordered).map { TargetCluster(name: $0, replicas: $1.seats) }, 0
    )
  }

  /// Gives out seats to parties that stand in name order.
  ///
  /// - Parameters:
  ///   - count: How many seats to give out.
  ///   - parties: The parties in byte-wise name order; receives the new seats.
  ///   - order: Which name wins a tie.
  /// - Complexity: O(*p* log *p*) in the number of parties, whatever the count, as long as no
  ///   weight is negative and no divisor leaves 32 bits.
  public static func allocate(_ count: Int32, to parties: inout [Party], order: NameOrder) {
    guard count > 0, !parties.isEmpty else { return }
    var remaining = Int64(count) - giveUndisputedSeats(Int64(count), to: &parties)
    guard remaining > 0 else { return }
    parties.withUnsafeMutableBufferPointer { parties in
      ClaimQueue.withQueue(of: parties, order: order) { queue in
        while remaining > 0 {
          queue.seatFirst()
          remaining -= 1
        }
        queue.writeSeats()
      }
    }
  }

  /// Gives every party the seats that it wins in any order of events: those whose claim lies
  /// strictly above a bar that fewer than `count` claims clear.
  ///
  /// A party's claims fall with each seat, so whoever clears the bar is served before everybody
  /// who does not, and ties below the bar are left to the queue.
  ///
  /// - Returns: The number of seats given out.
  private static func giveUndisputedSeats(_ count: Int64, to parties: inout [Party]) -> Int64 {
    // Few seats are cheaper one by one; near the limits of 32 bits divisors wrap.
    guard count > 2 * Int64(parties.count) else { return 0 }
    var votes = 0.0
    var seats: Int64 = 0
    for party in parties {
      guard party.votes >= 0, party.seats >= 0 else { return 0 }
      votes += Double(party.votes)
      seats += Int64(party.seats)
    }
    guard votes > 0, seats + count < 1 << 29 else { return 0 }

    // With n parties, about (sum of votes)/(2·bar) + n/2 claims clear a bar.
    var bar = votes / (2 * Double(count + seats))
    var gains = [Int32](repeating: 0, count: parties.count)
    for _ in 0..<4 {
      var extra: Int64 = 0
      for (index, party) in parties.enumerated() {
        gains[index] = seatsAbove(bar, of: party)
        extra += Int64(gains[index])
        if extra > count { break }
      }
      if extra <= count {
        for index in parties.indices { parties[index].seats += gains[index] }
        return extra
      }
      bar *= 1 + Double(parties.count + 1) / Double(count)
    }
    return 0
  }

  /// How many further claims of a party are strictly greater than the bar.
  private static func seatsAbove(_ bar: Double, of party: Party) -> Int32 {
    guard party.votes > 0 else { return 0 }
    let estimate = (Double(party.votes) / bar - 1) / 2
    guard estimate < 0x1p30 else { return Int32(1) << 30 }
    // The estimate may be off by rounding; the comparison that counts is the exact one.
    var total = max(party.seats, Int32(max(0, estimate)))
    while total > party.seats, Party(votes: party.votes, seats: total - 1).claim <= bar {
      total -= 1
    }
    while Party(votes: party.votes, seats: total).claim > bar { total += 1 }
    return total - party.seats
  }
}

/// A binary heap of parties by their claim to the next seat.
private struct ClaimQueue {
  private struct Entry {
    var claim: Double
    var seats: Int32
    var index: Int32
  }

  private let heap: UnsafeMutableBufferPointer<Entry>
  private let parties: UnsafeMutableBufferPointer<WeightDispensing.Party>
  private let prefersLargerName: Bool

  /// Calls with a queue of all parties, which stays valid during the call.
  static func withQueue(
    of parties: UnsafeMutableBufferPointer<WeightDispensing.Party>,
    order: WeightDispensing.NameOrder, _ body: (ClaimQueue) -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Entry.self, capacity: parties.count) { heap in
      for (index, party) in parties.enumerated() {
        heap[index] = Entry(claim: party.claim, seats: party.seats, index: Int32(index))
      }
      let queue = ClaimQueue(
        heap: heap, parties: parties, prefersLargerName: order == .largerFirst)
      for root in stride(from: heap.count / 2 - 1, through: 0, by: -1) {
        queue.sink(heap[root], from: root)
      }
      body(queue)
    }
  }

  /// Gives one seat to the party with the best claim.
  func seatFirst() {
    var first = heap[0]
    first.seats &+= 1
    let votes = parties[Int(first.index)].votes
    first.claim = WeightDispensing.Party(votes: votes, seats: first.seats).claim
    sink(first, from: 0)
  }

  /// Tells the parties what they have.
  func writeSeats() {
    for entry in heap { parties[Int(entry.index)].seats = entry.seats }
  }

  @inline(__always)
  private func precedes(_ left: Entry, _ right: Entry) -> Bool {
    if left.claim != right.claim { return left.claim > right.claim }
    if left.seats != right.seats { return left.seats < right.seats }
    return prefersLargerName ? left.index > right.index : left.index < right.index
  }

  /// Puts an entry at a place or below.
  private func sink(_ moving: Entry, from start: Int) {
    var place = start
    while true {
      var child = 2 * place + 1
      if child >= heap.count { break }
      if child + 1 < heap.count && precedes(heap[child + 1], heap[child]) { child += 1 }
      if !precedes(heap[child], moving) { break }
      heap[place] = heap[child]
      place = child
    }
    heap[place] = moving
  }
}
