/// What the language's specification says about expressions, restated: one fact a line, the
/// expression, an arrow, and an expression of the same value or the word `error`.
///
/// Facts of: `google/cel-spec tests/simple/testdata`.
enum Facts {
  static let all: [(name: String, text: String)] = [
    ("basics", basics), ("comparisons", comparisons), ("conversions", conversions),
    ("arithmetic", arithmetic), ("collections", collections), ("syntax", syntax),
    ("texts", texts), ("times", times), ("optionals", optionals),
  ]
}
