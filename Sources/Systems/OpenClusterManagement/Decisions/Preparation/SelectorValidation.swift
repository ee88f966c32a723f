import GoSemantics
import KubernetesAPI

/// A selector that cannot be used, in upstream's words.
///
/// Mirrors: `ocm@00f84c3 vendor/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go`
/// (LabelSelectorAsSelector), `…/pkg/labels/selector.go` (NewRequirement),
/// `…/pkg/api/validate/content/kube.go`.
public struct InvalidSelector: Error, Sendable, Equatable, CustomStringConvertible {
  /// Upstream's message.
  public var description: String
}

extension Selector {
  /// The selector that an object means, with upstream's words if it is wrong. Of several wrong
  /// `matchLabels` upstream names a random one, this the first by key.
  init(validating selector: LabelSelector?) throws(InvalidSelector) {
    if let selector {
      for (key, value) in selector.matchLabels.sorted(by: { bytewiseLess($0.key, $1.key) }) {
        try Self.check(key, [value], isSet: false, exists: false)
      }
      for expression in selector.matchExpressions {
        switch expression.operator {
        case "In", "NotIn":
          try Self.check(expression.key, expression.values, isSet: true, exists: false)
        case "Exists", "DoesNotExist":
          try Self.check(expression.key, expression.values, isSet: false, exists: true)
        default:
          throw InvalidSelector(
            description: "\"\(expression.operator)\" is not a valid label selector operator")
        }
      }
    }
    do {
      try self.init(selector)
    } catch {
      throw InvalidSelector(description: error.description)
    }
  }

  private static func check(
    _ key: String, _ values: [String], isSet: Bool, exists: Bool
  ) throws(InvalidSelector) {
    var problems: [String] = []
    let keyProblems = LabelMessages.key(key)
    if !keyProblems.isEmpty {
      problems.append("key: Invalid value: \(quoted(key)): \(keyProblems.joined(separator: "; "))")
    }
    if isSet, values.isEmpty {
      problems.append(
        "values: Invalid value: null: for 'in', 'notin' operators, values set can't be empty")
    }
    if exists, !values.isEmpty {
      let list = values.map(quoted).joined(separator: ",")
      problems.append(
        "values: Invalid value: [\(list)]: values set must be empty for exists and does not exist")
    }
    for (index, value) in values.enumerated() {
      let valueProblems = LabelMessages.value(value)
      if valueProblems.isEmpty { continue }
      problems.append(
        "values[\(index)][\(key)]: Invalid value: \(quoted(value)): "
          + valueProblems.joined(separator: "; "))
    }
    var distinct: [String] = []
    for problem in problems where !distinct.contains(problem) { distinct.append(problem) }
    guard let first = distinct.first else { return }
    throw InvalidSelector(
      description: distinct.count == 1 ? first : "[\(distinct.joined(separator: ", "))]")
  }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        quoted += "\\"
        quoted.unicodeScalars.append(scalar)
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

/// What upstream says of a wrong label.
enum LabelMessages {
  private static let name =
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
    + "alphanumeric character"
  private static let namePattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
  private static let label = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
  private static let nameExamples =
    "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
    + namePattern + "')"

  /// What is wrong with a key.
  static func key(_ key: String) -> [String] {
    if LabelSyntax.isKey(key) { return [] }
    var problems: [String] = []
    let parts = key.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if parts.count > 2 {
      return [
        "a valid label key \(name) \(nameExamples) with an optional DNS subdomain prefix and '/' "
          + "(e.g. 'example.com/MyName')"
      ]
    }
    if parts.count == 2 {
      if parts[0].isEmpty {
        problems.append("prefix part must be non-empty")
      } else {
        if parts[0].utf8.count > 253 {
          problems.append("prefix part must be no more than 253 bytes")
        }
        if !isSubdomain(parts[0]) {
          problems.append(
            "prefix part a lowercase RFC 1123 subdomain must consist of lower case alphanumeric "
              + "characters, '-' or '.', and must start and end with an alphanumeric character "
              + "(e.g. 'example.com', regex used for validation is '\(label)(\\.\(label))*')")
        }
      }
    }
    let own = parts.last ?? ""
    if own.isEmpty {
      problems.append("name part must be non-empty")
    } else if own.utf8.count > 63 {
      problems.append("name part must be no more than 63 bytes")
    }
    if !isName(own) { problems.append("name part \(name) \(nameExamples)") }
    return problems
  }

  /// What is wrong with a value.
  static func value(_ value: String) -> [String] {
    if LabelSyntax.isValue(value) { return [] }
    var problems: [String] = []
    if value.utf8.count > 63 { problems.append("must be no more than 63 bytes") }
    if !value.isEmpty, !isName(value) {
      problems.append(
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or "
          + "'.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or "
          + "'my_value',  or '12345', regex used for validation is '(\(namePattern))?')")
    }
    return problems
  }

  /// Whether the characters are right, at any length.
  private static func isName(_ text: String) -> Bool {
    // A long text is right if every piece of it is, put between letters.
    var bytes = Substring(text).utf8[...]
    guard let first = bytes.first, let last = bytes.last, first < 0x80, last < 0x80 else {
      return false
    }
    let ends = [first, last].map { String(decoding: [$0], as: UTF8.self) }
    guard ends.allSatisfy({ LabelSyntax.isValue($0) && !$0.isEmpty }) else { return false }
    while !bytes.isEmpty {
      let piece = bytes.prefix(60)
      bytes = bytes.dropFirst(60)
      if !LabelSyntax.isValue("a" + String(decoding: piece, as: UTF8.self) + "a") { return false }
    }
    return true
  }

  private static func isSubdomain(_ text: String) -> Bool {
    text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
      part in
      guard let first = part.first, let last = part.last else { return false }
      return first != 0x2D && last != 0x2D
        && part.allSatisfy {
          ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D
        }
    }
  }
}
