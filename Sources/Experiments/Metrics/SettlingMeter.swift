/// How one replication comes to rest: levels averaged over equal pieces of the horizon, the
/// warm-up included.
struct SettlingMeter: Sendable {
  /// How many pieces a horizon has.
  static let pieces = 500

  /// Replicas that serve, of workloads that run for good.
  private(set) var serving: PieceAverages
  /// Jobs of which no pod has run yet.
  private(set) var waiting: PieceAverages

  init(horizon: Int64) {
    serving = PieceAverages(horizon: horizon, pieces: Self.pieces)
    waiting = serving
  }

  mutating func serve(_ delta: Int64, at now: Int64) { serving.change(by: delta, at: now) }

  mutating func wait(_ level: Int64, at now: Int64) { waiting.set(level, at: now) }

  mutating func finish(at now: Int64) {
    serving.advance(to: now)
    waiting.advance(to: now)
  }

  /// The averages by what they are of; what never was is left out.
  var averages: [String: [Double]] {
    ["serving replicas": serving.averages, "waiting jobs": waiting.averages]
      .filter { $0.value.contains { $0 != 0 } }
  }
}

/// A whole number that changes over time, averaged over equal pieces of it.
struct PieceAverages: Sendable {
  private let horizon: Int64
  /// ∫ value dt in nanoseconds, for each piece.
  private var integrals: [Int128]
  private var value: Int64 = 0
  private var since: Int64 = 0
  private var piece = 0

  /// Starts at zero.
  ///
  /// - Parameters:
  ///   - horizon: Nanoseconds, more than there are pieces.
  init(horizon: Int64, pieces: Int) {
    self.horizon = horizon
    integrals = Array(repeating: 0, count: pieces)
  }

  mutating func change(by delta: Int64, at now: Int64) { set(value + delta, at: now) }

  mutating func set(_ new: Int64, at now: Int64) {
    advance(to: now)
    value = new
  }

  mutating func advance(to now: Int64) {
    while since < now, piece < integrals.count {
      let end = min(now, boundary(piece + 1))
      integrals[piece] += Int128(value) * Int128(end - since)
      since = end
      if end == boundary(piece + 1) { piece += 1 }
    }
  }

  /// Where a piece begins.
  private func boundary(_ piece: Int) -> Int64 {
    Int64(Int128(horizon) * Int128(piece) / Int128(integrals.count))
  }

  /// One average for each piece.
  var averages: [Double] {
    integrals.indices.map { piece in
      Double(integrals[piece]) / Double(max(1, boundary(piece + 1) - boundary(piece)))
    }
  }
}
