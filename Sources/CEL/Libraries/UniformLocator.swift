/// A uniform resource locator.
///
/// Mirrors: `go src/net/url/url.go` (Parse, ParseRequestURI).
public struct UniformLocator: Sendable {
  var scheme = ""
  var opaque = ""
  var userInformation: String?
  /// The host and port as they are, percent-decoded.
  var host = ""
  /// The decoded bytes of the path.
  var path: [UInt8] = []
  /// The path as written.
  var writtenPath: [UInt8] = []
  var query = ""
  var hasEmptyQuery = false
  var fragment = ""

  /// Why a text is no locator.
  struct Fault: Error {
    let message: String
  }

  /// Reads a locator that may have a fragment.
  static func parse(_ text: String) throws(Fault) -> UniformLocator {
    guard let mark = text.utf8.firstIndex(of: UInt8(ascii: "#")) else {
      return try parse(Array(text.utf8), isRequest: false)
    }
    var locator = try parse(Array(text.utf8[..<mark]), isRequest: false)
    locator.fragment = String(text[text.utf8.index(after: mark)...])
    _ = try unescaped(Array(locator.fragment.utf8), .other)
    return locator
  }

  /// Reads a locator as a request names it: absolute or with an absolute path.
  static func parseRequest(_ text: String) throws(Fault) -> UniformLocator {
    try parse(Array(text.utf8), isRequest: true)
  }

  private static func parse(
    _ bytes: [UInt8], isRequest: Bool
  ) throws(Fault) -> UniformLocator {
    if bytes.contains(where: { $0 < 32 || $0 == 127 }) {
      throw Fault(message: "net/url: invalid control character in URL")
    }
    if bytes.isEmpty, isRequest { throw Fault(message: "empty url") }
    var locator = UniformLocator()
    if bytes == [UInt8(ascii: "*")] {
      locator.path = bytes
      locator.writtenPath = bytes
      return locator
    }
    var rest = try locator.takeScheme(bytes)[...]
    let marks = rest.count { $0 == UInt8(ascii: "?") }
    if marks == 1, rest.last == UInt8(ascii: "?") {
      locator.hasEmptyQuery = true
      rest.removeLast()
    } else if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      locator.query = String(decoding: rest[(mark + 1)...], as: UTF8.self)
      rest = rest[..<mark]
    }
    let slash = UInt8(ascii: "/")
    if rest.first != slash {
      if !locator.scheme.isEmpty {
        locator.opaque = String(decoding: rest, as: UTF8.self)
        return locator
      }
      if isRequest { throw Fault(message: "invalid URI for request") }
      if rest.prefix(while: { $0 != slash }).contains(UInt8(ascii: ":")) {
        throw Fault(message: "first path segment in URL cannot contain colon")
      }
    }
    let hasAuthority =
      !locator.scheme.isEmpty || (!isRequest && !rest.starts(with: "///".utf8))
    if hasAuthority, rest.starts(with: "//".utf8) {
      let authority = rest.dropFirst(2).prefix { $0 != slash }
      rest = rest.dropFirst(2 + authority.count)
      try locator.setAuthority(authority)
    }
    locator.writtenPath = Array(rest)
    locator.path = try unescaped(locator.writtenPath, .other)
    return locator
  }

  private mutating func takeScheme(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
    for (place, byte) in bytes.enumerated() {
      switch byte {
      case 97...122, 65...90: continue
      case 48...57, 43, 45, 46:
        if place == 0 { return bytes }
      case UInt8(ascii: ":"):
        if place == 0 { throw Fault(message: "missing protocol scheme") }
        scheme = String(decoding: bytes[..<place], as: UTF8.self).lowercased()
        return Array(bytes[(place + 1)...])
      default: return bytes
      }
    }
    return bytes
  }

  // MARK: Host

  private mutating func setAuthority(_ authority: ArraySlice<UInt8>) throws(Fault) {
    guard let mark = authority.lastIndex(of: UInt8(ascii: "@")) else {
      host = try Self.parseHost(Array(authority))
      return
    }
    host = try Self.parseHost(Array(authority[(mark + 1)...]))
    let user = Array(authority[..<mark])
    let isValid = user.allSatisfy { byte in
      Self.isAlphanumeric(byte) || "-._:~!$&'()*+,;=%@".utf8.contains(byte)
    }
    guard isValid else { throw Fault(message: "net/url: invalid userinfo") }
    _ = try Self.unescaped(user, .other)
    userInformation = String(decoding: user, as: UTF8.self)
  }

  private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.isEmpty { return true }
    return bytes.first == UInt8(ascii: ":")
      && bytes.dropFirst().allSatisfy { (48...57).contains($0) }
  }

  private static func parseHost(_ host: [UInt8]) throws(Fault) -> String {
    func portFault(_ port: ArraySlice<UInt8>) -> Fault {
      Fault(message: "invalid port \"\(String(decoding: port, as: UTF8.self))\" after host")
    }
    if host.first == UInt8(ascii: "[") {
      guard let end = host.lastIndex(of: UInt8(ascii: "]")) else {
        throw Fault(message: "missing ']' in host")
      }
      guard isPort(host[(end + 1)...]) else { throw portFault(host[(end + 1)...]) }
      let inside = Array(host[1..<end])
      let zone = inside.firstRange(of: Array("%25".utf8))
      let address = zone.map { Array(inside[..<$0.lowerBound]) } ?? inside
      let decoded = String(decoding: try unescaped(address, .host), as: UTF8.self)
      guard let parsed = NetworkAddress.parse(decoded), !parsed.isVersion4 else {
        throw Fault(message: "invalid host")
      }
      var text = "[" + decoded
      if let zone {
        text += String(
          decoding: try unescaped(Array(inside[zone.lowerBound...]), .zone), as: UTF8.self)
      }
      return text + String(decoding: host[end...], as: UTF8.self)
    }
    if host.contains(UInt8(ascii: "[")) {
      throw Fault(message: "invalid character \"[\" in host name")
    }
    if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
      guard isPort(host[colon...]) else { throw portFault(host[colon...]) }
      if host[..<colon].contains(UInt8(ascii: ":")) {
        throw Fault(message: "invalid host: more than one colon")
      }
    }
    return String(decoding: try unescaped(host, .host), as: UTF8.self)
  }

  /// The host without port and brackets.
  var hostName: String { split.host }

  /// The port's digits.
  var port: String { split.port }

  private var split: (host: String, port: String) {
    var bytes = Array(host.utf8)[...]
    var port = ""
    if let colon = bytes.lastIndex(of: UInt8(ascii: ":")), Self.isPort(bytes[colon...]) {
      port = String(decoding: bytes[(colon + 1)...], as: UTF8.self)
      bytes = bytes[..<colon]
    }
    if bytes.first == UInt8(ascii: "["), bytes.last == UInt8(ascii: "]") {
      bytes = bytes.dropFirst().dropLast()
    }
    return (String(decoding: bytes, as: UTF8.self), port)
  }

  // MARK: Escapes

  enum Mode { case host, zone, other, query }

  static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || (97...122).contains(byte | 0x20)
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 97...102: byte - 87
    case 65...70: byte - 55
    default: nil
    }
  }

  static func unescaped(_ bytes: [UInt8], _ mode: Mode) throws(Fault) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      guard byte == UInt8(ascii: "%") else {
        if mode == .host || mode == .zone, byte < 0x80, !isAlphanumeric(byte),
          !"!$&'()*+,;=:[]<>\"-_.~%".utf8.contains(byte)
        {
          throw Fault(message: "invalid character in host name")
        }
        result.append(mode == .query && byte == UInt8(ascii: "+") ? 32 : byte)
        place += 1
        continue
      }
      guard place + 2 < bytes.count, let high = digit(bytes[place + 1]),
        let low = digit(bytes[place + 2])
      else { throw Fault(message: "invalid URL escape") }
      let value = high << 4 | low
      let isPercent = value == UInt8(ascii: "%")
      if mode == .host, high < 8, !isPercent { throw Fault(message: "invalid URL escape") }
      if mode == .zone, !isPercent, value != 32, value < 0x80, !isAlphanumeric(value),
        !"!$&'()*+,;=:[]<>\"-_.~".utf8.contains(value)
      {
        throw Fault(message: "invalid URL escape")
      }
      result.append(value)
      place += 3
    }
    return result
  }

  /// The path with escapes: as written if that is valid, otherwise newly escaped.
  var escapedPath: String {
    if path == [UInt8(ascii: "*")] { return "*" }
    let isValid = writtenPath.allSatisfy { byte in
      Self.isAlphanumeric(byte) || "-_.~!$&'()*+,;=:@[]%/".utf8.contains(byte)
    }
    if isValid { return String(decoding: writtenPath, as: UTF8.self) }
    var result: [UInt8] = []
    for byte in path {
      if Self.isAlphanumeric(byte) || "-_.~$&+,/:;=@".utf8.contains(byte) {
        result.append(byte)
      } else {
        result.append(UInt8(ascii: "%"))
        let digits = Array("0123456789ABCDEF".utf8)
        result.append(digits[Int(byte >> 4)])
        result.append(digits[Int(byte & 15)])
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The parameters of the query in the order of their first appearance.
  var parameters: [(String, [String])] {
    var names: [String] = []
    var values: [Bytewise: [String]] = [:]
    for part in query.utf8.split(separator: UInt8(ascii: "&")) {
      if part.contains(UInt8(ascii: ";")) { continue }
      let pieces = part.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard let key = try? Self.unescaped(Array(pieces[0]), .query),
        let value = try? Self.unescaped(pieces.count > 1 ? Array(pieces[1]) : [], .query)
      else { continue }
      let name = String(decoding: key, as: UTF8.self)
      if values[Bytewise(name)] == nil { names.append(name) }
      values[Bytewise(name), default: []].append(String(decoding: value, as: UTF8.self))
    }
    return names.map { ($0, values[Bytewise($0)] ?? []) }
  }

  /// The locator's text.
  var text: String {
    var text = scheme.isEmpty ? "" : scheme + ":"
    if !opaque.isEmpty {
      text += opaque
    } else {
      if !host.isEmpty || userInformation != nil { text += "//" }
      if let userInformation { text += userInformation + "@" }
      text += host + escapedPath
    }
    if hasEmptyQuery || !query.isEmpty { text += "?" + query }
    return fragment.isEmpty ? text : text + "#" + fragment
  }
}
