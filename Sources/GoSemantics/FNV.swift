/// The Fowler–Noll–Vo hashes of Go's `hash/fnv`.
///
/// Each function starts from the given state, so that a hash over several pieces equals the hash
/// over their concatenation:
///
///     let whole = FNV.fnv1a32("ab")
///     let pieces = FNV.fnv1a32("b", from: FNV.fnv1a32("a"))   // equal
///
/// Mirrors: `go src/hash/fnv/fnv.go`.
// The names are those of Go's constructors, New32 and New64 beside New32a and New64a.
// swift-format-ignore: AlwaysUseLowerCamelCase
public enum FNV {
  /// The state of a 32-bit hash before any byte.
  public static let offset32: UInt32 = 0x811c_9dc5
  /// The state of a 64-bit hash before any byte.
  public static let offset64: UInt64 = 0xcbf2_9ce4_8422_2325

  @usableFromInline static let prime32: UInt32 = 0x0100_0193
  @usableFromInline static let prime64: UInt64 = 0x0000_0100_0000_01b3

  /// 32-bit FNV-1: multiply, then exclusive or.
  @inlinable
  public static func fnv1_32(
    _ bytes: some Sequence<UInt8>, from state: UInt32 = offset32
  ) -> UInt32 {
    var hash = state
    for byte in bytes { hash = (hash &* prime32) ^ UInt32(byte) }
    return hash
  }

  /// 32-bit FNV-1a: exclusive or, then multiply.
  @inlinable
  public static func fnv1a32(
    _ bytes: some Sequence<UInt8>, from state: UInt32 = offset32
  ) -> UInt32 {
    var hash = state
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* prime32 }
    return hash
  }

  /// 64-bit FNV-1: multiply, then exclusive or.
  @inlinable
  public static func fnv1_64(
    _ bytes: some Sequence<UInt8>, from state: UInt64 = offset64
  ) -> UInt64 {
    var hash = state
    for byte in bytes { hash = (hash &* prime64) ^ UInt64(byte) }
    return hash
  }

  /// 64-bit FNV-1a: exclusive or, then multiply.
  @inlinable
  public static func fnv1a64(
    _ bytes: some Sequence<UInt8>, from state: UInt64 = offset64
  ) -> UInt64 {
    var hash = state
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* prime64 }
    return hash
  }

  /// 32-bit FNV-1 of the UTF-8 of a text.
  @inlinable
  public static func fnv1_32(_ text: String, from state: UInt32 = offset32) -> UInt32 {
    fnv1_32(text.utf8, from: state)
  }

  /// 32-bit FNV-1a of the UTF-8 of a text.
  @inlinable
  public static func fnv1a32(_ text: String, from state: UInt32 = offset32) -> UInt32 {
    fnv1a32(text.utf8, from: state)
  }

  /// 64-bit FNV-1 of the UTF-8 of a text.
  @inlinable
  public static func fnv1_64(_ text: String, from state: UInt64 = offset64) -> UInt64 {
    fnv1_64(text.utf8, from: state)
  }

  /// 64-bit FNV-1a of the UTF-8 of a text.
  @inlinable
  public static func fnv1a64(_ text: String, from state: UInt64 = offset64) -> UInt64 {
    fnv1a64(text.utf8, from: state)
  }
}
