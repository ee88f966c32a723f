/// The parts of an image's name: `registry:5000/team/app:v1`, `app@sha256:…`.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/imageparser`, `distribution/reference@v0.6.0`.
struct ImageReference: Equatable {
  /// The registry with its port; empty if the name begins with the repository.
  var hostname: String
  /// The repository without registry.
  var repository: String
  /// The tag; empty for none.
  private(set) var tag = ""
  /// The digest; empty for none, and where there is a tag.
  private(set) var digest = ""

  /// Why a name is none.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Takes a name apart.
  init(_ text: String) throws(Failure) {
    guard let parts = Self.parts(text) else {
      if text.isEmpty {
        throw Failure(description: "repository name must have at least one component")
      }
      let isCase = Self.parts(text.lowercased()) != nil
      throw Failure(
        description: isCase ? "repository name must be lowercase" : "invalid reference format")
    }
    guard parts.pathLength <= 255 else {
      throw Failure(description: "repository name must not be more than 255 characters")
    }
    if !parts.digest.isEmpty { try Self.check(digest: parts.digest) }
    let first = parts.name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    if first.count == 2,
      first[0].contains(where: { $0 == "." || $0 == ":" })
        || first[0] == "localhost"
    {
      (hostname, repository) = (String(first[0]), String(first[1]))
    } else {
      (hostname, repository) = ("", parts.name)
    }
    tag = parts.tag
    if tag.isEmpty { digest = parts.digest }
  }

  /// The whole name.
  var text: String {
    let name = hostname.isEmpty ? repository : "\(hostname)/\(repository)"
    if !tag.isEmpty { return "\(name):\(tag)" }
    return digest.isEmpty ? name : "\(name)@\(digest)"
  }

  /// The tag, or the digest if there is none.
  var tagOrDigest: String { tag.isEmpty ? digest : tag }

  /// Puts a tag or a digest in place of either; anything else changes nothing.
  mutating func setTagOrDigest(_ text: String) {
    if Self.isTag(text.utf8[...]) {
      (tag, digest) = (text, "")
    } else if Self.isDigest(text.utf8[...]) {
      (tag, digest) = ("", text)
    }
  }

  /// Drops the tag, or the digest if there is none.
  mutating func removeTagOrDigest() {
    if tag.isEmpty { digest = "" } else { tag = "" }
  }

  // MARK: Syntax

  private typealias Bytes = Substring.UTF8View

  private static func parts(
    _ text: String
  ) -> (name: String, tag: String, digest: String, pathLength: Int)? {
    var rest = Substring(text).utf8
    var digest = rest.prefix(0)
    if let at = rest.firstIndex(of: UInt8(ascii: "@")) {
      digest = rest[rest.index(after: at)...]
      rest = rest[..<at]
      guard isDigest(digest) else { return nil }
    }
    let tail = rest.lastIndex(of: UInt8(ascii: "/")) ?? rest.startIndex
    var tag = rest.prefix(0)
    if let colon = rest[tail...].firstIndex(of: UInt8(ascii: ":")) {
      tag = rest[rest.index(after: colon)...]
      rest = rest[..<colon]
      guard isTag(tag) else { return nil }
    }
    let slash = rest.firstIndex(of: UInt8(ascii: "/"))
    let pathLength: Int
    if let slash, isDomain(rest[..<slash]), isPath(rest[rest.index(after: slash)...]) {
      pathLength = rest[rest.index(after: slash)...].count
    } else if isPath(rest) {
      pathLength = rest.count
    } else {
      return nil
    }
    return (
      String(decoding: rest, as: UTF8.self), String(decoding: tag, as: UTF8.self),
      String(decoding: digest, as: UTF8.self), pathLength
    )
  }

  private static func isLowercase(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
  private static func isLetter(_ byte: UInt8) -> Bool { isLowercase(byte | 0x20) && byte >= 0x41 }
  private static func isAlphanumeric(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x66)
  }

  /// Up to 128 letters, digits, `_`, `.` and `-`, of which the first is none of the last two.
  private static func isTag(_ tag: Bytes) -> Bool {
    guard let first = tag.first, tag.count <= 128 else { return false }
    return (isAlphanumeric(first) || first == UInt8(ascii: "_"))
      && tag.allSatisfy { isAlphanumeric($0) || $0 == 0x5F || $0 == 0x2E || $0 == 0x2D }
  }

  /// Words with `-`, `_`, `+` or `.` between them, a colon, and at least 32 hexadecimal digits.
  private static func isDigest(_ digest: Bytes) -> Bool {
    guard let colon = digest.firstIndex(of: UInt8(ascii: ":")) else { return false }
    let value = digest[digest.index(after: colon)...]
    guard value.count >= 32, value.allSatisfy(isHexadecimal) else { return false }
    return digest[..<colon].split(omittingEmptySubsequences: false) {
      $0 == 0x2D || $0 == 0x5F || $0 == 0x2B || $0 == 0x2E
    }.allSatisfy { word in
      word.first.map(isLetter) == true && word.allSatisfy(isAlphanumeric)
    }
  }

  private static func check(digest: String) throws(Failure) {
    let parts = digest.split(separator: ":", maxSplits: 1)
    let length: Int
    switch parts[0] {
    case "sha256": length = 64
    case "sha384": length = 96
    case "sha512": length = 128
    default:
      let isLowercase = !parts[0].utf8.contains { $0 >= 0x41 && $0 <= 0x5A }
      throw Failure(
        description: isLowercase
          ? "unsupported digest algorithm" : "invalid checksum digest format")
    }
    guard parts[1].utf8.count == length else {
      throw Failure(description: "invalid checksum digest length")
    }
    guard parts[1].utf8.allSatisfy({ isDigit($0) || ($0 >= 0x61 && $0 <= 0x66) }) else {
      throw Failure(description: "invalid checksum digest format")
    }
  }

  /// Host names or an IPv6 address in brackets, with an optional port.
  private static func isDomain(_ domain: Bytes) -> Bool {
    var host = domain
    if domain.first == UInt8(ascii: "[") {
      guard let end = domain.firstIndex(of: UInt8(ascii: "]")) else { return false }
      let address = domain[domain.index(after: domain.startIndex)..<end]
      guard !address.isEmpty, address.allSatisfy({ isHexadecimal($0) || $0 == 0x3A }) else {
        return false
      }
      let port = domain[domain.index(after: end)...]
      return port.isEmpty || isPort(port)
    }
    if let colon = domain.firstIndex(of: UInt8(ascii: ":")) {
      guard isPort(domain[colon...]) else { return false }
      host = domain[..<colon]
    }
    return host.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        return isAlphanumeric(first) && isAlphanumeric(last)
          && label.allSatisfy { isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
      }
  }

  private static func isPort(_ port: Bytes) -> Bool {
    port.count > 1 && port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(isDigit)
  }

  /// Components between slashes: lower-case words joined by `.`, `_`, `__` or dashes.
  private static func isPath(_ path: Bytes) -> Bool {
    path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .allSatisfy(isPathComponent)
  }

  private static func isPathComponent(_ component: Bytes) -> Bool {
    let isWord = { (byte: UInt8) in isLowercase(byte) || isDigit(byte) }
    guard let first = component.first, let last = component.last, isWord(first), isWord(last)
    else { return false }
    var separator: [UInt8] = []
    for byte in component {
      if isWord(byte) {
        separator = []
        continue
      }
      separator.append(byte)
      switch separator {
      case [0x2E], [0x5F], [0x5F, 0x5F]: continue
      default:
        if !separator.allSatisfy({ $0 == 0x2D }) { return false }
      }
    }
    return true
  }
}
