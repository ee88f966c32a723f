/// A quantity as the decisions read it: rounded up to whole units and to thousandths.
///
/// Upstream divides thousandths for CPU and whole units for everything else, and for component
/// sets lets the notation of the quantity decide; so both values and the notation are kept.
///
/// Mirrors: `karmada@f8fdd02 pkg/estimator/client/general.go` (how quantities are read).
public struct ResourceAmount: Sendable, Equatable {
  /// The value rounded up (away from zero) to whole units: Go's `Quantity.Value()`.
  public var whole: Int64
  /// The value rounded up (away from zero) to thousandths: Go's `Quantity.MilliValue()`.
  public var milli: Int64
  /// Whether it was written with a binary suffix (`Ki`, `Mi` …).
  public var isBinary: Bool

  /// An amount in both units.
  public init(whole: Int64, milli: Int64, isBinary: Bool) {
    self.whole = whole
    self.milli = milli
    self.isBinary = isBinary
  }

  /// A number of thousandths, such as CPU.
  public init(milli: Int64) {
    self.init(whole: Self.wholes(ofMilli: milli), milli: milli, isBinary: false)
  }

  /// A number of whole units, such as bytes or pods.
  public init(whole: Int64, isBinary: Bool = false) {
    self.init(
      whole: whole, milli: whole.multipliedReportingOverflow(by: 1000).partialValue,
      isBinary: isBinary)
  }

  /// Thousandths in whole units, rounded away from zero.
  static func wholes(ofMilli milli: Int64) -> Int64 {
    let (quotient, remainder) = milli.quotientAndRemainder(dividingBy: 1000)
    return remainder == 0 ? quotient : quotient + (milli > 0 ? 1 : -1)
  }

  /// The number that component sets calculate with: thousandths of decimal quantities, whole
  /// units of binary ones.
  var byNotation: Int64 { isBinary ? whole : milli }
}

/// Amounts by resource name. The two that nearly every workload has are stored directly.
public struct ResourceAmounts: Sendable, Equatable {
  /// CPU cores.
  public var cpu: ResourceAmount?
  /// Bytes of memory.
  public var memory: ResourceAmount?
  /// All other resources.
  public var others: [(name: String, amount: ResourceAmount)]

  /// - Parameters:
  ///   - cpu: CPU cores.
  ///   - memory: Bytes of memory.
  ///   - others: All other resources, each name once.
  public init(
    cpu: ResourceAmount? = nil, memory: ResourceAmount? = nil,
    others: [(name: String, amount: ResourceAmount)] = []
  ) {
    self.cpu = cpu
    self.memory = memory
    self.others = others
  }

  /// The amount of a resource, `nil` if it is not named.
  public subscript(name: String) -> ResourceAmount? {
    get {
      switch name {
      case "cpu": cpu
      case "memory": memory
      default: others.first { $0.name == name }?.amount
      }
    }
    set {
      switch name {
      case "cpu": cpu = newValue
      case "memory": memory = newValue
      default:
        others.removeAll { $0.name == name }
        if let newValue { others.append((name, newValue)) }
      }
    }
  }

  /// All named resources.
  public var all: [(name: String, amount: ResourceAmount)] {
    var all = others
    if let memory { all.append(("memory", memory)) }
    if let cpu { all.append(("cpu", cpu)) }
    return all
  }

  /// Equal names with equal amounts, in any order.
  public static func == (left: ResourceAmounts, right: ResourceAmounts) -> Bool {
    left.cpu == right.cpu && left.memory == right.memory
      && left.others.count == right.others.count
      && left.others.allSatisfy { right[$0.name] == $0.amount }
  }
}

/// What a cluster has left, as its resource summary says: allocatable without what is allocated
/// and what waits to be allocated.
public struct CapacitySummary: Sendable, Equatable {
  /// Pods that still fit; not positive means none.
  public var freePods: Int64
  /// The rest of every resource that the cluster names as allocatable, possibly negative.
  public var free: ResourceAmounts

  /// - Parameters:
  ///   - freePods: Pods that still fit.
  ///   - free: The rest of every other resource.
  public init(freePods: Int64, free: ResourceAmounts) {
    self.freePods = freePods
    self.free = free
  }

  /// Sets the rest of the usual resources; nothing is allocated by this.
  ///
  /// - Parameters:
  ///   - cpuMilli: Thousandths of cores.
  ///   - memoryBytes: Bytes.
  ///   - pods: Pods.
  public mutating func setFree(cpuMilli: Int64, memoryBytes: Int64, pods: Int64) {
    free.cpu = ResourceAmount(milli: cpuMilli)
    free.memory = ResourceAmount(whole: memoryBytes, isBinary: true)
    freePods = pods
  }
}
