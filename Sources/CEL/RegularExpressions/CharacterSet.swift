/// A set of Unicode scalars as sorted ranges.
struct CharacterSet: Sendable {
  typealias Span = ClosedRange<UInt32>

  static let last: UInt32 = 0x10FFFF

  /// Sorted, neither overlapping nor touching, once `normalize` was called.
  private(set) var spans: [Span]
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  init(_ spans: [Span]) {
    self.spans = spans
    normalize()
  }

  init(_ scalar: UInt32) {
    spans = [scalar...scalar]
    normalize()
  }

  static let any = CharacterSet([0...last])
  static let anyButNewline = CharacterSet([0...9, 11...last])

  private mutating func normalize() {
    spans.sort { $0.lowerBound < $1.lowerBound }
    var merged: [Span] = []
    for span in spans {
      if let previous = merged.last, span.lowerBound <= previous.upperBound &+ 1 {
        merged[merged.count - 1] =
          previous.lowerBound...max(previous.upperBound, span.upperBound)
      } else {
        merged.append(span)
      }
    }
    spans = merged
    low = 0
    high = 0
    for span in spans where span.lowerBound < 128 {
      for scalar in span.lowerBound...min(span.upperBound, 127) {
        if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
      }
    }
  }

  /// Everything else.
  var inverted: CharacterSet {
    var result: [Span] = []
    var next: UInt32 = 0
    for span in spans {
      if span.lowerBound > next { result.append(next...span.lowerBound - 1) }
      next = span.upperBound + 1
    }
    if next <= Self.last { result.append(next...Self.last) }
    return CharacterSet(result)
  }

  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    if scalar < 64 { return low >> UInt64(scalar) & 1 != 0 }
    if scalar < 128 { return high >> UInt64(scalar - 64) & 1 != 0 }
    var first = 0
    var end = spans.count
    while first < end {
      let middle = (first + end) / 2
      if scalar < spans[middle].lowerBound {
        end = middle
      } else if scalar > spans[middle].upperBound {
        first = middle + 1
      } else {
        return true
      }
    }
    return false
  }

  /// The set with all scalars that differ only in case.
  ///
  /// - Parameter effort: Grows with the work.
  func foldingCase(_ effort: inout Int) -> CharacterSet {
    var added: [Span] = []
    // No scalar beyond this one has cases.
    let lastCased: UInt32 = 0x1E943
    for span in spans where span.lowerBound <= lastCased {
      for scalar in span.lowerBound...min(span.upperBound, lastCased) {
        effort += 16
        for other in Self.cases(of: scalar) { added.append(other...other) }
      }
    }
    return CharacterSet(spans + added)
  }

  /// Scalars with the same simple case folding.
  private static func cases(of scalar: UInt32) -> [UInt32] {
    if scalar < 128 {
      guard (65...90).contains(scalar & ~0x20) else { return [] }
      switch scalar | 0x20 {
      case 107: return [scalar ^ 0x20, 0x212A]
      case 115: return [scalar ^ 0x20, 0x17F]
      default: return [scalar ^ 0x20]
      }
    }
    switch scalar {
    case 0x212A: return [75, 107]
    case 0x17F: return [83, 115]
    // These are not lower or upper case of each other by simple rules.
    case 0x130, 0x131: return []
    default: break
    }
    guard let unicode = Unicode.Scalar(scalar) else { return [] }
    var found: [UInt32] = []
    func add(_ text: String) {
      var scalars = text.unicodeScalars.makeIterator()
      guard let first = scalars.next(), scalars.next() == nil, first != unicode else { return }
      found.append(first.value)
    }
    let lower = unicode.properties.lowercaseMapping
    let upper = unicode.properties.uppercaseMapping
    add(lower)
    add(upper)
    add(unicode.properties.titlecaseMapping)
    // The third of a group such as Ω, ω and the sign for ohm is reached by way of the lower case.
    if let first = upper.unicodeScalars.first, upper.unicodeScalars.count == 1 {
      add(first.properties.lowercaseMapping)
    }
    switch scalar {
    case 0x3A9, 0x3C9: found.append(0x2126)
    case 0xC5, 0xE5: found.append(0x212B)
    case 0x39C, 0x3BC: found.append(0xB5)
    case 0x3A3, 0x3C3: found.append(0x3C2)
    default: break
    }
    return found
  }
}

extension CharacterSet {
  static let digits = CharacterSet([48...57])
  static let spaces = CharacterSet([9...10, 12...13, 32...32])
  static let words = CharacterSet([48...57, 65...90, 95...95, 97...122])

  /// The set of `[[:name:]]`.
  static func posix(_ name: String) -> CharacterSet? {
    switch name {
    case "alnum": CharacterSet([48...57, 65...90, 97...122])
    case "alpha": CharacterSet([65...90, 97...122])
    case "ascii": CharacterSet([0...127])
    case "blank": CharacterSet([9...9, 32...32])
    case "cntrl": CharacterSet([0...31, 127...127])
    case "digit": digits
    case "graph": CharacterSet([33...126])
    case "lower": CharacterSet([97...122])
    case "print": CharacterSet([32...126])
    case "punct": CharacterSet([33...47, 58...64, 91...96, 123...126])
    case "space": CharacterSet([9...13, 32...32])
    case "upper": CharacterSet([65...90])
    case "word": words
    case "xdigit": CharacterSet([48...57, 65...70, 97...102])
    default: nil
    }
  }
}
