/// A typed index into one of the fleet's arrays: small, trivially copyable, never mixed up.
public protocol FleetIndex: Hashable, Comparable, Sendable {
  /// The position in the array that holds this kind of thing.
  var rawValue: Int32 { get }
  /// Creates an index from a position.
  init(rawValue: Int32)
}

extension FleetIndex {
  /// Creates an index from an array position.
  @inlinable public init(_ position: Int) {
    self.init(rawValue: Int32(truncatingIfNeeded: position))
  }
  /// The position as an array subscript.
  @inlinable public var position: Int { Int(rawValue) }
  /// Orders by position, which is the order of declaration in the scenario.
  @inlinable public static func < (left: Self, right: Self) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A region: a geography and a jurisdiction.
@frozen public struct RegionID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A zone: a failure domain inside a region.
@frozen public struct ZoneID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A member cluster.
@frozen public struct ClusterID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A node pool: nodes of one shape in one zone of one cluster.
@frozen public struct PoolID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A node.
@frozen public struct NodeID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A pod.
@frozen public struct PodID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A service: one workload template (a Deployment or a Job) that the control plane places.
@frozen public struct ServiceID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A tenant: who owns services, and the jurisdictions they may run in.
@frozen public struct TenantID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A workload: one service in one cluster.
@frozen public struct WorkloadID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}

/// A disruption that has begun and not yet ended; reused after its end.
@frozen public struct DisruptionID: FleetIndex {
  /// Its position in the array.
  public let rawValue: Int32
  /// Creates an index from its position.
  @inlinable public init(rawValue: Int32) { self.rawValue = rawValue }
}
