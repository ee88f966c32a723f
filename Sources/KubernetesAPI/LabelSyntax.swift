/// The syntax of label keys and values.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/validation/validation.go`.
public enum LabelSyntax {
  /// Whether `key` is a name with an optional DNS prefix: `app`, `example.com/role`.
  public static func isKey(_ key: String) -> Bool {
    let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    switch parts.count {
    case 1: return isName(parts[0])
    case 2: return isSubdomain(parts[0]) && isName(parts[1])
    default: return false
    }
  }

  /// Whether `value` is empty, or a name.
  public static func isValue(_ value: String) -> Bool {
    value.isEmpty || isName(Substring(value).utf8)
  }

  /// At most 63 letters, digits, `-`, `_` and `.`, of which the outer ones are letters or digits.
  private static func isName(_ name: Substring.UTF8View) -> Bool {
    guard name.count <= 63, let first = name.first, let last = name.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && name.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }

  /// Lower-case DNS labels with dots between them, at most 253 characters.
  private static func isSubdomain(_ name: Substring.UTF8View) -> Bool {
    guard !name.isEmpty, name.count <= 253 else { return false }
    return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      guard let first = $0.first, let last = $0.last else { return false }
      return first != 0x2D && last != 0x2D
        && $0.allSatisfy { isLowercase($0) || isDigit($0) || $0 == 0x2D }
    }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLowercase(byte) || (byte >= 0x41 && byte <= 0x5A)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLowercase(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
}
