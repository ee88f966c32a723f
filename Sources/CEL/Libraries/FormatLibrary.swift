/// Kubernetes' named formats.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/format.go`.
enum FormatLibrary {
  private static let type = CELType.object("kubernetes.NamedFormat")

  static let functions: [FunctionDeclaration] =
    [
      FunctionDeclaration(
        "validate",
        [
          .method("format-validate", type, .string, .optional(.list(.string))) {
            (target, text) throws(CELEvaluationError) in
            guard case .opaque(.format(let format)) = target else { throw .noSuchOverload }
            let faults = format.faults(in: try text.text())
            if faults.isEmpty { return .optional(.none) }
            return .optional(CELOptional(.list(faults.map { .string($0) })))
          }
        ]),
      FunctionDeclaration(
        "format.named",
        [
          .function("format-named", .string, .optional(type)) {
            (name) throws(CELEvaluationError) in
            guard let format = NamedFormat(rawValue: try name.text()) else {
              return .optional(.none)
            }
            return .optional(CELOptional(.opaque(.format(format))))
          }
        ]),
    ]
    + NamedFormat.allCases.map { format in
      FunctionDeclaration(
        "format." + format.rawValue,
        [
          Overload(
            "format." + format.rawValue, [], type,
            .variadic { (_) throws(CELEvaluationError) in .opaque(.format(format)) })
        ])
    }
}

/// A format that text can be checked for.
public enum NamedFormat: String, Sendable, CaseIterable {
  /// The formats of names.
  case dns1123Label, dns1123Subdomain, dns1035Label, qualifiedName
  /// The formats of beginnings of generated names.
  case dns1123LabelPrefix, dns1123SubdomainPrefix, dns1035LabelPrefix
  /// The formats of other values.
  case labelValue, uri, uuid, byte, date, datetime

  var name: String {
    switch self {
    case .uri: "URI"
    case .uuid, .byte, .date, .datetime: rawValue
    case .dns1123Label, .dns1123Subdomain, .dns1035Label, .dns1123LabelPrefix,
      .dns1123SubdomainPrefix, .dns1035LabelPrefix:
      "DNS" + rawValue.dropFirst(3)
    case .qualifiedName: "QualifiedName"
    case .labelValue: "LabelValue"
    }
  }

  /// What is wrong with a text; empty if nothing is.
  func faults(in text: String) -> [String] {
    switch self {
    case .dns1123Label: Self.label(text)
    case .dns1123LabelPrefix: Self.label(Self.withoutDash(text))
    case .dns1123Subdomain: Self.subdomain(text)
    case .dns1123SubdomainPrefix: Self.subdomain(Self.withoutDash(text))
    case .dns1035Label: Self.oldLabel(text)
    case .dns1035LabelPrefix: Self.oldLabel(Self.withoutDash(text))
    case .qualifiedName: Self.qualified(text)
    case .labelValue: Self.value(text)
    case .uri: Self.locator(text)
    case .uuid: Self.matches(text, Self.uuidPattern) ? [] : ["does not match the UUID format"]
    case .byte: Self.isBase64(text) ? [] : ["invalid base64"]
    case .date: Self.isDate(text) ? [] : ["invalid date"]
    case .datetime: Self.isDateTime(text) ? [] : ["invalid datetime"]
    }
  }

  /// A generated name continues after a trailing dash.
  private static func withoutDash(_ text: String) -> String {
    text.utf8.count > 1 && text.hasSuffix("-") ? String(text.dropLast(2)) + "a" : text
  }

  private static func matches(_ text: String, _ pattern: String) -> Bool {
    (try? RegularExpression("^(?:\(pattern))$"))?.matches(text) ?? false
  }

  private static let labelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  private static let oldLabelPattern = "[a-z]([-a-z0-9]*[a-z0-9])?"
  private static let subdomainPattern = labelPattern + "(\\." + labelPattern + ")*"
  private static let namePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
  private static let valuePattern = "(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
  private static let uuidPattern =
    "(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"

  private static func tooLong(_ text: String, _ limit: Int) -> [String] {
    text.utf8.count > limit ? ["must be no more than \(limit) characters"] : []
  }

  private static func fault(_ message: String, _ pattern: String, _ examples: String...) -> String {
    message + " (e.g. " + examples.map { "'\($0)', " }.joined(separator: " or ")
      + "regex used for validation is '\(pattern)')"
  }

  private static func label(_ text: String) -> [String] {
    var faults = tooLong(text, 63)
    if !matches(text, labelPattern) {
      faults.append(
        matches(text, subdomainPattern)
          ? "must not contain dots"
          : fault(
            "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-',"
              + " and must start and end with an alphanumeric character", labelPattern, "my-name",
            "123-abc"))
    }
    return faults
  }

  private static func subdomain(_ text: String) -> [String] {
    var faults = tooLong(text, 253)
    if !matches(text, subdomainPattern) {
      faults.append(
        fault(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' "
            + "or '.', and must start and end with an alphanumeric character", subdomainPattern,
          "example.com"))
    }
    return faults
  }

  private static func oldLabel(_ text: String) -> [String] {
    var faults = tooLong(text, 63)
    if !matches(text, oldLabelPattern) {
      faults.append(
        fault(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with "
            + "an alphabetic character, and end with an alphanumeric character", oldLabelPattern,
          "my-name", "abc-123"))
    }
    return faults
  }

  private static func qualified(_ text: String) -> [String] {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    let message =
      "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
      + "alphanumeric character"
    let examples = ("MyName", "my.name", "123-abc")
    guard parts.count <= 2 else {
      return [
        "a qualified name "
          + fault(message, namePattern, examples.0, examples.1, examples.2)
          + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
      ]
    }
    var faults: [String] = []
    if parts.count == 2 {
      if parts[0].isEmpty {
        faults.append("prefix part must be non-empty")
      } else {
        faults += subdomain(String(parts[0])).map { "prefix part " + $0 }
      }
    }
    let name = String(parts[parts.count - 1])
    if name.isEmpty {
      faults.append("name part must be non-empty")
    } else {
      faults += tooLong(name, 63).map { "name part " + $0 }
    }
    if !matches(name, namePattern) {
      faults.append(
        "name part " + fault(message, namePattern, examples.0, examples.1, examples.2))
    }
    return faults
  }

  private static func value(_ text: String) -> [String] {
    var faults = tooLong(text, 63)
    if !matches(text, valuePattern) {
      faults.append(
        fault(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' "
            + "or '.', and must start and end with an alphanumeric character", valuePattern,
          "MyValue", "my_value", "12345"))
    }
    return faults
  }

  private static func locator(_ text: String) -> [String] {
    do {
      _ = try UniformLocator.parseRequest(text)
      return []
    } catch {
      return ["parse \"\(text)\": \(error.message)"]
    }
  }

  private static func isBase64(_ text: String) -> Bool {
    matches(
      text,
      "(?:[A-Za-z0-9+\\/]{4})*(?:[A-Za-z0-9+\\/]{2}==|[A-Za-z0-9+\\/]{3}=|[A-Za-z0-9+\\/]{4})")
  }

  private static func isDate(_ text: String) -> Bool {
    CELTimestamp.parse(text + "T00:00:00Z") != nil
  }

  private static func isDateTime(_ text: String) -> Bool {
    let parts = text.lowercased().split(separator: "t", omittingEmptySubsequences: false)
    guard text.utf8.count >= 4, parts.count >= 2, isDate(String(parts[0])),
      matches(
        String(parts[1]), "([0-9]{2}):([0-9]{2}):([0-9]{2})(.[0-9]+)?(z|([+-][0-9]{2}:[0-9]{2}))")
    else { return false }
    let digits = Array(parts[1].utf8)
    return digits[0..<2].lexicographicallyPrecedes("24".utf8)
      && digits[3..<5].lexicographicallyPrecedes("60".utf8)
      && digits[6..<8].lexicographicallyPrecedes("60".utf8)
  }
}
