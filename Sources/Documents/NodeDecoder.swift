/// Turns nodes into Swift values, with the place of every error.
///
/// `Codable` types with synthesised conformance decode directly: a property's name is the
/// document's key. Two things differ from JSON decoders elsewhere:
///
/// - a list, dictionary or other `DecodesWhenAbsent` value whose key is missing or null gets
///   its absent value instead of an error, and
/// - in `.reject` mode every key that a type did not ask for is an error that names the
///   nearest valid key.
public struct NodeDecoder: Sendable {
  /// What happens to keys that the decoded type does not know.
  public enum UnknownFields: Sendable {
    /// They are ignored, as upstream does with manifests of newer versions.
    case tolerate
    /// They are errors.
    case reject
  }

  /// The file's name for messages.
  public var file: String
  /// What happens to keys that the decoded type does not know.
  public var unknownFields: UnknownFields

  /// Creates a decoder.
  public init(file: String, unknownFields: UnknownFields = .tolerate) {
    self.file = file
    self.unknownFields = unknownFields
  }

  /// Decodes one value.
  ///
  /// - Parameters:
  ///   - type: What to decode.
  ///   - node: Where from.
  ///   - path: The field path of `node` in its document, for messages.
  /// - Throws: The first error, with position, field path and the nearest valid name.
  public func decode<T: Decodable>(
    _ type: T.Type, from node: Node, path: String = ""
  ) throws(DocumentError) -> T {
    do {
      return try NodeReading.decode(
        type, node: node, path: [],
        context: NodeReading.Context(file: file, prefix: path, mode: unknownFields))
    } catch let error as DocumentError {
      throw error
    } catch {
      throw DocumentError(
        file: file, position: node.position, path: path, problem: "\(error)")
    }
  }
}

/// A value that stands for itself where a document says nothing.
public protocol DecodesWhenAbsent {
  /// The value of a key that is missing or null.
  static var whenAbsent: Self { get }
}

extension Array: DecodesWhenAbsent {
  /// Empty.
  public static var whenAbsent: [Element] { [] }
}

extension Dictionary: DecodesWhenAbsent {
  /// Empty.
  public static var whenAbsent: [Key: Value] { [:] }
}

extension Set: DecodesWhenAbsent {
  /// Empty.
  public static var whenAbsent: Set<Element> { [] }
}

extension DocumentError {
  /// Translates an error that a type's own `init(from:)` threw, with the deepest place known.
  init(_ error: DecodingError, from reading: NodeReading) {
    let found: DecodingError.Context
    var problem: String
    switch error {
    case .dataCorrupted(let context): (found, problem) = (context, context.debugDescription)
    case .typeMismatch(_, let context): (found, problem) = (context, context.debugDescription)
    case .valueNotFound(_, let context): (found, problem) = (context, context.debugDescription)
    case .keyNotFound(let key, let context):
      (found, problem) = (context, "missing field \"\(key.stringValue)\"")
    @unknown default:
      self = reading.failure("\(error)")
      return
    }
    let here = reading.codingPath
    let path = found.codingPath.count < here.count ? here : found.codingPath
    var node = reading.node
    for key in path.dropFirst(here.count) {
      let element = key.intValue.flatMap { index in
        node.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      }
      guard let child = element ?? node[key.stringValue] else { break }
      node = child
    }
    if problem.isEmpty { problem = "is not valid" }
    self.init(
      file: reading.context.file, position: node.position,
      path: NodeReading.text(of: path, after: reading.context.prefix), problem: problem)
  }
}
