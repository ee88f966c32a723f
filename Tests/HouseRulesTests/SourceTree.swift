import Foundation

/// One Swift file of `Sources/`, read as text.
struct SourceFile: Sendable {
  /// The module it belongs to.
  let module: String
  /// Its path below the package's root.
  let path: String
  let lines: [Substring]

  /// The modules it imports.
  var imports: [String] {
    lines.compactMap { line in
      let words = line.split(separator: " ")
      guard let index = words.firstIndex(of: "import"), index <= 2, index + 1 < words.count,
        words[..<index].allSatisfy({ $0.hasPrefix("@") || ["public", "internal"].contains($0) })
      else { return nil }
      return String(words[index + 1].prefix { $0 != "." })
    }
  }

  /// Lines of code with their numbers: comments cut off, string literals blanked.
  var code: [(number: Int, text: String)] {
    var found: [(Int, String)] = []
    var insideRawText = false
    for (index, line) in lines.enumerated() {
      if line.contains("\"\"\"") {
        if line.components(separatedBy: "\"\"\"").count.isMultiple(of: 2) { insideRawText.toggle() }
        continue
      }
      if insideRawText { continue }
      var text = String(line)
      if let comment = text.range(of: "//") { text = String(text[..<comment.lowerBound]) }
      text = text.replacing(#/"[^"]*"/#, with: "\"\"")
      found.append((index + 1, text))
    }
    return found
  }
}

/// The sources of the package this test was built from.
enum SourceTree {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Every Swift file below `Sources/`, in path order.
  static let files: [SourceFile] = {
    let sources = root.appending(path: "Sources")
    let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String }
    return (paths ?? []).filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
      guard let text = try? String(contentsOf: sources.appending(path: path), encoding: .utf8)
      else { return nil }
      return SourceFile(
        module: module(of: path), path: "Sources/" + path,
        lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }()

  /// `Systems/Karmada/Decisions/…` is module `Karmada`; `…/Controllers/…` is `KarmadaControllers`.
  private static func module(of path: String) -> String {
    let parts = path.split(separator: "/").map(String.init)
    guard parts[0] == "Systems", parts.count > 2 else { return parts[0] }
    return parts[2] == "Controllers" ? parts[1] + "Controllers" : parts[1]
  }
}
