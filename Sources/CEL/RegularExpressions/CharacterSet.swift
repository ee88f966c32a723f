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

  /// The set of `\p{name}`: a general category, or one of the scripts that are known here.
  static func unicode(_ name: String) -> CharacterSet? {
    if name == "Any" { return any }
    if let script = scripts[name] { return CharacterSet(script) }
    if name.utf8.count == 1 {
      let parts = categories.filter { $0.key.hasPrefix(name) }.flatMap(\.value)
      return parts.isEmpty ? nil : CharacterSet(parts)
    }
    return categories[name].map { CharacterSet($0) }
  }

  /// The blocks in which scripts are mainly written; the scalars in other blocks are missing.
  private static let scripts: [String: [Span]] = [
    "Latin": [
      65...90, 97...122, 0xAA...0xAA, 0xBA...0xBA, 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x2B8,
      0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA722...0xA787, 0xFF21...0xFF3A, 0xFF41...0xFF5A,
    ],
    "Greek": [
      0x370...0x373, 0x375...0x377, 0x37A...0x37D, 0x37F...0x37F, 0x384...0x384, 0x386...0x386,
      0x388...0x3E1, 0x3F0...0x3FF, 0x1F00...0x1FFE,
    ],
    "Cyrillic": [0x400...0x484, 0x487...0x52F, 0x1C80...0x1C88, 0x2DE0...0x2DFF, 0xA640...0xA69F],
    "Hebrew": [0x591...0x5C7, 0x5D0...0x5EA, 0x5EF...0x5F4],
    "Arabic": [0x600...0x604, 0x606...0x60B, 0x60D...0x61A, 0x620...0x63F, 0x641...0x6FF],
    "Devanagari": [0x900...0x950, 0x955...0x963, 0x966...0x97F],
    "Thai": [0xE01...0xE3A, 0xE40...0xE5B],
    "Hangul": [0x1100...0x11FF, 0x3131...0x318E, 0xAC00...0xD7A3],
    "Hiragana": [0x3041...0x3096, 0x309D...0x309F],
    "Katakana": [0x30A1...0x30FA, 0x30FD...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D],
    "Han": [
      0x2E80...0x2FD5, 0x3005...0x3005, 0x3007...0x3007, 0x3021...0x3029, 0x3038...0x303B,
      0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAD9, 0x20000...0x323AF,
    ],
  ]

  /// The scalars of every general category.
  private static let categories: [String: [Span]] = {
    var spans: [String: [Span]] = [:]
    var current: String?
    var start: UInt32 = 0
    for scalar in 0...last + 1 {
      let name = scalar <= last ? category(scalar) : nil
      if name == current { continue }
      if let current { spans[current, default: []].append(start...scalar - 1) }
      current = name
      start = scalar
    }
    return spans
  }()

  private static func category(_ scalar: UInt32) -> String? {
    guard let unicode = Unicode.Scalar(scalar) else { return "Cs" }
    return switch unicode.properties.generalCategory {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    default: nil
    }
  }
}
