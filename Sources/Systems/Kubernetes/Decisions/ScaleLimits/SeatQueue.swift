#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A line before several equal seats: M/M/c, with the usual correction for other laws of service.
///
/// Unlike a queue of a textbook it may be overloaded; then its line is as long as it may get.
///
/// Mirrors: nothing upstream; Erlang (1917), Allen and Cunneen's approximation of G/G/c.
public struct SeatQueue: Sendable, Equatable {
  /// Seats; not necessarily a whole number, since seats are lent.
  public let seats: Double
  /// Arrivals per mean service: the mean number of busy seats if there were enough.
  public let offered: Double
  /// The mean service in seconds.
  public let service: Double
  /// How many requests may wait.
  public let room: Double
  /// How long one may wait, in seconds.
  public let patience: Double
  /// The probability that an arrival must wait; 1 when overloaded.
  public let waitProbability: Double

  /// A queue at a load.
  public init(
    seats: Double, offered: Double, service: Double, room: Double = .infinity,
    patience: Double = .infinity
  ) {
    self.seats = max(seats, 0)
    self.offered = max(offered, 0)
    self.service = max(service, 0)
    self.room = max(room, 0)
    self.patience = max(patience, 0)
    waitProbability = Self.waitProbability(offered: self.offered, seats: self.seats)
  }

  /// The share of seats in use.
  public var utilisation: Double {
    if offered == 0 { return 0 }
    return seats > 0 ? min(1, offered / seats) : 1
  }

  /// Whether more arrives than can be served.
  public var isOverloaded: Bool { offered > 0 && offered >= seats }

  /// The longest that anyone waits: until the line is full, or patience ends.
  private var longestWait: Double {
    guard seats > 0 else { return patience }
    return min(patience, room * service / seats)
  }

  /// The mean time waited by those that are served.
  public var meanWait: Double {
    if offered == 0 || room == 0 { return 0 }
    if isOverloaded { return longestWait }
    return min(longestWait, waitProbability * service / (seats - offered))
  }

  /// The share of arrivals turned away.
  public var rejected: Double {
    if offered == 0 { return 0 }
    if isOverloaded { return 1 - seats / offered }
    if room == 0 { return Self.blocking(offered: offered, seats: seats) }
    guard room.isFinite else { return 0 }
    // The line of M/M/c is geometric.
    return waitProbability * pow(offered / seats, room)
  }

  /// The time below which a share `p` of sojourns (waiting and service) stays, services being
  /// exponential with their mean times `factor`.
  public func sojournQuantile(_ p: Double, service own: Double? = nil) -> Double {
    let mean = own ?? service
    let p = min(max(p, 0), 1 - 1e-12)
    if isOverloaded { return longestWait - mean * log(1 - p) }
    guard waitProbability > 0, service > 0, room > 0 else { return -mean * log(1 - p) }
    let drain = (seats - offered) / service
    var (low, high) = (0.0, -mean * log(1 - p) + longestWaitQuantile(p, drain: drain))
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if tail(middle, service: mean, drain: drain) > 1 - p { low = middle } else { high = middle }
    }
    return high
  }

  private func longestWaitQuantile(_ p: Double, drain: Double) -> Double {
    min(longestWait, -log(1 - p) / drain)
  }

  /// The probability that waiting and service take longer than `time`.
  private func tail(_ time: Double, service mean: Double, drain: Double) -> Double {
    guard mean > 0 else { return waitProbability * exp(-drain * time) }
    let rate = 1 / mean
    let alone = exp(-rate * time)
    if abs(drain - rate) < 1e-9 * rate {
      return alone * (1 + waitProbability * rate * time)
    }
    let both = (drain * alone - rate * exp(-drain * time)) / (drain - rate)
    return (1 - waitProbability) * alone + waitProbability * both
  }

  /// Erlang C; between whole numbers of seats it is interpolated.
  public static func waitProbability(offered: Double, seats: Double) -> Double {
    if offered <= 0 { return 0 }
    if offered >= seats { return 1 }
    let blocking = blocking(offered: offered, seats: seats)
    return blocking / (1 - offered / seats * (1 - blocking))
  }

  /// Erlang B by its recursion; between whole numbers of seats it is interpolated.
  public static func blocking(offered: Double, seats: Double) -> Double {
    if offered <= 0 { return 0 }
    let whole = min(max(seats, 0), 100_000).rounded(.down)
    var blocking = 1.0
    var server = 1.0
    while server <= whole {
      blocking = offered * blocking / (server + offered * blocking)
      server += 1
    }
    let next = offered * blocking / (server + offered * blocking)
    return blocking + (next - blocking) * min(1, max(0, seats - whole))
  }
}
