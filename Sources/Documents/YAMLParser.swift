import CYaml

/// A YAML reader on libyaml's event stream (the parser inside Yams).
///
/// It builds nodes with an explicit stack, so depth is bounded before anything recurses, and
/// it counts every alias as all the values that it stands for, so alias bombs stop at the
/// limit of values instead of exhausting whoever walks the result.
struct YAMLParser: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let bytes: UnsafeBufferPointer<UInt8>
  private let file: String
  private let limits: DocumentLimits
  private var stack: [Frame] = []
  private var anchors: [String: Anchored] = [:]
  private var nodeCount = 0

  /// A list or mapping that is not finished yet.
  private struct Frame {
    var isMapping: Bool
    var position: Node.Position
    var anchor: String?
    var countBefore: Int
    var height = 1
    var elements: [Node] = []
    var members: [Node.Member] = []
    var names = NameSet()
    var key: (name: String, position: Node.Position)?
    var isMergeKey = false
    var merged: [Node] = []
  }

  private struct Anchored {
    var node: Node
    var count: Int
    var height: Int
  }

  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, limits: DocumentLimits) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    yaml_parser_initialize(parser)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  /// All documents that are not empty.
  mutating func documents() throws(DocumentError) -> [Node] {
    guard !bytes.isEmpty else { return [] }
    var documents: [Node] = []
    while true {
      var event = yaml_event_t()
      guard yaml_parser_parse(parser, &event) == 1 else { throw parserFailure() }
      defer { yaml_event_delete(&event) }
      switch event.type {
      case YAML_STREAM_END_EVENT:
        return documents
      case YAML_DOCUMENT_START_EVENT:
        anchors.removeAll(keepingCapacity: true)
        stack.removeAll(keepingCapacity: true)
      case YAML_STREAM_START_EVENT, YAML_DOCUMENT_END_EVENT, YAML_NO_EVENT:
        break
      default:
        if let root = try handle(event), !root.isNull { documents.append(root) }
      }
    }
  }

  // MARK: Events

  /// Takes one event in; returns the document's value once it is complete.
  private mutating func handle(_ event: yaml_event_t) throws(DocumentError) -> Node? {
    let position = Node.Position(
      line: Int32(clamping: event.start_mark.line + 1),
      column: Int32(clamping: event.start_mark.column + 1))
    switch event.type {
    case YAML_ALIAS_EVENT:
      let name = text(event.data.alias.anchor) ?? ""
      guard let anchored = anchors[name] else {
        throw failure("unknown or unfinished anchor \"\(name)\"", at: position)
      }
      if stack.count + anchored.height > limits.maximumDepth + 1 {
        throw tooDeep(at: position)
      }
      try count(anchored.count, at: position)
      return try complete(anchored.node, height: anchored.height, isPlain: false, at: position)
    case YAML_SCALAR_EVENT:
      return try handleScalar(event, at: position)
    case YAML_SEQUENCE_START_EVENT:
      try open(
        isMapping: false, anchor: text(event.data.sequence_start.anchor), at: position)
    case YAML_MAPPING_START_EVENT:
      try open(isMapping: true, anchor: text(event.data.mapping_start.anchor), at: position)
    case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
      return try close()
    default:
      break
    }
    return nil
  }

  private mutating func handleScalar(
    _ event: yaml_event_t, at position: Node.Position
  ) throws(DocumentError) -> Node? {
    let scalar = event.data.scalar
    let raw = UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length))
    let value = String(decoding: raw, as: UTF8.self)
    let isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
    var content = Node.Content.string(value)
    let tag = text(scalar.tag)
    let isTyped =
      switch tag {
      case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool",
        "tag:yaml.org,2002:null":
        true
      default: tag == nil && isPlain
      }
    if isTyped {
      guard let resolved = YAMLScalar.resolve(value) else {
        throw failure("a number must be finite, not \"\(value)\"", at: position)
      }
      content = resolved
    }
    try count(1, at: position)
    let node = Node(content, position: position)
    if let anchor = text(scalar.anchor) {
      anchors[anchor] = Anchored(node: node, count: 1, height: 0)
    }
    return try complete(
      node, height: 0, isPlain: isPlain && tag == nil && value == "<<", at: position)
  }

  private mutating func open(
    isMapping: Bool, anchor: String?, at position: Node.Position
  ) throws(DocumentError) {
    if let frame = stack.last, frame.isMapping, frame.key == nil, !frame.isMergeKey {
      throw failure("a key must be a single word, not a list or object", at: position)
    }
    if stack.count >= limits.maximumDepth { throw tooDeep(at: position) }
    try count(1, at: position)
    if let anchor { anchors[anchor] = nil }
    stack.append(
      Frame(
        isMapping: isMapping, position: position, anchor: anchor, countBefore: nodeCount - 1))
  }

  private mutating func close() throws(DocumentError) -> Node? {
    guard var frame = stack.popLast() else { return nil }
    for source in frame.merged {
      for member in source.object ?? []
      where frame.names.insert(member.key, among: frame.members) {
        frame.members.append(member)
      }
    }
    let node = Node(
      frame.isMapping ? .object(frame.members) : .array(frame.elements),
      position: frame.position)
    if let anchor = frame.anchor {
      anchors[anchor] = Anchored(
        node: node, count: nodeCount - frame.countBefore, height: frame.height)
    }
    return try complete(node, height: frame.height, isPlain: false, at: frame.position)
  }

  /// Puts a finished value where it belongs: into the frame on top, or out as the document.
  private mutating func complete(
    _ node: Node, height: Int, isPlain isMerge: Bool, at position: Node.Position
  ) throws(DocumentError) -> Node? {
    guard let top = stack.indices.last else { return node }
    stack[top].height = max(stack[top].height, height + 1)
    if !stack[top].isMapping {
      stack[top].elements.append(node)
      return nil
    }
    if let key = stack[top].key {
      stack[top].members.append(
        Node.Member(key: key.name, keyPosition: key.position, value: node))
      stack[top].key = nil
    } else if stack[top].isMergeKey {
      stack[top].isMergeKey = false
      try merge(node, into: top, at: position)
    } else if isMerge {
      stack[top].isMergeKey = true
    } else {
      let name = try keyName(node, at: position)
      if !stack[top].names.insert(name, among: stack[top].members) {
        throw failure("duplicate key \"\(name)\"", at: position)
      }
      stack[top].key = (name, position)
    }
    return nil
  }

  private mutating func merge(
    _ node: Node, into top: Int, at position: Node.Position
  ) throws(DocumentError) {
    switch node.content {
    case .object: stack[top].merged.append(node)
    case .array(let nodes) where nodes.allSatisfy({ $0.object != nil }):
      stack[top].merged += nodes
    default: throw failure("\"<<\" merges an object or a list of objects", at: position)
    }
  }

  /// Keys that are numbers or Booleans become text, as in `kubectl`.
  private func keyName(_ node: Node, at position: Node.Position) throws(DocumentError) -> String {
    switch node.content {
    case .string(let name): return name
    case .integer, .number, .bool: return node.json()
    case .null: throw failure("a key must not be empty", at: position)
    case .array, .object:
      throw failure("a key must be a single word, not a list or object", at: position)
    }
  }

  private mutating func count(_ nodes: Int, at position: Node.Position) throws(DocumentError) {
    let (sum, overflow) = nodeCount.addingReportingOverflow(nodes)
    nodeCount = sum
    if overflow || nodeCount > limits.maximumNodes {
      throw failure("holds more than \(limits.maximumNodes) values", at: position)
    }
  }

  // MARK: Errors

  private func text(_ pointer: UnsafePointer<UInt8>?) -> String? {
    pointer.map { String(cString: $0) }
  }

  private func failure(_ problem: String, at position: Node.Position) -> DocumentError {
    DocumentError(file: file, position: position, problem: problem)
  }

  private func tooDeep(at position: Node.Position) -> DocumentError {
    failure("nests deeper than \(limits.maximumDepth) levels", at: position)
  }

  private func parserFailure() -> DocumentError {
    let state = parser.pointee
    let problem = state.problem.map { String(cString: $0) } ?? "cannot be read as YAML"
    guard state.error != YAML_READER_ERROR else {
      return failure(problem, at: place(of: Int(state.problem_offset)))
    }
    var position = Node.Position(
      line: Int32(clamping: state.problem_mark.line + 1),
      column: Int32(clamping: state.problem_mark.column + 1))
    var words = problem
    if let context = state.context {
      words = "\(String(cString: context)): \(problem)"
      if state.problem_mark.line == 0, state.problem_mark.column == 0 {
        position = Node.Position(
          line: Int32(clamping: state.context_mark.line + 1),
          column: Int32(clamping: state.context_mark.column + 1))
      }
    }
    return failure(words, at: position)
  }

  /// The line and column of a byte, for errors that the byte reader reports.
  private func place(of offset: Int) -> Node.Position {
    var position = Node.Position(line: 1, column: 1)
    for byte in bytes.prefix(offset) {
      if byte == 0x0A {
        position.line &+= 1
        position.column = 1
      } else if byte & 0xC0 != 0x80 {
        position.column &+= 1
      }
    }
    return position
  }
}
