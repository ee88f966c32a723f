import Documents

/// One step of a field path.
enum PathStep: Equatable {
  case member(String)
  case element(Int)

  /// Reads a path such as `spec.fleet.regions[2].name`; nil if it is malformed.
  static func parse(_ path: String) -> [PathStep]? {
    var steps: [PathStep] = []
    for part in path.split(separator: ".", omittingEmptySubsequences: false) {
      var rest = part
      let name = rest.prefix { $0 != "[" }
      guard !name.isEmpty else { return nil }
      steps.append(.member(String(name)))
      rest.removeFirst(name.count)
      while !rest.isEmpty {
        guard rest.first == "[", let end = rest.firstIndex(of: "]"),
          let index = Int(rest[rest.index(after: rest.startIndex)..<end]), index >= 0
        else { return nil }
        steps.append(.element(index))
        rest = rest[rest.index(after: end)...]
      }
    }
    return steps
  }
}

/// A value that replaces another: `--set spec.run.replications=10`, or an entry of an arm's `set`.
public struct Override: Sendable, Equatable {
  /// Where it was given, for messages.
  struct Place: Sendable, Equatable {
    /// A file, or an option with its value.
    var file: String
    var position = Node.Position.none
    /// The field in that file; empty for an option.
    var path = ""
  }

  /// As given.
  public let text: String
  let place: Place
  let steps: [PathStep]
  let value: Node

  /// Reads `path=value`, the value being YAML; `spec.` may be left out.
  public init(parsing text: String) throws(DocumentError) {
    try self.init(parsing: text, at: Place(file: "--set \(text)"))
  }

  /// Reads `path=value` of an option.
  init(parsing text: String, at place: Place) throws(DocumentError) {
    guard let equals = text.firstIndex(of: "=") else {
      throw Self.failure(place, "write path=value, such as run.replications=10")
    }
    let source = String(text[text.index(after: equals)...])
    let documents = try DocumentReader.read(source, file: place.file)
    try self.init(
      String(text[..<equals]), (documents.first ?? .null).withoutPositions, text: text, at: place)
  }

  /// Sets the field at `path`, from whose beginning `spec.` may be left out.
  init(_ path: String, _ value: Node, text: String, at place: Place) throws(DocumentError) {
    var path = path
    if !path.hasPrefix("spec."), !path.hasPrefix("metadata.") { path = "spec." + path }
    guard let steps = PathStep.parse(path) else {
      throw Self.failure(place, "\"\(path)\" is no path, such as fleet.clusters[0].count")
    }
    self.text = text
    self.place = place
    self.steps = steps
    self.value = value
  }

  private static func failure(_ place: Place, _ problem: String) -> DocumentError {
    DocumentError(file: place.file, position: place.position, path: place.path, problem: problem)
  }

  /// Puts the value into a document; missing objects are created, list elements must exist.
  func apply(to node: Node) throws(DocumentError) -> Node {
    try apply(steps[...], to: node)
  }

  private func apply(
    _ steps: ArraySlice<PathStep>, to node: Node
  ) throws(DocumentError) -> Node {
    guard let step = steps.first else {
      var changed = value
      if changed.position == .none { changed.position = node.position }
      return changed
    }
    var node = node
    switch step {
    case .member(let name):
      if !node.isNull, node.object == nil {
        throw Self.failure(place, "\"\(name)\" would be a field of \(node.kindDescription)")
      }
      let position = node.position
      let inner = node[name] ?? Node(.null, position: position)
      let changed = try apply(steps.dropFirst(), to: inner)
      if node[name] != nil {
        node.set(name, changed)
      } else {
        // What was not written there was written in the arm.
        let member = Node.Member(key: name, keyPosition: place.position, value: changed)
        node = Node(.object((node.object ?? []) + [member]), position: position)
      }
    case .element(let index):
      guard case .array(var elements) = node.content, elements.indices.contains(index) else {
        throw Self.failure(
          place, "there is no element [\(index)]; the list has \(node.array?.count ?? 0)")
      }
      elements[index] = try apply(steps.dropFirst(), to: elements[index])
      node = Node(.array(elements), position: node.position)
    }
    return node
  }
}

extension Node {
  /// The same values, as if never written.
  var withoutPositions: Node {
    switch content {
    case .array(let elements): Node(.array(elements.map(\.withoutPositions)))
    case .object(let members):
      Node(.object(members.map { Member(key: $0.key, value: $0.value.withoutPositions) }))
    default: Node(content)
    }
  }
}
