/// Sorts in place, keeping the order of elements that compare equal, as Go's
/// `sort.SliceStable`, `sort.Stable` and `slices.SortStableFunc` do.
///
/// All stable sorts give the same permutation, so the standard library's sort, which is
/// documented as stable, serves. Decisions call this function instead of `sort(by:)` to say
/// which of Go's two sorts upstream used.
///
/// - Complexity: O(*n* log *n*) comparisons.
///
/// Mirrors: `go src/sort/sort.go` Stable.
@inlinable
public func stableSort<Element>(
  _ array: inout [Element], by areInIncreasingOrder: (Element, Element) -> Bool
) {
  array.sort(by: areInIncreasingOrder)
}

/// Go's `<` on strings: byte-wise comparison of their UTF-8.
///
/// Swift compares strings by canonical equivalence of Unicode scalars, which differs outside
/// ASCII.
@inlinable
public func bytewiseLess(_ left: String, _ right: String) -> Bool {
  var left = left
  var right = right
  return left.withUTF8 { leftBytes in
    right.withUTF8 { rightBytes in
      let shared = min(leftBytes.count, rightBytes.count)
      var index = 0
      while index < shared {
        let (a, b) = (leftBytes[index], rightBytes[index])
        if a != b { return a < b }
        index += 1
      }
      return leftBytes.count < rightBytes.count
    }
  }
}
