import Stochastic

extension TraceTable {
  /// The finite numbers of one column.
  ///
  /// - Parameter column: Its name, or its place from 1 in a file without header; nil for the only
  ///   column.
  public static func numbers(path: String, column: String?) throws(TraceError) -> [Double] {
    if let column, let place = Int(column), place >= 1 {
      let width = try TraceTable(path: path).columns.count
      guard place <= width else {
        throw TraceError(file: path, column: column, problem: "there are \(width) columns")
      }
      let names = (1...width).map(String.init)
      return try TraceTable(path: path, columns: names).map { row throws(TraceError) in
        try row.number(column)
      }
    }
    let table = try TraceTable(path: path)
    guard let name = column ?? (table.columns.count == 1 ? table.columns[0] : nil) else {
      throw TraceError(
        file: path, problem: "name a column: \(table.columns.joined(separator: ", "))")
    }
    return try table.map { row throws(TraceError) in try row.number(name) }
  }

  /// Lets `empirical(file: …, column: …)` and `trace(file: …, column: …)` read files of a folder.
  ///
  /// Absolute paths and paths that leave the folder are refused.
  public static func observations(in folder: String) -> ObservationSource {
    { file, column in
      guard !file.hasPrefix("/"), !file.split(separator: "/").contains("..") else {
        throw TraceError(file: file, problem: "must lie in the folder of the scenario")
      }
      return try numbers(path: folder + "/" + file, column: column)
    }
  }
}
