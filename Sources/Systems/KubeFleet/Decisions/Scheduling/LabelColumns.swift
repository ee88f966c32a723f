import KubernetesAPI

/// The labels of all members, one column per key, so that a selector reads each distinct value once
/// and no member's labels at all.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/labels/selector.go` (Matches), for all members at once.
struct LabelColumns: Sendable {
  /// A member that has a label, and the number of its value in the column.
  struct Cell: Sendable, BitwiseCopyable {
    var cluster: Int32
    var value: Int32
  }

  /// One key: where its parts lie in the common arrays.
  struct Column: Sendable, BitwiseCopyable {
    fileprivate var firstCell: Int32
    fileprivate var cellCount: Int32
    fileprivate var firstValue: Int32
    /// The number of distinct values.
    fileprivate(set) var valueCount: Int32
  }

  /// The number of members.
  let count: Int
  private let columns: [String: Column]
  private let cells: [Cell]
  private let values: [String]

  /// The columns of members with these labels.
  init(_ labels: [[String: String]]) {
    count = labels.count
    var members: [String: [(cluster: Int32, value: String)]] = [:]
    for (cluster, labels) in labels.enumerated() {
      // order-free: every key has its own column.
      for (key, value) in labels {
        members[key, default: []].append((Int32(truncatingIfNeeded: cluster), value))
      }
    }
    var columns: [String: Column] = [:]
    var cells: [Cell] = []
    var values: [String] = []
    for (key, members) in members.sorted(by: { $0.key < $1.key }) {
      var numbers: [String: Int32] = [:]
      let (firstCell, firstValue) = (cells.count, values.count)
      for (cluster, value) in members {
        let number = numbers[value] ?? Int32(truncatingIfNeeded: numbers.count)
        if numbers.updateValue(number, forKey: value) == nil { values.append(value) }
        cells.append(Cell(cluster: cluster, value: number))
      }
      columns[key] = Column(
        firstCell: Int32(truncatingIfNeeded: firstCell),
        cellCount: Int32(truncatingIfNeeded: members.count),
        firstValue: Int32(truncatingIfNeeded: firstValue),
        valueCount: Int32(truncatingIfNeeded: numbers.count))
    }
    self.columns = columns
    self.cells = cells
    self.values = values
  }

  /// The column of a key; nil if no member has the label.
  subscript(key: String) -> Column? { columns[key] }

  /// The members that have a label, in the order of the fleet.
  @inline(__always)
  func forEachCell(of column: Column, _ visit: (_ cluster: Int, _ value: Int) -> Void) {
    let first = Int(column.firstCell)
    for index in first..<first + Int(column.cellCount) {
      visit(Int(cells[index].cluster), Int(cells[index].value))
    }
  }

  /// The label's value on a member that has it.
  func value(_ number: Int, of column: Column) -> String {
    values[Int(column.firstValue) + number]
  }

  /// For each member the number of a label's value among all values, −1 without it; empty if no
  /// member has the label.
  func values(of key: String) -> [Int32] {
    guard let column = columns[key] else { return [] }
    var numbers = [Int32](repeating: -1, count: count)
    forEachCell(of: column) { numbers[$0] = column.firstValue + Int32(truncatingIfNeeded: $1) }
    return numbers
  }

  /// The value of a number that ``values(of:)`` gives, empty for −1.
  func value(_ number: Int32) -> String { number < 0 ? "" : values[Int(number)] }

  /// Takes out the members that a selector does not match.
  func restrict(_ clusters: inout BitSet, to selector: Selector) {
    if selector.matchesNothing { clusters.removeAll() }
    for index in selector.requirements.indices {
      restrict(&clusters, to: selector.requirements[index])
    }
  }

  private func restrict(_ clusters: inout BitSet, to requirement: SelectorRequirement) {
    let admitsAbsent = requirement.matches(value: nil)
    guard let column = columns[requirement.key] else {
      if !admitsAbsent { clusters.removeAll() }
      return
    }
    var admitted = BitSet(none: Int(column.valueCount))
    for number in 0..<Int(column.valueCount)
    where requirement.matches(value: value(number, of: column)) {
      admitted.insert(number)
    }
    if admitsAbsent {
      forEachCell(of: column) { cluster, value in
        if !admitted.contains(value) { clusters.remove(cluster) }
      }
    } else {
      var matching = BitSet(none: count)
      forEachCell(of: column) { cluster, value in
        if admitted.contains(value) { matching.insert(cluster) }
      }
      clusters.formIntersection(matching)
    }
  }
}
