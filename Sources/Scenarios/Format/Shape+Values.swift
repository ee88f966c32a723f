import Documents
import EventKernel
import Stochastic

// The vocabulary of shapes: every value in a scenario is one of these.

extension Shape where Value == String {
  /// Any text.
  static let text = Shape(
    word: "text", schema: { _ in ["type": "string"] },
    read: { node, reading in
      guard let text = node.string else {
        reading.problem(node, "expected text, got \(node.kindDescription)")
        return nil
      }
      return text
    },
    write: { Node($0) })

  /// A name: lower-case letters, digits and `-`, as Kubernetes wants for clusters.
  static let name = pattern(
    "name", "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$",
    "is no name: lower-case letters, digits and \"-\", at most 63 characters"
  ) { isName($0[...]) }

  /// A name that may hold `{n}` and `{region}`.
  static let namePattern = pattern(
    "name pattern", "^[-a-z0-9{}]+$",
    "is no name pattern: lower-case letters, digits, \"-\", {n} (or {nn}, padded) and {region}"
  ) { NamePattern($0) != nil }

  private static func pattern(
    _ word: String, _ expression: String, _ complaint: String,
    _ accepts: @escaping @Sendable (String) -> Bool
  ) -> Shape {
    Shape(
      word: word, schema: { _ in ["type": "string", "pattern": Node(expression)] },
      read: { node, reading in
        guard let text = Shape.text.read(node, reading) else { return nil }
        guard accepts(text) else {
          reading.problem(node, "\"\(text)\" \(complaint)")
          return nil
        }
        return text
      },
      write: { Node($0) })
  }
}

/// Whether a text is a DNS label as Kubernetes has it.
func isName(_ text: Substring) -> Bool {
  let bytes = text.utf8
  guard let first = bytes.first, let last = bytes.last, bytes.count <= 63 else { return false }
  let hyphen = UInt8(ascii: "-")
  guard first != hyphen, last != hyphen else { return false }
  return bytes.allSatisfy {
    ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z"))
      || ($0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9")) || $0 == hyphen
  }
}

extension Shape where Value == Bool {
  /// `true` or `false`.
  static let boolean = Shape(
    word: "true or false", schema: { _ in ["type": "boolean"] },
    read: { node, reading in
      guard let value = node.bool else {
        reading.problem(node, "expected true or false, got \(node.kindDescription)")
        return nil
      }
      return value
    },
    write: { Node($0) })
}

extension Shape where Value == Int {
  /// A whole number within bounds.
  static func integer(_ bounds: ClosedRange<Int>) -> Shape {
    Shape(
      word: "integer",
      schema: { _ in
        ["type": "integer", "minimum": Node(bounds.lowerBound), "maximum": Node(bounds.upperBound)]
      },
      read: { node, reading in
        guard let number = node.int64 else {
          reading.problem(node, "expected a whole number, got \(node.kindDescription)")
          return nil
        }
        guard let value = Int(exactly: number), bounds.contains(value) else {
          reading.problem(
            node, "\(number) is outside \(bounds.lowerBound) to \(bounds.upperBound)")
          return nil
        }
        return value
      },
      write: { Node($0) })
  }
}

extension Shape where Value == UInt64 {
  /// A seed: any number from 0 to 2⁶³ − 1.
  static let seed = Shape(
    word: "integer", schema: { _ in ["type": "integer", "minimum": 0] },
    read: { node, reading in
      guard let number = node.int64, number >= 0 else {
        reading.problem(
          node, "expected a whole number from 0 to 2^63 - 1, got \(node.kindDescription)")
        return nil
      }
      return UInt64(number)
    },
    write: { Node($0) })
}

extension Shape where Value == Double {
  /// A finite number within bounds.
  static func number(_ bounds: ClosedRange<Double>) -> Shape {
    Shape(
      word: "number",
      schema: { _ in
        ["type": "number", "minimum": Node(bounds.lowerBound), "maximum": Node(bounds.upperBound)]
      },
      read: { node, reading in
        guard let value = node.double, value.isFinite else {
          reading.problem(node, "expected a finite number, got \(node.kindDescription)")
          return nil
        }
        guard bounds.contains(value) else {
          reading.problem(node, "\(value) is outside \(bounds.lowerBound) to \(bounds.upperBound)")
          return nil
        }
        return value
      },
      write: { Node($0) })
  }

  /// A share such as `75%` or `0.75`.
  static let share = Shape(
    word: "share",
    schema: { _ in
      [
        "anyOf": [
          ["type": "number", "minimum": 0, "maximum": 1],
          ["type": "string", "pattern": "^[0-9.]+ *%$"],
        ]
      ]
    },
    read: { node, reading in
      var value = node.double
      if let text = node.string, text.hasSuffix("%") {
        value = Double(text.dropLast().trimmed()).map { $0 / 100 }
      }
      guard let value, value >= 0, value <= 1 else {
        reading.problem(
          node, "expected a share from 0 to 1 or a percentage, got \(node.kindDescription)")
        return nil
      }
      return value
    },
    write: { Node($0) })
}

extension Shape where Value == VirtualDuration {
  /// A length of time such as `90s`, `1h30m`, `30d`; never negative.
  static let duration = Shape(
    word: "duration",
    schema: { _ in
      [
        "anyOf": [
          ["type": "string", "pattern": "^([0-9]+(\\.[0-9]+)?(ns|us|ms|s|m|h|d|w|y))+$"],
          ["const": 0],
        ]
      ]
    },
    read: { node, reading in
      if node.int64 == 0 { return .nanoseconds(0) }
      guard let text = node.string else {
        reading.problem(
          node, "expected a duration with a unit such as 30s or 2h, got \(node.kindDescription)")
        return nil
      }
      guard let value = DurationText.parse(text) else {
        reading.problem(
          node,
          "\"\(text)\" is no duration; write numbers with ns, us, ms, s, m, h, d, w or y,"
            + " such as 1h30m")
        return nil
      }
      return value
    },
    write: { Node(DurationText.format($0)) })
}

extension Shape where Value == Distribution {
  /// A distribution of durations, such as `lognormal(median: 20s, sigma: 0.6)`.
  static let durations = distribution(ofTime: true)
  /// A distribution of plain numbers.
  static let numbers = distribution(ofTime: false)

  private static func distribution(ofTime: Bool) -> Shape {
    Shape(
      word: ofTime ? "distribution of durations" : "distribution",
      schema: { _ in ["type": ["string", "number"]] },
      read: { node, reading in
        let text: String
        switch node.content {
        case .string(let written): text = written
        case .integer(let number): text = "\(number)"
        case .number(let number): text = "\(number)"
        default:
          reading.problem(node, "expected a distribution, got \(node.kindDescription)")
          return nil
        }
        do throws(DistributionError) {
          let value = try Distribution(parsing: text, observations: reading.observations)
          if value.isDuration != ofTime && value.law != .constant(0) {
            reading.problem(
              node,
              ofTime
                ? "\(text) needs a unit of time, such as 30s"
                : "\(text) is a duration; a plain number is expected")
            return nil
          }
          return value
        } catch {
          reading.problem(node, "\(error)")
          return nil
        }
      },
      write: { Node($0.description) })
  }
}

extension Shape where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of a few words.
  static var choice: Shape {
    let words = Value.allCases.map(\.rawValue)
    return Shape(
      word: words.map { "`\($0)`" }.joined(separator: ", "), schema: { _ in ["enum": Node(words)] },
      read: { node, reading in
        guard let text = node.string else {
          reading.problem(
            node, "expected one of \(words.joined(separator: ", ")), got \(node.kindDescription)")
          return nil
        }
        guard let value = Value(rawValue: text) else {
          reading.problem(
            node, "\"\(text)\" is not one of \(words.joined(separator: ", "))",
            suggestion: nearestName(to: text, among: words))
          return nil
        }
        return value
      },
      write: { Node($0.rawValue) })
  }
}

extension Shape where Value == Node {
  /// An object whose meaning is another format's.
  static let object = Shape(
    word: "object", schema: { _ in ["type": "object"] },
    read: { node, reading in
      guard node.object != nil else {
        reading.problem(node, "expected an object, got \(node.kindDescription)")
        return nil
      }
      return node
    },
    write: { $0 })
}

extension Shape {
  /// A list; with `atLeast` 1 it must not be empty.
  static func list<Element: Sendable>(
    of element: Shape<Element>, atLeast minimum: Int = 0
  ) -> Shape<[Element]> where Value == [Element] {
    Shape(
      word: "list of " + element.word, declaration: element.declaration,
      schema: { collector in
        var schema: Node = ["type": "array"]
        schema.set("items", element.schema(collector))
        if minimum > 0 { schema.set("minItems", Node(minimum)) }
        return schema
      },
      read: { node, reading in
        guard let elements = node.array else {
          reading.problem(
            node, "expected a list of \(element.word), got \(node.kindDescription)")
          return nil
        }
        guard elements.count >= minimum else {
          reading.problem(node, "needs at least \(minimum) of \(element.word)")
          return nil
        }
        var values: [Element] = []
        for (index, node) in elements.enumerated() {
          reading.within("[\(index)]") {
            if let value = element.read(node, reading) { values.append(value) }
          }
        }
        return values.count == elements.count ? values : nil
      },
      write: { Node($0.map(element.write)) })
  }

  /// A map from names to values.
  static func map<Element: Sendable>(
    of element: Shape<Element>
  ) -> Shape<[String: Element]> where Value == [String: Element] {
    Shape(
      word: "map to " + element.word,
      schema: { collector in
        var schema: Node = ["type": "object"]
        schema.set("additionalProperties", element.schema(collector))
        return schema
      },
      read: { node, reading in
        guard let members = node.object else {
          reading.problem(node, "expected a map, got \(node.kindDescription)")
          return nil
        }
        var values: [String: Element] = [:]
        for member in members {
          reading.within(member.key) {
            if let value = element.read(member.value, reading) { values[member.key] = value }
          }
        }
        return values.count == members.count ? values : nil
      },
      write: { values in
        let keys = values.keys.sorted()
        return Node(
          .object(
            keys.compactMap { key in
              values[key].map { Node.Member(key: key, value: element.write($0)) }
            }))
      })
  }

  /// The same object, which may also be written as the text of its field `field` alone.
  func shorthand(_ field: String) -> Shape {
    Shape(
      word: "text or " + word, declaration: declaration,
      schema: { ["anyOf": [["type": "string"], schema($0)]] },
      read: { node, reading in
        if node.string == nil { return read(node, reading) }
        let member = Node.Member(key: field, keyPosition: node.position, value: node)
        return read(Node(.object([member]), position: node.position), reading)
      },
      write: write)
  }
}

extension StringProtocol {
  /// The text without blanks at both ends.
  func trimmed() -> String {
    var slice = Substring(self)
    while slice.first == " " { slice.removeFirst() }
    while slice.last == " " { slice.removeLast() }
    return String(slice)
  }
}
