import KubernetesAPI

/// The properties and resources of all members, one column per name.
///
/// Mirrors: `kubefleet@e160c1cd pkg/scheduler/framework/plugins/clusteraffinity/types.go`
/// (retrievePropertyValueFrom), for all members at once.
struct PropertyColumns: Sendable {
  /// A member that has a property.
  struct Cell: Sendable, BitwiseCopyable {
    var cluster: Int32
    /// Whether the value is no quantity.
    var isText: Bool
    /// The quantity as a floating-point number.
    var number: Double
  }

  private let columns: [PropertySource: Range<Int>]
  /// Of all columns, one after the other, each in the order of the fleet.
  private let cells: [Cell]
  /// The exact values, one per cell.
  private let values: [ClusterRow.Property]

  /// The columns of members.
  init(_ clusters: [ClusterRow]) {
    var members: [PropertySource: [(cluster: Int, value: ClusterRow.Property)]] = [:]
    var sources: [PropertySource] = []
    func add(_ value: ClusterRow.Property, of cluster: Int, to source: PropertySource) {
      if members[source] == nil { sources.append(source) }
      members[source, default: []].append((cluster, value))
    }
    for (index, cluster) in clusters.enumerated() {
      for (name, value) in cluster.properties.sorted(by: { $0.key < $1.key }) {
        add(value, of: index, to: .property(name))
      }
      let lists = [
        (cluster.usage.capacity, PropertySource.capacity),
        (cluster.usage.allocatable, PropertySource.allocatable),
        (cluster.usage.available, PropertySource.available),
      ]
      for (amounts, source) in lists {
        for (name, amount) in amounts.sorted(by: { $0.key < $1.key }) {
          add(.quantity(amount), of: index, to: source(name))
        }
      }
    }
    var columns: [PropertySource: Range<Int>] = [:]
    var cells: [Cell] = []
    var values: [ClusterRow.Property] = []
    for source in sources {
      let first = cells.count
      for (cluster, value) in members[source] ?? [] {
        var cell = Cell(cluster: Int32(truncatingIfNeeded: cluster), isText: true, number: 0)
        if case .quantity(let quantity) = value {
          (cell.isText, cell.number) = (false, quantity.approximateDouble)
        }
        cells.append(cell)
        values.append(value)
      }
      columns[source] = first..<cells.count
    }
    self.columns = columns
    self.cells = cells
    self.values = values
  }

  /// The places of a property's cells; none if no member has it.
  subscript(source: PropertySource) -> Range<Int> { columns[source] ?? 0..<0 }

  /// One member's property.
  subscript(place: Int) -> Cell { cells[place] }

  /// The failure that reading a text for a quantity ends in.
  func failure(at place: Int) -> SchedulingFailure {
    guard case .text(let text) = values[place] else { return SchedulingFailure(.propertyValue) }
    return SchedulingFailure(.propertyValue, text)
  }

  /// −1, 0 or 1 as a cell's quantity is less than, equal to or greater than an amount.
  @inline(__always)
  func compare(_ place: Int, _ amount: PropertyAmount) -> Int {
    let order = Self.order(cells[place].number, amount.number)
    if order != 0 { return order }
    guard case .quantity(let quantity) = values[place] else { return 0 }
    return Quantity.compare(quantity, amount.quantity)
  }

  /// −1, 0 or 1 as one cell's quantity is less than, equal to or greater than another's.
  @inline(__always)
  func compare(_ place: Int, with other: Int) -> Int {
    let order = Self.order(cells[place].number, cells[other].number)
    if order != 0 { return order }
    guard case .quantity(let left) = values[place], case .quantity(let right) = values[other] else {
      return 0
    }
    return Quantity.compare(left, right)
  }

  /// Floating-point numbers tell apart all quantities that are not next to each other; 0 means that
  /// the exact ones have to be asked.
  @inline(__always)
  private static func order(_ left: Double, _ right: Double) -> Int {
    let margin = 1e-12 * (abs(left) + abs(right))
    return left - right > margin ? 1 : right - left > margin ? -1 : 0
  }
}

/// A quantity, and the floating-point number next to it.
struct PropertyAmount: Sendable {
  let quantity: Quantity
  let number: Double

  init(_ quantity: Quantity) {
    self.quantity = quantity
    number = quantity.approximateDouble
  }
}
