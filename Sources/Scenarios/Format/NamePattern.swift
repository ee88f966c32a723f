/// A pattern for the names of things that come in numbers: `edge-{region}-{nn}`.
///
/// `{n}` is the number from 1; each further `n` pads it by one more zero. `{region}` is the region's
/// name. The order is the order of the text.
struct NamePattern: Sendable {
  private enum Part: Sendable {
    case text(String)
    case number(width: Int)
    case region
  }
  private var parts: [Part] = []

  /// Reads a pattern; nil if a brace is unbalanced or holds something else.
  init?(_ text: String) {
    var rest = text[...]
    while !rest.isEmpty {
      let plain = rest.prefix { $0 != "{" && $0 != "}" }
      if !plain.isEmpty { parts.append(.text(String(plain))) }
      rest.removeFirst(plain.count)
      guard rest.first == "{" else {
        if rest.isEmpty { break }
        return nil
      }
      guard let end = rest.firstIndex(of: "}") else { return nil }
      let inner = rest[rest.index(after: rest.startIndex)..<end]
      if inner == "region" {
        parts.append(.region)
      } else if !inner.isEmpty, inner.allSatisfy({ $0 == "n" }) {
        parts.append(.number(width: inner.count))
      } else {
        return nil
      }
      rest = rest[rest.index(after: end)...]
    }
  }

  var hasNumber: Bool {
    parts.contains { if case .number = $0 { true } else { false } }
  }
  var hasRegion: Bool {
    parts.contains { if case .region = $0 { true } else { false } }
  }

  func name(number: Int, region: String = "") -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let plain): text += plain
      case .region: text += region
      case .number(let width):
        let digits = String(number)
        text += String(repeating: "0", count: max(0, width - digits.count)) + digits
      }
    }
    return text
  }
}
