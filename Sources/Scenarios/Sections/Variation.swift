import Documents
import EventKernel

/// One of `spec.sweep`, or `--vary`: a field and the values that it takes.
public struct Variation: Sendable, Equatable {
  /// The field, as `--set` names it.
  public internal(set) var path = ""
  /// Its values, or the range that they come from.
  public internal(set) var values = Values.list([])
  /// Whether the field takes fractions even where a range is written in whole numbers.
  var takesFractions = false

  /// Where the values come from.
  public enum Values: Sendable, Equatable {
    /// These, as YAML, in this order.
    case list([String])
    /// From the low to the high end of a range.
    case range(VariedRange)
  }

  init() {}

  /// Reads `path=a,b,c`, `path=1..9` or `path=1..9:2`.
  ///
  /// Commas within brackets, parentheses and quotes do not separate. The range may be a part of the
  /// text: `failures[1].timeToFailure=exponential(mean: 10h..40h)`.
  public init(parsing text: String) throws(DocumentError) {
    func failure(_ problem: String) -> DocumentError {
      DocumentError(file: "--vary \(text)", problem: problem)
    }
    guard let equals = text.firstIndex(of: "="), equals > text.startIndex else {
      throw failure("write path=a,b,c or path=low..high, such as run.horizon=1h,2h")
    }
    path = String(text[..<equals])
    let right = String(text[text.index(after: equals)...]).trimmed()
    if let problem = Self.problem(inPath: path) { throw failure(problem) }
    do throws(ObjectiveError) {
      if let range = try VariedRange(parsing: right) {
        values = .range(range)
        return
      }
    } catch {
      throw failure(error.problem)
    }
    let list = Self.split(right)
    guard !list.contains("") else { throw failure("one of the values is empty") }
    values = .list(list)
  }

  static func problem(inPath path: String) -> String? {
    PathStep.parse(path) == nil ? "\"\(path)\" is no path, such as fleet.clusters[0].count" : nil
  }

  /// The pieces between commas at the outermost level.
  private static func split(_ text: String) -> [String] {
    var pieces = [""]
    var depth = 0
    var quote: Character?
    for character in text {
      if let open = quote {
        if character == open { quote = nil }
      } else if character == "\"" || character == "'" {
        quote = character
      } else if "([{".contains(character) {
        depth += 1
      } else if ")]}".contains(character) {
        depth -= 1
      } else if character == ",", depth <= 0 {
        pieces.append("")
        continue
      }
      pieces[pieces.count - 1].append(character)
    }
    return pieces.map { $0.trimmed() }
  }

  /// As it is written after `path=`.
  public var text: String {
    switch values {
    case .list(let list): list.joined(separator: ",")
    case .range(let range): range.text
    }
  }

  /// The same variation of a scenario, knowing what the field takes there.
  public func resolved(in scenario: Scenario) -> Variation {
    var node = scenario.canonical
    let full = path.hasPrefix("spec.") || path.hasPrefix("metadata.") ? path : "spec." + path
    for step in PathStep.parse(full) ?? [] {
      switch step {
      case .member(let name): node = node[name] ?? .null
      case .element(let index):
        let elements = node.array ?? []
        node = elements.indices.contains(index) ? elements[index] : .null
      }
    }
    var resolved = self
    if case .number = node.content { resolved.takesFractions = true }
    return resolved
  }

  /// How many values there are; nil for any number between the ends of a range.
  public var count: Int? {
    switch values {
    case .list(let list): list.count
    case .range(let range): range.count(takingFractions: takesFractions)
    }
  }

  /// The values to try in turn; nil for any number between the ends of a range.
  public var grid: [String]? {
    switch values {
    case .list(let list): return list
    case .range(let range):
      return range.gridCount.map { count in (0..<count).map { range.text(ofStep: $0) } }
    }
  }

  /// The value at a share of the way from the first to the last one, rounded to what the field takes.
  ///
  /// - Parameters:
  ///   - share: From 0 to 1.
  ///   - equallyLikely: Whether a share drawn uniformly makes separate values equally likely; else
  ///     0 and 1 are the first and the last, and the nearest one is taken.
  public func value(at share: Double, equallyLikely: Bool) -> String {
    let share = min(max(share, 0), 1)
    guard let count else {
      if case .range(let range) = values { return range.text(at: share) }
      return text
    }
    let place =
      equallyLikely
      ? (share * Double(count)).rounded(.down) : (share * Double(count - 1)).rounded()
    let index = min(max(0, Int(place)), count - 1)
    switch values {
    case .list(let list): return list[index]
    case .range(let range): return range.text(ofStep: index)
    }
  }

  /// The change of the field to one of the values.
  public func override(_ value: String) throws(DocumentError) -> Override {
    // YAML would read `exponential(mean: 10h)` as an object.
    let isPlain = value.first.map { !"{[\"'".contains($0) } ?? false
    let text = isPlain && value.contains(": ") ? Node(value).json() : value
    return try Override(parsing: path + "=" + text)
  }
}

extension Variation {
  static let shape = declaration.shape

  static let declaration = Declaration<Written>(
    "Variation", "A field and its values: exactly one of `values` and `range`.",
    initial: Written.init,
    fields: [
      .required("path", \.path, .text, "The field, as `--set` names it"),
      .optional(
        "values", \.values, .list(of: .anything, atLeast: 1), "The values to try, in this order"),
      .optional(
        "range", \.range, .text,
        "A range such as `1..9`, `1..9:2` (every second) or `10m..2h`; it may be a part of a text:"
          + " `exponential(mean: 10h..40h)`"),
    ],
    check: { written, node, reading in
      if let problem = Variation.problem(inPath: written.path) {
        reading.problem(in: "path", node["path"] ?? node, problem)
      }
      guard (written.values == nil) != (written.range == nil) else {
        reading.problem(node, "needs exactly one of values and range")
        return
      }
      guard let text = written.range else { return }
      do throws(ObjectiveError) {
        if try VariedRange(parsing: text) == nil {
          reading.problem(
            in: "range", node["range"] ?? node, "\"\(text)\" holds no range such as 1..9 or 10m..2h"
          )
        }
      } catch {
        reading.problem(in: "range", node["range"] ?? node, error.problem)
      }
    })

  /// An entry of `spec.sweep` as it is written.
  public struct Written: Sendable, Equatable {
    package var path = ""
    package var values: [Node]?
    package var range: String?

    /// What it says.
    public var variation: Variation {
      var variation = Variation()
      variation.path = path
      if let values {
        variation.values = .list(values.map { $0.json() })
      } else if let text = range, let range = try? VariedRange(parsing: text) {
        variation.values = .range(range)
      }
      return variation
    }
  }
}

extension Shape where Value == Node {
  /// Any value.
  static let anything = Shape(
    word: "value", schema: { _ in [:] }, read: { node, _ in node.withoutPositions },
    write: { $0 })
}
