import Documents

/// Applies overrides to an object as one JSON patch.
///
/// What the library does beyond RFC 6902 is kept: negative indices count from the end, `replace`
/// of an absent member adds it, and whatever stands before the first slash of a path is ignored.
/// `move` and `copy` always fail, because an override has no `from`.
///
/// Mirrors: `evanphx/json-patch@v4.13.0 patch.go`, `kubefed@d6f10d2
/// pkg/controller/util/overrides.go` (ApplyJSONPatch); vectors `kubefed/overrides.jsonl.gz`.
public enum JSONPatch {
  /// Why a patch does not apply.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String
  }

  /// The object with all changes, or the first one's failure.
  public static func apply(
    _ overrides: [ClusterOverride], to object: Node
  ) throws(Failure) -> Node {
    var document = object
    for override in overrides {
      let op = override.op.isEmpty ? "replace" : override.op
      switch op {
      case "add", "remove", "replace", "test":
        try apply(op, override, to: &document)
      case "move", "copy":
        throw Failure(description: "\(op) operation, missing from field: missing value")
      default:
        throw Failure(description: "Unexpected kind: \(op)")
      }
    }
    try checkIsObject(document)
    return document
  }

  private static func apply(
    _ op: String, _ override: ClusterOverride, to document: inout Node
  ) throws(Failure) {
    let path = override.path
    if path.isEmpty {
      try applyToWhole(op, override, to: &document)
      return
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 2, let last = parts.last else { throw missing(op, path) }
    let parents = parts[1..<(parts.count - 1)].map(unescaped)
    let key = unescaped(last)
    try change(&document, parents[...], missing(op, path)) { (container) throws(Failure) in
      try change(&container, key, op, override)
    }
  }

  private static func applyToWhole(
    _ op: String, _ override: ClusterOverride, to document: inout Node
  ) throws(Failure) {
    switch op {
    case "replace":
      guard let value = override.value, value.object != nil || value.array != nil else {
        throw Failure(description: "replace operation value must be object or array")
      }
      document = value
    case "test":
      guard let value = override.value, isSame(document, value) else { throw failedTest("") }
    default: throw missing(op, "")
    }
  }

  /// Walks down to the container that the last part of a path is in.
  private static func change(
    _ node: inout Node, _ parents: ArraySlice<String>, _ missing: Failure,
    _ body: (inout Node) throws(Failure) -> Void
  ) throws(Failure) {
    guard let next = parents.first else {
      guard node.object != nil || node.array != nil else { throw missing }
      try body(&node)
      return
    }
    switch node.content {
    case .object(var members):
      guard let index = members.firstIndex(where: { $0.key == next }) else { throw missing }
      node.content = .null  // Lets the members be changed in place.
      try change(&members[index].value, parents.dropFirst(), missing, body)
      node.content = .object(members)
    case .array(var elements):
      guard let index = try? existing(next, elements.count) else { throw missing }
      node.content = .null
      try change(&elements[index], parents.dropFirst(), missing, body)
      node.content = .array(elements)
    case .null, .bool, .integer, .number, .string: throw missing
    }
  }

  private static func change(
    _ container: inout Node, _ key: String, _ op: String, _ override: ClusterOverride
  ) throws(Failure) {
    let value = override.value ?? .null
    if let elements = container.array {
      try change(elements, &container, key, op, override, value)
      return
    }
    switch op {
    case "remove":
      guard container[key] != nil else {
        throw Failure(
          description: "error in remove for path: '\(override.path)': Unable to remove nonexistent"
            + " key: \(key): missing value")
      }
      container.remove(key)
    case "test": try test(container[key] ?? .null, override)
    default: container.set(key, value)
    }
  }

  private static func change(
    _ elements: [Node], _ container: inout Node, _ key: String, _ op: String,
    _ override: ClusterOverride, _ value: Node
  ) throws(Failure) {
    var elements = elements
    container.content = .null
    do throws(Failure) {
      switch op {
      case "add" where key == "-": elements.append(value)
      case "add": elements.insert(value, at: try place(key, elements.count))
      case "remove": elements.remove(at: try existing(key, elements.count))
      case "test": try test(elements[try existing(key, elements.count)], override)
      default: elements[try existing(key, elements.count)] = value
      }
    } catch {
      throw Failure(
        description: "error in \(op) for path: '\(override.path)': \(error.description)")
    }
    container.content = .array(elements)
  }

  private static func test(_ found: Node, _ override: ClusterOverride) throws(Failure) {
    guard isSame(found, override.value ?? .null) else { throw failedTest(override.path) }
  }

  // MARK: Parts of paths

  /// `~1` is a slash, `~0` a tilde.
  private static func unescaped(_ part: Substring) -> String {
    var result = ""
    var rest = part
    while let character = rest.popFirst() {
      if character == "~", let next = rest.first, next == "0" || next == "1" {
        rest.removeFirst()
        result.append(next == "1" ? "/" : "~")
      } else {
        result.append(character)
      }
    }
    return result
  }

  /// The place of an element that is there.
  private static func existing(_ key: String, _ count: Int) throws(Failure) -> Int {
    let index = try number(key)
    guard index < count, index >= -count else { throw outside(index) }
    return index < 0 ? index + count : index
  }

  /// The place where an element can be put in: also behind the last one.
  private static func place(_ key: String, _ count: Int) throws(Failure) -> Int {
    let index = try number(key)
    guard index <= count, index >= -(count + 1) else { throw outside(index) }
    return index < 0 ? index + count + 1 : index
  }

  private static func number(_ key: String) throws(Failure) -> Int {
    guard let index = Int(key) else {
      throw Failure(description: "strconv.Atoi: parsing \"\(key)\": invalid syntax")
    }
    return index
  }

  private static func outside(_ index: Int) -> Failure {
    Failure(
      description: "Unable to access invalid index: \(index): invalid index referenced")
  }

  private static func missing(_ op: String, _ path: String) -> Failure {
    Failure(
      description: "\(op) operation does not apply: doc is missing path: \(path): missing value")
  }

  private static func failedTest(_ path: String) -> Failure {
    Failure(description: "testing value \(path) failed: test failed")
  }

  // MARK: Values

  /// Equality of texts after encoding: numbers are compared exactly.
  private static func isSame(_ left: Node, _ right: Node) -> Bool {
    switch (left.content, right.content) {
    case (.object(let own), .object(let others)):
      own.count == others.count
        && own.allSatisfy { member in
          right[member.key].map { isSame(member.value, $0) } ?? false
        }
    case (.array(let own), .array(let others)):
      own.count == others.count && zip(own, others).allSatisfy { isSame($0, $1) }
    case (.integer(let whole), .number(let other)), (.number(let other), .integer(let whole)):
      Int64(exactly: other) == whole
    default: left == right
    }
  }

  /// What the patched text must be to be read as an object again.
  private static func checkIsObject(_ document: Node) throws(Failure) {
    guard document.object != nil, let kind = document["kind"]?.string, !kind.isEmpty else {
      throw Failure(description: "Object 'Kind' is missing")
    }
    let version = document["apiVersion"]?.string ?? ""
    if version.utf8.count(where: { $0 == UInt8(ascii: "/") }) > 1 {
      throw Failure(description: "unexpected GroupVersion string: \(version)")
    }
  }
}
