import Documents

/// How one kind of value is written in a scenario: how it is read, how it is written back in
/// normal form, and how it is described to editors.
///
/// The three live together so that they cannot drift apart: `regatta run`, `regatta explain` and
/// `regatta schema` all use the same shapes.
public struct Shape<Value: Sendable>: Sendable {
  /// The JSON Schema of the value; definitions of objects go to the collector.
  let schema: @Sendable (SchemaCollector) -> Node
  /// Reads a node, or notes problems and returns nil.
  let read: @Sendable (Node, Reading) -> Value?
  /// The normal form; reading it gives an equal value.
  let write: @Sendable (Value) -> Node
  /// A word for the reference, such as `duration` or `list of text`.
  let word: String
  /// The object below this shape, for walking through the format.
  let declaration: (any AnyDeclaration)?

  init(
    word: String, declaration: (any AnyDeclaration)? = nil,
    schema: @escaping @Sendable (SchemaCollector) -> Node,
    read: @escaping @Sendable (Node, Reading) -> Value?,
    write: @escaping @Sendable (Value) -> Node
  ) {
    self.word = word
    self.declaration = declaration
    self.schema = schema
    self.read = read
    self.write = write
  }

  /// The same writing for another type; `build` returns nil after noting why.
  func map<Other: Sendable>(
    word: String? = nil,
    _ build: @escaping @Sendable (Value, Node, Reading) -> Other?,
    back: @escaping @Sendable (Other) -> Value
  ) -> Shape<Other> {
    Shape<Other>(
      word: word ?? self.word, declaration: declaration, schema: schema,
      read: { node, reading in read(node, reading).flatMap { build($0, node, reading) } },
      write: { write(back($0)) })
  }
}

/// The definitions that a schema refers to, gathered while it is written.
final class SchemaCollector {
  private(set) var definitions: [(name: String, schema: Node)] = []
  private var begun: Set<String> = []

  /// A reference to a definition, which is written on first use.
  func reference(to name: String, _ write: (SchemaCollector) -> Node) -> Node {
    if begun.insert(name).inserted {
      let position = definitions.count
      definitions.append((name, .null))
      definitions[position].schema = write(self)
    }
    return ["$ref": Node("#/$defs/" + name)]
  }
}
