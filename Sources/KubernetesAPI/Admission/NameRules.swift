/// The rules for names, labels and paths, each with the messages of the API server; no message
/// means that a value is valid.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/api/validate/content/{dns,kube,path}.go`,
/// `pkg/util/validation/validation.go`.
public enum NameRules {
  private static let labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  private static let subdomainPattern = labelPattern + "(\\." + labelPattern + ")*"
  private static let keyPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
  private static let keyProblem =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an"
    + " alphanumeric character"

  /// Whether lengths are told in bytes, as the newer rules do, or in characters.
  private enum Unit: String {
    case bytes, characters
  }

  private static func tooLong(_ limit: Int, _ unit: Unit) -> String {
    "must be no more than \(limit) \(unit.rawValue)"
  }

  /// A problem with examples and the pattern.
  private static func problem(_ text: String, _ pattern: String, _ examples: String...) -> String {
    let quoted = examples.map { "'\($0)', " }.joined(separator: " or ")
    return "\(text) (e.g. \(quoted)regex used for validation is '\(pattern)')"
  }

  /// `IsDNS1123Label`: a name without dots, as namespaces have.
  public static func dnsLabel(_ value: String) -> [String] {
    var problems: [String] = []
    if value.utf8.count > 63 { problems.append(tooLong(63, .characters)) }
    if !isLabel(Substring(value).utf8) {
      problems.append(
        isSubdomain(value)
          ? "must not contain dots"
          : problem(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
              + " '-', and must start and end with an alphanumeric character", labelPattern,
            "my-name", "123-abc"))
    }
    return problems
  }

  /// `IsDNS1123Subdomain`: a name with dots, as most objects have.
  public static func dnsSubdomain(_ value: String) -> [String] {
    dnsSubdomain(value, .characters)
  }

  private static func dnsSubdomain(_ value: String, _ unit: Unit) -> [String] {
    var problems: [String] = []
    if value.utf8.count > 253 { problems.append(tooLong(253, unit)) }
    if !isSubdomain(value) {
      problems.append(
        problem(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
            + " '-' or '.', and must start and end with an alphanumeric character",
          subdomainPattern, "example.com"))
    }
    return problems
  }

  /// `IsQualifiedName`, `IsLabelKey`: a name with an optional DNS prefix.
  public static func labelKey(_ value: String) -> [String] {
    let parts = value.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    var problems: [String] = []
    guard parts.count <= 2, let name = parts.last else {
      return [
        "a valid label key "
          + problem(keyProblem, keyPattern, "MyName", "my.name", "123-abc")
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    if parts.count == 2 {
      problems +=
        parts[0].isEmpty
        ? ["prefix part must be non-empty"]
        : dnsSubdomain(parts[0], .bytes).map { "prefix part \($0)" }
    }
    if name.isEmpty {
      problems.append("name part must be non-empty")
    } else if name.utf8.count > 63 {
      problems.append("name part \(tooLong(63, .bytes))")
    }
    if !isWord(name) {
      problems.append(
        "name part " + problem(keyProblem, keyPattern, "MyName", "my.name", "123-abc"))
    }
    return problems
  }

  /// `IsLabelValue`: empty, or a word.
  public static func labelValue(_ value: String) -> [String] {
    var problems: [String] = []
    if value.utf8.count > 63 { problems.append(tooLong(63, .bytes)) }
    if !value.isEmpty && !isWord(value) {
      problems.append(
        problem(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_'"
            + " or '.', and must start and end with an alphanumeric character",
          "(\(keyPattern))?", "MyValue", "my_value", "12345"))
    }
    return problems
  }

  /// `IsPathSegmentName`: what can stand between slashes of a URL.
  public static func pathSegment(_ value: String) -> [String] {
    if value == "." || value == ".." { return ["may not be '\(value)'"] }
    return ["/", "%"].filter { value.contains($0) }.map { "may not contain '\($0)'" }
  }

  /// The name as a prefix of generated ones, where a dash may stand at the end.
  static func maskingTrailingDash(_ name: String) -> String {
    guard name.utf8.count > 1, name.utf8.last == UInt8(ascii: "-") else { return name }
    return String(decoding: name.utf8.dropLast(2), as: UTF8.self) + "a"
  }

  // MARK: Patterns

  private static func isLowercase(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (isLowercase(byte | 0x20) && byte >= 0x41)
  }

  private static func isLabel(_ text: Substring.UTF8View) -> Bool {
    guard let first = text.first, let last = text.last else { return false }
    return first != 0x2D && last != 0x2D
      && text.allSatisfy { isLowercase($0) || isDigit($0) || $0 == 0x2D }
  }

  private static func isSubdomain(_ text: String) -> Bool {
    Substring(text).utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
      .allSatisfy { isLabel($0) }
  }

  private static func isWord(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
      && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }
}
