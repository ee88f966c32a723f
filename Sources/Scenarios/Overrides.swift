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

/// A value given on the command line: `--set spec.run.replications=10`.
public struct Override: Sendable, Equatable {
  /// As given.
  public let text: String
  let steps: [PathStep]
  let value: Node

  /// Reads `path=value`, the value being YAML; `spec.` may be left out.
  public init(parsing text: String) throws(DocumentError) {
    func failure(_ problem: String) -> DocumentError {
      DocumentError(file: "--set \(text)", problem: problem)
    }
    guard let equals = text.firstIndex(of: "=") else {
      throw failure("write path=value, such as run.replications=10")
    }
    var path = String(text[..<equals])
    if !path.hasPrefix("spec."), !path.hasPrefix("metadata.") { path = "spec." + path }
    guard let steps = PathStep.parse(path) else {
      throw failure("\"\(path)\" is no path, such as fleet.clusters[0].count")
    }
    let source = String(text[text.index(after: equals)...])
    let documents = try DocumentReader.read(source, file: "--set \(text)")
    self.text = text
    self.steps = steps
    self.value = (documents.first ?? .null).withoutPositions
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
      changed.position = node.position
      return changed
    }
    var node = node
    switch step {
    case .member(let name):
      if !node.isNull, node.object == nil {
        throw DocumentError(
          file: "--set \(text)", problem: "\"\(name)\" would be a field of \(node.kindDescription)")
      }
      let position = node.position
      let inner = node[name] ?? Node(.null, position: position)
      let changed = try apply(steps.dropFirst(), to: inner)
      if node.isNull { node = Node(.object([]), position: position) }
      node.set(name, changed)
    case .element(let index):
      guard case .array(var elements) = node.content, elements.indices.contains(index) else {
        throw DocumentError(
          file: "--set \(text)",
          problem: "there is no element [\(index)]; the list has \(node.array?.count ?? 0)")
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
