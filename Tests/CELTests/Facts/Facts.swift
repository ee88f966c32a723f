/// What the language's specification says about expressions, restated: one fact a line, the
/// expression, an arrow, and an expression of the same value or the word `error`.
///
/// Left out is where cel-go differs from the specification: repeated keys of a map are no error, nor
/// is a search that begins behind the end, nor a field of what is no map after `?.`.
///
/// Facts of: `google/cel-spec tests/simple/testdata`.
enum Facts {
  static let all: [(name: String, text: String)] = [
    ("basics", basics), ("comparisons", comparisons), ("conversions", conversions),
    ("arithmetic", arithmetic), ("collections", collections), ("syntax", syntax),
    ("texts", texts), ("times", times), ("optionals", optionals),
  ]
}
