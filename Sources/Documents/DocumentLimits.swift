/// How large a document may be before reading stops with an error.
///
/// They bound memory and time for hostile input; real manifests stay far below.
public struct DocumentLimits: Sendable, Equatable {
  /// The size of the text in bytes.
  public var maximumBytes: Int
  /// How deep lists and objects may nest.
  public var maximumDepth: Int
  /// How many values a file may hold, where an alias counts as all that it stands for.
  public var maximumNodes: Int

  /// Creates limits.
  ///
  /// The depth is at most 512 whatever is asked for, so that recursion over a document
  /// always fits the stack of a thread.
  public init(
    maximumBytes: Int = 64 << 20, maximumDepth: Int = 128, maximumNodes: Int = 8_000_000
  ) {
    self.maximumBytes = maximumBytes
    self.maximumDepth = min(maximumDepth, 512)
    self.maximumNodes = maximumNodes
  }

  /// The limits used when none are given.
  public static let standard = DocumentLimits()
}
