import KubernetesAPI

extension TextPattern {
  private static let part = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"

  /// A label key at any length: the schema limits the whole, not the name.
  ///
  /// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/api/cluster/v1/types.go`.
  static let qualifiedName = TextPattern(
    expression: #"^(\#(part)(\.\#(part))*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"#
  ) { text in
    let pieces = text.split(separator: "/", omittingEmptySubsequences: false)
    guard pieces.count <= 2, let name = pieces.last else { return false }
    return isName(name) && (pieces.count == 1 || isSubdomain(pieces[0]))
  }

  static let groupName = TextPattern(
    expression: "^[a-zA-Z0-9][-A-Za-z0-9_.]{0,61}[a-zA-Z0-9]$"
  ) { $0.utf8.count >= 2 && $0.utf8.count <= 63 && isName(Substring($0)) }

  static let groupSize = TextPattern(
    expression: "^((100|[1-9][0-9]{0,1})%|[1-9][0-9]*)$"
  ) { text in
    guard text.utf8.first != UInt8(ascii: "0") else { return false }
    return isCountOrPercentage(text)
  }

  static let rolloutSize = TextPattern(
    expression: "^((100|[0-9]{1,2})%|[0-9]+)$", matches: isCountOrPercentage)

  static let seconds = TextPattern(expression: "^[0-9]+[hms]$") { text in
    let digits = text.utf8.dropLast()
    guard let unit = text.utf8.last, !digits.isEmpty else { return false }
    return digits.allSatisfy(isDigit)
      && [UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s")].contains(unit)
  }

  /// The anchors bind to one side each, in the schema too.
  static let progressDeadline = TextPattern(
    expression: "^(([0-9])+[h|m|s])|None$", matches: RolloutParameters.hasTimeoutFormat)

  static let quantity = TextPattern(
    expression:
      #"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|"#
      + #"([eE](\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))))?$"#
  ) { (try? Quantity(parsing: $0)) != nil }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
  }

  private static func isName(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && text.utf8.allSatisfy {
        isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E
      }
  }

  private static func isSubdomain(_ text: Substring) -> Bool {
    text.utf8.split(separator: 0x2E, omittingEmptySubsequences: false).allSatisfy { part in
      guard let first = part.first, let last = part.last else { return false }
      return first != 0x2D && last != 0x2D
        && part.allSatisfy { isDigit($0) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x2D }
    }
  }

  @Sendable private static func isCountOrPercentage(_ text: String) -> Bool {
    guard text.utf8.last == UInt8(ascii: "%") else {
      return !text.isEmpty && text.utf8.allSatisfy(isDigit)
    }
    let digits = text.utf8.dropLast()
    return text == "100%" || (1...2).contains(digits.count) && digits.allSatisfy(isDigit)
  }
}
