/// Sorts in place with the very permutation that Go's `sort.Sort`, `sort.Slice` and
/// `slices.SortFunc` produce, also among elements that compare equal.
///
/// Where upstream sorts by a partial order with one of those functions, the order among
/// equals is observable and deterministic: Go's pattern-defeating quicksort seeds its only
/// random step with the length of the range. Up to twelve elements it is insertion sort and
/// therefore stable.
///
/// - Parameters:
///   - array: The elements to sort.
///   - areInIncreasingOrder: Go's `less`; a strict weak ordering.
/// - Complexity: O(*n* log *n*) comparisons.
///
/// Mirrors: `go src/sort/zsortfunc.go` (Go 1.19 and later).
@inlinable
public func unstableSort<Element>(
  _ array: inout [Element], by areInIncreasingOrder: (Element, Element) -> Bool
) {
  let count = array.count
  guard count > 1 else { return }
  withoutActuallyEscaping(areInIncreasingOrder) { less in
    array.withUnsafeMutableBufferPointer { buffer in
      let sorter = PatternDefeatingQuicksort(elements: buffer, less: less)
      sorter.sort(0, count, badPivotsAllowed: bitLength(count))
    }
  }
}

/// The number of bits needed to write a positive number; Go's `bits.Len`.
@inlinable
func bitLength(_ value: Int) -> Int {
  Int.bitWidth - value.leadingZeroBitCount
}

/// Go's pattern-defeating quicksort over one buffer. Ranges are half open.
@usableFromInline
struct PatternDefeatingQuicksort<Element> {
  /// What the probing for a pivot told about the order of a range.
  @usableFromInline
  enum Pattern {
    case unknown, increasing, decreasing
  }

  @usableFromInline let elements: UnsafeMutableBufferPointer<Element>
  @usableFromInline let less: (Element, Element) -> Bool

  @inlinable
  init(
    elements: UnsafeMutableBufferPointer<Element>, less: @escaping (Element, Element) -> Bool
  ) {
    self.elements = elements
    self.less = less
  }

  @inlinable
  func isLess(_ left: Int, _ right: Int) -> Bool {
    less(elements[left], elements[right])
  }

  /// Sorts `[start, end)`; after `badPivotsAllowed` unbalanced partitions it falls back to heap
  /// sort.
  @inlinable
  func sort(_ start: Int, _ end: Int, badPivotsAllowed: Int) {
    var start = start
    var end = end
    var badPivotsAllowed = badPivotsAllowed
    var wasBalanced = true
    var wasPartitioned = true

    while true {
      let length = end - start
      if length <= 12 {
        insertionSort(start, end)
        return
      }
      if badPivotsAllowed == 0 {
        heapSort(start, end)
        return
      }
      if !wasBalanced {
        breakPatterns(start, end)
        badPivotsAllowed -= 1
      }

      var (pivot, pattern) = choosePivot(start, end)
      if pattern == .decreasing {
        reverse(start, end)
        // The pivot moved with its range.
        pivot = (end - 1) - (pivot - start)
        pattern = .increasing
      }
      if wasBalanced && wasPartitioned && pattern == .increasing
        && finishAlmostSorted(start, end)
      {
        return
      }
      // The element before the range is a lower bound of it: a pivot that is not greater is the
      // minimum, so its equals can be set aside at once.
      if start > 0 && !isLess(start - 1, pivot) {
        start = partitionEqual(start, end, pivot)
        continue
      }

      let (middle, alreadyPartitioned) = partition(start, end, pivot)
      wasPartitioned = alreadyPartitioned
      let leftLength = middle - start
      let rightLength = end - middle
      // Recurse into the shorter side, loop over the longer one.
      if leftLength < rightLength {
        wasBalanced = leftLength >= length / 8
        sort(start, middle, badPivotsAllowed: badPivotsAllowed)
        start = middle + 1
      } else {
        wasBalanced = rightLength >= length / 8
        sort(middle + 1, end, badPivotsAllowed: badPivotsAllowed)
        end = middle
      }
    }
  }

  @inlinable
  func insertionSort(_ start: Int, _ end: Int) {
    var next = start + 1
    while next < end {
      sinkLeft(next, downTo: start)
      next += 1
    }
  }

  /// Swaps an element to the left while it is less than its neighbour.
  @inlinable
  func sinkLeft(_ index: Int, downTo lowest: Int) {
    var index = index
    while index > lowest && isLess(index, index - 1) {
      elements.swapAt(index, index - 1)
      index -= 1
    }
  }

  @inlinable
  func heapSort(_ start: Int, _ end: Int) {
    let count = end - start
    var root = (count - 1) / 2
    while root >= 0 {
      siftDown(root, count: count, offset: start)
      root -= 1
    }
    var last = count - 1
    while last >= 0 {
      elements.swapAt(start, start + last)
      siftDown(0, count: last, offset: start)
      last -= 1
    }
  }

  @inlinable
  func siftDown(_ root: Int, count: Int, offset: Int) {
    var root = root
    while true {
      var child = 2 * root + 1
      if child >= count { return }
      if child + 1 < count && isLess(offset + child, offset + child + 1) {
        child += 1
      }
      if !isLess(offset + root, offset + child) { return }
      elements.swapAt(offset + root, offset + child)
      root = child
    }
  }

  /// Moves everything less than the pivot before it.
  ///
  /// - Returns: The pivot's final place, and whether nothing but the pivot had to move.
  @inlinable
  func partition(_ start: Int, _ end: Int, _ pivot: Int) -> (middle: Int, already: Bool) {
    elements.swapAt(start, pivot)
    var left = start + 1
    var right = end - 1
    var swaps = 0
    while true {
      while left <= right && isLess(left, start) { left += 1 }
      while left <= right && !isLess(right, start) { right -= 1 }
      if left > right { break }
      elements.swapAt(left, right)
      swaps += 1
      left += 1
      right -= 1
    }
    elements.swapAt(right, start)
    return (right, swaps == 0)
  }

  /// Gathers the pivot's equals at the front, given that nothing is less than the pivot.
  ///
  /// - Returns: The first index behind the equals.
  @inlinable
  func partitionEqual(_ start: Int, _ end: Int, _ pivot: Int) -> Int {
    elements.swapAt(start, pivot)
    var left = start + 1
    var right = end - 1
    while true {
      while left <= right && !isLess(start, left) { left += 1 }
      while left <= right && isLess(start, right) { right -= 1 }
      if left > right { return left }
      elements.swapAt(left, right)
      left += 1
      right -= 1
    }
  }

  /// Repairs a few misplaced elements of a range that looks sorted.
  ///
  /// - Returns: Whether the range is sorted now; if not, it was partly changed.
  @inlinable
  func finishAlmostSorted(_ start: Int, _ end: Int) -> Bool {
    var index = start + 1
    for _ in 0..<5 {
      while index < end && !isLess(index, index - 1) { index += 1 }
      if index == end { return true }
      if end - start < 50 { return false }

      elements.swapAt(index, index - 1)
      if index - start >= 2 {
        // Down to index 0, not to the start of the range: upstream relies on the elements before
        // the range being no greater.
        sinkLeft(index - 1, downTo: 0)
      }
      if end - index >= 2 {
        var right = index + 1
        while right < end && isLess(right, right - 1) {
          elements.swapAt(right, right - 1)
          right += 1
        }
      }
    }
    return false
  }

  /// Scatters three elements around the middle to defeat inputs that caused a bad pivot.
  @inlinable
  func breakPatterns(_ start: Int, _ end: Int) {
    let length = end - start
    guard length >= 8 else { return }
    var random = UInt64(length)
    let mask = (UInt64(1) << UInt64(bitLength(length))) - 1
    let first = start + (length / 4) * 2 - 1
    for step in 0..<3 {
      random ^= random << 13
      random ^= random >> 7
      random ^= random << 17
      var other = Int(random & mask)
      if other >= length { other -= length }
      elements.swapAt(first + step, start + other)
    }
  }

  /// Picks a pivot: the middle, a median of three, or for 50 elements and more a median of
  /// medians.
  @inlinable
  func choosePivot(_ start: Int, _ end: Int) -> (pivot: Int, pattern: Pattern) {
    let length = end - start
    var swaps = 0
    var first = start + length / 4
    var second = start + length / 4 * 2
    var third = start + length / 4 * 3
    if length >= 8 {
      if length >= 50 {
        first = median(first - 1, first, first + 1, &swaps)
        second = median(second - 1, second, second + 1, &swaps)
        third = median(third - 1, third, third + 1, &swaps)
      }
      second = median(first, second, third, &swaps)
    }
    switch swaps {
    case 0: return (second, .increasing)
    case 12: return (second, .decreasing)
    default: return (second, .unknown)
    }
  }

  /// The index of the median of three elements; counts the exchanges it needed.
  @inlinable
  func median(_ first: Int, _ second: Int, _ third: Int, _ swaps: inout Int) -> Int {
    var (low, middle, high) = (first, second, third)
    if isLess(middle, low) {
      swaps += 1
      swap(&low, &middle)
    }
    if isLess(high, middle) {
      swaps += 1
      swap(&middle, &high)
    }
    if isLess(middle, low) {
      swaps += 1
      swap(&low, &middle)
    }
    return middle
  }

  @inlinable
  func reverse(_ start: Int, _ end: Int) {
    var left = start
    var right = end - 1
    while left < right {
      elements.swapAt(left, right)
      left += 1
      right -= 1
    }
  }
}
