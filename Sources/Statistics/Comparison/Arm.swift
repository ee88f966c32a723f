/// One of the systems that are compared, with its replications in the order of their indices.
public struct Arm: Sendable, Equatable {
  /// What the system is called, such as a strategy's name.
  public var name: String
  /// One value per replication.
  public var values: [Double]

  /// An arm.
  public init(_ name: String, _ values: [Double]) {
    self.name = name
    self.values = values
  }
}

extension [Arm] {
  /// Throws unless there are at least two arms, each of enough finite values.
  func requireComparable(atLeast needed: Int = 2) throws(SampleError) {
    guard count > 1 else { throw .tooFew(found: count, needed: 2) }
    for arm in self {
      try require(arm.values, atLeast: needed)
    }
  }

  /// Throws unless, besides, all arms have equally many values.
  func requireBalanced() throws(SampleError) {
    try requireComparable()
    let count = self[0].values.count
    if let other = first(where: { $0.values.count != count }) {
      throw .unequalCounts(count, other.values.count)
    }
  }
}
