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
        context: NodeReading.Context(root: node, file: file, prefix: path, mode: unknownFields))
    } catch let error as DocumentError {
      throw error
    } catch let error as DecodingError {
      throw DocumentError(error, in: node, file: file, path: path)
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
  /// Translates an error that a type's own `init(from:)` threw.
  init(_ error: DecodingError, in root: Node, file: String, path prefix: String) {
    let context: DecodingError.Context
    var problem: String
    switch error {
    case .dataCorrupted(let found): (context, problem) = (found, found.debugDescription)
    case .typeMismatch(_, let found): (context, problem) = (found, found.debugDescription)
    case .valueNotFound(_, let found): (context, problem) = (found, found.debugDescription)
    case .keyNotFound(let key, let found):
      (context, problem) = (found, "missing field \"\(key.stringValue)\"")
    @unknown default:
      self.init(file: file, position: root.position, path: prefix, problem: "\(error)")
      return
    }
    var node = root
    for key in context.codingPath {
      let next = key.intValue.flatMap { index in
        node.array.flatMap { $0.indices.contains(index) ? $0[index] : nil }
      }
      guard let child = next ?? node[key.stringValue] else { break }
      node = child
    }
    if problem.isEmpty { problem = "is not valid" }
    self.init(
      file: file, position: node.position,
      path: NodeReading.text(of: context.codingPath, after: prefix), problem: problem)
  }
}
