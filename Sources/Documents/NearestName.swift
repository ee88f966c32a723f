/// The candidate that `name` was most likely meant to be, or nil if none is close.
///
/// Close means: equal but for upper and lower case, or within an edit distance (insertions,
/// deletions, replacements, swapped neighbours) of about a third of the name. Among equally
/// close candidates the first in alphabetical order wins.
public func nearestName(to name: String, among candidates: [String]) -> String? {
  // Longer texts are no misspelt names, and comparing them would cost too much.
  guard name.utf8.count <= 128 else { return nil }
  let written = Array(name.lowercased().utf8)
  var best: (distance: Int, name: String)?
  for candidate in candidates.sorted() where candidate != name {
    guard candidate.utf8.count <= 128 else { continue }
    let target = Array(candidate.lowercased().utf8)
    let allowed = max(1, min(4, max(written.count, target.count) / 3))
    guard abs(written.count - target.count) <= allowed else { continue }
    let distance = editDistance(written, target)
    guard distance <= allowed, distance < max(written.count, target.count) else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (distance, candidate) }
  }
  return best?.name
}

/// The number of insertions, deletions, replacements and swaps of neighbours from one text to
/// the other (optimal string alignment).
private func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
  var beforePrevious: [Int] = []
  var previous = Array(0...b.count)
  for i in 0..<a.count {
    var current = [i + 1]
    current.reserveCapacity(b.count + 1)
    for j in 0..<b.count {
      var cost = min(previous[j + 1] + 1, current[j] + 1, previous[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforePrevious[j - 1] + 1)
      }
      current.append(cost)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[b.count]
}
