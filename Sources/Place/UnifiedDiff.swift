/// The difference of two texts in the format of `diff -u`.
public enum UnifiedDiff {
  /// Texts that differ in more lines than this are shown as replaced in one piece.
  static let lineLimit = 2000

  /// The lines of the difference; none if the texts are equal.
  ///
  /// - Parameters:
  ///   - old: The text before.
  ///   - new: The text after.
  ///   - names: What the two are called in the first lines; none for hunks only.
  ///   - context: How many equal lines stand around a change.
  public static func lines(
    from old: String, to new: String, names: (old: String, new: String)? = nil, context: Int = 3
  ) -> [String] {
    let edits = edits(split(old), split(new))
    guard edits.contains(where: { $0.mark != " " }) else { return [] }
    var lines = names.map { ["--- \($0.old)", "+++ \($0.new)"] } ?? []
    var index = 0
    while let change = edits[index...].firstIndex(where: { $0.mark != " " }) {
      let first = max(index, change - context)
      var last = change
      // A hunk goes on as long as the gap to the next change is no longer than both contexts.
      while let next = edits[(last + 1)...].firstIndex(where: { $0.mark != " " }),
        next - last - 1 <= 2 * context
      { last = next }
      let end = min(edits.count, last + context + 1)
      lines += hunk(edits[first..<end], before: edits[..<first])
      index = end
      if index >= edits.count { break }
    }
    return lines
  }

  private struct Edit {
    var mark: Character
    var line: Substring
  }

  private static func split(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }

  private static func edits(_ old: [Substring], _ new: [Substring]) -> [Edit] {
    var start = 0
    while start < min(old.count, new.count), old[start] == new[start] { start += 1 }
    var end = 0
    while end < min(old.count, new.count) - start,
      old[old.count - 1 - end] == new[new.count - 1 - end]
    { end += 1 }
    let middleOld = Array(old[start..<(old.count - end)])
    let middleNew = Array(new[start..<(new.count - end)])
    return old[..<start].map { Edit(mark: " ", line: $0) } + changed(middleOld, middleNew)
      + old[(old.count - end)...].map { Edit(mark: " ", line: $0) }
  }

  private static func changed(_ old: [Substring], _ new: [Substring]) -> [Edit] {
    guard max(old.count, new.count) <= lineLimit else {
      return old.map { Edit(mark: "-", line: $0) } + new.map { Edit(mark: "+", line: $0) }
    }
    let difference = new.difference(from: old)
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in difference {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var edits: [Edit] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if left < old.count, removed.contains(left) {
        edits.append(Edit(mark: "-", line: old[left]))
        left += 1
      } else if right < new.count, inserted.contains(right) {
        edits.append(Edit(mark: "+", line: new[right]))
        right += 1
      } else if left < old.count {
        edits.append(Edit(mark: " ", line: old[left]))
        left += 1
        right += 1
      } else {
        right += 1
      }
    }
    return edits
  }

  private static func hunk(_ edits: ArraySlice<Edit>, before: ArraySlice<Edit>) -> [String] {
    func range(_ other: Character) -> String {
      let start = before.count { $0.mark != other }
      let count = edits.count { $0.mark != other }
      return "\(count == 0 ? start : start + 1)" + (count == 1 ? "" : ",\(count)")
    }
    return ["@@ -\(range("+")) +\(range("-")) @@"] + edits.map { "\($0.mark)\($0.line)" }
  }
}
