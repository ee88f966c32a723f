/// Search for parts of texts by their bytes, as Go's package `strings`.
enum ByteSearch {
  static func starts(_ text: String, with part: String) -> Bool {
    text.utf8.count >= part.utf8.count && text.utf8.starts(with: part.utf8)
  }

  static func ends(_ text: String, with part: String) -> Bool {
    guard text.utf8.count >= part.utf8.count else { return false }
    return text.utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
  }

  static func contains(_ text: String, _ part: String) -> Bool {
    var text = text
    var part = part
    return text.withUTF8 { text in
      part.withUTF8 { part in first(part, in: text, from: 0) != nil }
    }
  }

  /// Where a part first stands at or after a place, in time proportional to the lengths
  /// (Knuth, Morris, Pratt).
  static func first(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    if part.isEmpty { return start <= text.count ? start : nil }
    guard text.count - start >= part.count else { return nil }
    let failure = failures(part)
    var matched = 0
    var place = start
    while place < text.count {
      while matched > 0, text[place] != part[matched] { matched = failure[matched - 1] }
      if text[place] == part[matched] { matched += 1 }
      place += 1
      if matched == part.count { return place - part.count }
    }
    return nil
  }

  /// All places of a part that do not overlap, the first `limit` of them.
  static func all(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, limit: Int
  ) -> [Int] {
    guard !part.isEmpty, text.count >= part.count, limit != 0 else { return [] }
    let failure = failures(part)
    var places: [Int] = []
    var matched = 0
    var place = 0
    while place < text.count {
      while matched > 0, text[place] != part[matched] { matched = failure[matched - 1] }
      if text[place] == part[matched] { matched += 1 }
      place += 1
      if matched == part.count {
        places.append(place - part.count)
        if places.count == limit { return places }
        matched = 0
      }
    }
    return places
  }

  private static func failures(_ part: UnsafeBufferPointer<UInt8>) -> [Int] {
    var failure = [Int](repeating: 0, count: part.count)
    var matched = 0
    var place = 1
    while place < part.count {
      while matched > 0, part[place] != part[matched] { matched = failure[matched - 1] }
      if part[place] == part[matched] { matched += 1 }
      failure[place] = matched
      place += 1
    }
    return failure
  }
}
