import KubernetesAPI

/// The labels or claims of many clusters, one column a key, with numbers in place of values.
///
/// A selector is compiled against the columns once; matching a cluster then compares numbers.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/helpers/clusters.go` (GetClusterClaims and labels.Set).
struct AttributeColumns: Sendable {
  /// The number of a key that a cluster lacks.
  static let absent: Int32 = -1

  /// One key.
  struct Column: Sendable {
    var values: [Int32]
    var numbers: [String: Int32] = [:]
  }

  private var places: [String: Int] = [:]
  private(set) var columns: [Column] = []
  let count: Int

  /// Columns of so many clusters.
  init(count: Int) {
    self.count = count
  }

  /// Notes a cluster's value; a later value of the same key replaces an earlier one.
  mutating func set(_ key: String, _ value: String, at cluster: Int) {
    let place: Int
    if let known = places[key] {
      place = known
    } else {
      place = columns.count
      places[key] = place
      columns.append(Column(values: Array(repeating: Self.absent, count: count)))
    }
    let number: Int32
    if let known = columns[place].numbers[value] {
      number = known
    } else {
      number = Int32(truncatingIfNeeded: columns[place].numbers.count)
      columns[place].numbers[value] = number
    }
    columns[place].values[cluster] = number
  }

  /// The column of a key; nil if no cluster has it.
  func column(_ key: String) -> Int? { places[key] }
}

/// A selector made ready for the columns of one table of clusters.
struct CompiledSelector: Sendable {
  private enum Test: Sendable {
    /// The value is one of these numbers.
    case isIn(column: Int, [Int32])
    /// The value is none of these numbers, or absent.
    case notIn(column: Int, [Int32])
    case exists(column: Int)
    case doesNotExist(column: Int)
  }

  private var tests: [Test] = []
  private var matchesNothing = false

  /// Whether every cluster matches.
  var matchesEverything: Bool { tests.isEmpty && !matchesNothing }

  /// The selector for these columns.
  init(_ selector: Selector, _ columns: AttributeColumns) {
    matchesNothing = selector.matchesNothing
    for requirement in selector.requirements {
      let column = columns.column(requirement.key)
      switch requirement.operator {
      case .isIn, .equals, .doubleEquals:
        guard let column else {
          matchesNothing = true
          continue
        }
        let numbers = requirement.values.compactMap { columns.columns[column].numbers[$0] }
        if numbers.isEmpty { matchesNothing = true }
        tests.append(.isIn(column: column, numbers))
      case .notIn, .notEquals:
        guard let column else { continue }
        let numbers = requirement.values.compactMap { columns.columns[column].numbers[$0] }
        if !numbers.isEmpty { tests.append(.notIn(column: column, numbers)) }
      case .exists:
        guard let column else {
          matchesNothing = true
          continue
        }
        tests.append(.exists(column: column))
      case .doesNotExist:
        if let column { tests.append(.doesNotExist(column: column)) }
      case .greaterThan, .lessThan:
        // No field of these kinds can hold such a requirement.
        matchesNothing = true
      }
    }
  }

  /// Whether a cluster's values in the same columns match.
  func matches(_ columns: AttributeColumns, _ cluster: Int) -> Bool {
    if matchesNothing { return false }
    for test in tests {
      switch test {
      case .isIn(let column, let numbers):
        let value = columns.columns[column].values[cluster]
        if value == AttributeColumns.absent || !numbers.contains(value) { return false }
      case .notIn(let column, let numbers):
        if numbers.contains(columns.columns[column].values[cluster]) { return false }
      case .exists(let column):
        if columns.columns[column].values[cluster] == AttributeColumns.absent { return false }
      case .doesNotExist(let column):
        if columns.columns[column].values[cluster] != AttributeColumns.absent { return false }
      }
    }
    return true
  }
}
