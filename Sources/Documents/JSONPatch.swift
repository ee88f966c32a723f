/// A list of changes to a JSON document (RFC 6902), as Go's usual library applies them.
///
/// What that library does beyond the RFC is kept: negative indices count from the end, and
/// whatever stands before the first slash of a path is ignored. `move` and `copy` always fail,
/// because no operation here has a `from`. The two dialects differ where ``Dialect`` says so.
///
/// Mirrors: `evanphx/json-patch@v4.13.0 patch.go`, `evanphx/json-patch@v5.9.11 v5/patch.go`.
public struct JSONPatch: Sendable, Equatable {
  /// One change.
  public struct Operation: Sendable, Equatable {
    /// `add`, `remove`, `replace` or `test`.
    public var op: String
    /// A JSON pointer.
    public var path: String
    /// What is put there; null where nothing is given.
    public var value: Node

    /// A change.
    public init(_ op: String, _ path: String, _ value: Node = .null) {
      self.op = op
      self.path = path
      self.value = value
    }
  }

  /// Which major version of the library applies the patch.
  public enum Dialect: Sendable {
    /// `replace` of an absent member adds it; the whole document can be replaced, not added.
    case version4
    /// All operations must be known before any is applied; `replace` needs something to replace;
    /// `add` may put another document in place of the whole.
    case version5
  }

  /// Why a patch does not apply.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String

    /// A failure.
    public init(description: String) { self.description = description }
  }

  /// The changes in order.
  public var operations: [Operation]
  /// Which major version of the library applies them.
  public var dialect: Dialect
  /// What an empty first part of a path leads to in version 5: a copy of the document, whose
  /// changes are lost.
  private var copy: Node?

  /// A patch.
  public init(_ operations: [Operation], _ dialect: Dialect) {
    self.operations = operations
    self.dialect = dialect
  }

  /// The document with all changes.
  ///
  /// - Throws: The first failing operation; nothing of the patch is kept then.
  public func applied(to document: Node) throws(Failure) -> Node {
    if dialect == .version5 {
      try checkOperations()
      guard document.object != nil || document.array != nil || document.isNull else {
        throw Failure(
          description: "json: cannot unmarshal \(document.kindDescription) into Go value of type"
            + " map[string]*jsonpatch.lazyNode")
      }
    }
    var run = self
    run.copy = document
    var result = document
    for operation in operations { try run.apply(operation, to: &result) }
    return result
  }

  private func checkOperations() throws(Failure) {
    for operation in operations {
      switch operation.op {
      case "add", "remove", "replace", "test": continue
      case "move", "copy":
        throw Failure(
          description: "invalid operation: failed to decode 'from': operation, missing from field:"
            + " missing value")
      default: throw Failure(description: "invalid operation: unsupported operation")
      }
    }
  }

  private mutating func apply(
    _ operation: Operation, to document: inout Node
  ) throws(Failure) {
    switch operation.op {
    case "add", "remove", "replace", "test": break
    case "move", "copy":
      throw Failure(
        description: "\(operation.op) operation, missing from field: missing value")
    default: throw Failure(description: "Unexpected kind: \(operation.op)")
    }
    let path = operation.path
    if path.isEmpty {
      try applyToWhole(operation, &document)
      return
    }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 2, let last = parts.last else { throw missing(operation) }
    let parents = parts[1..<(parts.count - 1)].map(JSONPointer.unescaped)
    let key = JSONPointer.unescaped(last)
    if dialect == .version5, parents.first == "", var whole = copy {
      try change(&whole, parents.dropFirst(), missing(operation)) {
        (container) throws(Failure) in
        try change(&container, key, operation)
      }
      copy = whole
      return
    }
    try change(&document, parents[...], missing(operation)) { (container) throws(Failure) in
      try change(&container, key, operation)
    }
  }

  private mutating func applyToWhole(
    _ operation: Operation, _ document: inout Node
  ) throws(Failure) {
    let value = operation.value
    switch (operation.op, dialect) {
    case ("replace", _):
      guard value.object != nil || value.array != nil else {
        throw Failure(description: "replace operation value must be object or array")
      }
      document = value
      copy = nil
    case ("test", _):
      guard Self.isSame(document, value) else { throw failedTest("") }
    case ("add", .version5):
      guard value.object != nil || value.array != nil || value.isNull else {
        throw Failure(
          description: "json: cannot unmarshal \(value.kindDescription) into Go value of type"
            + " map[string]*jsonpatch.lazyNode")
      }
      document = value
      copy = value
    case ("remove", .version5):
      try change(&document, "", operation)
    default: throw missing(operation)
    }
  }

  /// Walks down to the container that the last part of a path is in.
  private func change(
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
      guard !(dialect == .version5 && next.isEmpty),
        let index = members.firstIndex(where: { $0.key == next })
      else { throw missing }
      node.content = .null  // Lets the members be changed in place.
      do throws(Failure) {
        try change(&members[index].value, parents.dropFirst(), missing, body)
      } catch {
        node.content = .object(members)
        throw error
      }
      node.content = .object(members)
    case .array(var elements):
      guard let index = try? Self.existing(next, elements.count) else { throw missing }
      node.content = .null
      do throws(Failure) {
        try change(&elements[index], parents.dropFirst(), missing, body)
      } catch {
        node.content = .array(elements)
        throw error
      }
      node.content = .array(elements)
    case .null, .bool, .integer, .number, .string: throw missing
    }
  }

  private func change(
    _ container: inout Node, _ key: String, _ operation: Operation
  ) throws(Failure) {
    if let elements = container.array {
      try change(elements, &container, key, operation)
      return
    }
    switch operation.op {
    case "remove":
      guard container[key] != nil else {
        let verb = dialect == .version4 ? "Unable" : "unable"
        throw Failure(
          description: "error in remove for path: '\(operation.path)': \(verb) to remove"
            + " nonexistent key: \(key): missing value")
      }
      container.remove(key)
    case "test": try test(container[key] ?? .null, operation)
    case "replace" where dialect == .version5 && !key.isEmpty && container[key] == nil:
      throw missingKey(operation)
    default: container.set(key, operation.value)
    }
  }

  private func change(
    _ elements: [Node], _ container: inout Node, _ key: String, _ operation: Operation
  ) throws(Failure) {
    var elements = elements
    if operation.op == "replace", dialect == .version5, !key.isEmpty,
      (try? Self.existing(key, elements.count)) == nil
    {
      throw missingKey(operation)
    }
    container.content = .null
    do throws(Failure) {
      switch operation.op {
      case "add" where key == "-": elements.append(operation.value)
      case "add": elements.insert(operation.value, at: try Self.place(key, elements.count))
      case "remove": elements.remove(at: try Self.existing(key, elements.count))
      case "test": try test(elements[try Self.existing(key, elements.count)], operation)
      default: elements[try Self.existing(key, elements.count)] = operation.value
      }
    } catch {
      container.content = .array(elements)
      throw Failure(
        description:
          "error in \(operation.op) for path: '\(operation.path)': \(error.description)")
    }
    container.content = .array(elements)
  }

  private func test(_ found: Node, _ operation: Operation) throws(Failure) {
    guard Self.isSame(found, operation.value) else { throw failedTest(operation.path) }
  }

  // MARK: Parts of paths

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

  private func missing(_ operation: Operation) -> Failure {
    let path =
      dialect == .version5 && (operation.op == "add" || operation.op == "remove")
      ? "\"\(operation.path)\"" : operation.path
    return Failure(
      description:
        "\(operation.op) operation does not apply: doc is missing path: \(path): missing value")
  }

  private func missingKey(_ operation: Operation) -> Failure {
    Failure(
      description: "replace operation does not apply: doc is missing key: \(operation.path):"
        + " missing value")
  }

  private func failedTest(_ path: String) -> Failure {
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
}
