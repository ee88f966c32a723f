/// An address of the Internet Protocol, version 4 or 6.
///
/// Mirrors: `go src/net/netip/netip.go`.
public struct NetworkAddress: Sendable, Equatable {
  /// The address's 16 bytes, of which version 4 uses the last four.
  let high: UInt64
  let low: UInt64
  let isVersion4: Bool

  init(version4 value: UInt32) {
    high = 0
    low = UInt64(value)
    isVersion4 = true
  }

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
    isVersion4 = false
  }

  /// Whether this is an address of version 4 written in version 6.
  var isMapped: Bool { !isVersion4 && high == 0 && low >> 32 == 0xFFFF }

  /// Reads an address without a zone; nil if the text is none.
  static func parse(_ text: String) -> NetworkAddress? {
    let bytes = Array(text.utf8)
    for byte in bytes {
      if byte == UInt8(ascii: ".") {
        return version4(bytes[...]).map { NetworkAddress(version4: $0) }
      }
      if byte == UInt8(ascii: ":") { return version6(bytes) }
    }
    return nil
  }

  private static func version4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
    let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var value: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.allSatisfy({ (48...57).contains($0) }),
        part.count == 1 || part.first != 48,
        let number = UInt32(String(decoding: part, as: UTF8.self)), number <= 255
      else { return nil }
      value = value << 8 | number
    }
    return value
  }

  private static func version6(_ bytes: [UInt8]) -> NetworkAddress? {
    var groups: [UInt16] = []
    var gap: Int?
    var rest = bytes[...]
    if rest.starts(with: "::".utf8) {
      gap = 0
      rest = rest.dropFirst(2)
    } else if rest.first == UInt8(ascii: ":") {
      return nil
    }
    while !rest.isEmpty, groups.count < 8 {
      let digits = rest.prefix { Character(Unicode.Scalar($0)).isHexDigit && $0 < 128 }
      guard !digits.isEmpty else { return nil }
      let after = rest.dropFirst(digits.count)
      if after.first == UInt8(ascii: ".") {
        guard groups.count <= 6, gap != nil || groups.count == 6, let value = version4(rest)
        else { return nil }
        groups += [UInt16(value >> 16), UInt16(value & 0xFFFF)]
        rest = []
        break
      }
      guard digits.count <= 4,
        let number = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
      else { return nil }
      groups.append(number)
      rest = after
      if rest.isEmpty { break }
      guard rest.first == UInt8(ascii: ":") else { return nil }
      rest = rest.dropFirst()
      guard !rest.isEmpty else { return nil }
      if rest.first == UInt8(ascii: ":") {
        guard gap == nil else { return nil }
        gap = groups.count
        rest = rest.dropFirst()
      }
    }
    guard rest.isEmpty else { return nil }
    if groups.count < 8 {
      guard let gap else { return nil }
      groups.insert(contentsOf: [UInt16](repeating: 0, count: 8 - groups.count), at: gap)
    } else if gap != nil || groups.count > 8 {
      return nil
    }
    func joined(_ part: ArraySlice<UInt16>) -> UInt64 {
      part.reduce(0) { $0 << 16 | UInt64($1) }
    }
    return NetworkAddress(high: joined(groups[0..<4]), low: joined(groups[4..<8]))
  }

  /// The canonical text.
  var text: String {
    if isVersion4 {
      return [24, 16, 8, 0].map { String(low >> UInt64($0) & 255) }.joined(separator: ".")
    }
    let groups: [UInt64] =
      [48, 32, 16, 0].map { high >> $0 & 0xFFFF }
      + [48, 32, 16, 0].map { low >> $0 & 0xFFFF }
    // The first of the longest runs of zeros, if that is longer than one, becomes `::`.
    var run = 0..<0
    var index = 0
    while index < 8 {
      var end = index
      while end < 8, groups[end] == 0 { end += 1 }
      if end - index >= 2, end - index > run.count { run = index..<end }
      index = max(end, index) + 1
    }
    func hexadecimal(_ part: ArraySlice<UInt64>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if run.isEmpty { return hexadecimal(groups[...]) }
    return hexadecimal(groups[..<run.lowerBound]) + "::" + hexadecimal(groups[run.upperBound...])
  }

  var isUnspecified: Bool { high == 0 && low == 0 }

  var isLoopback: Bool { isVersion4 ? low >> 24 == 127 : high == 0 && low == 1 }

  var isMulticast: Bool { isVersion4 ? low >> 28 == 0xE : high >> 56 == 0xFF }

  var isLinkLocalMulticast: Bool {
    isVersion4 ? low >> 8 == 0xE00000 : high >> 48 & 0xFF0F == 0xFF02
  }

  var isLinkLocalUnicast: Bool {
    isVersion4 ? low >> 16 == 0xA9FE : high >> 54 == 0xFE80 >> 6
  }

  var isGlobalUnicast: Bool {
    if isVersion4, low == 0 || low == 0xFFFF_FFFF { return false }
    return !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
  }
}

/// A range of addresses: an address and how many of its first bits count.
public struct NetworkPrefix: Sendable, Equatable {
  let address: NetworkAddress
  let length: Int

  /// Reads `10.0.0.0/8`; nil if the text is no prefix.
  static func parse(_ text: String) -> NetworkPrefix? {
    guard let slash = text.lastIndex(of: "/"),
      let address = NetworkAddress.parse(String(text[..<slash]))
    else { return nil }
    let digits = text[text.index(after: slash)...]
    guard (1...3).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
      digits.utf8.count == 1 || digits.utf8.first != 48, let length = Int(digits),
      length <= (address.isVersion4 ? 32 : 128)
    else { return nil }
    return NetworkPrefix(address: address, length: length)
  }

  var text: String { address.text + "/" + String(length) }

  /// The prefix with all bits that do not count cleared.
  var masked: NetworkPrefix {
    NetworkPrefix(address: Self.mask(address, length), length: length)
  }

  private static func mask(_ address: NetworkAddress, _ length: Int) -> NetworkAddress {
    if address.isVersion4 {
      let mask: UInt64 = length == 0 ? 0 : (0xFFFF_FFFF << UInt64(32 - length)) & 0xFFFF_FFFF
      return NetworkAddress(version4: UInt32(address.low & mask))
    }
    func bits(_ count: Int) -> UInt64 {
      count <= 0 ? 0 : count >= 64 ? .max : UInt64.max << UInt64(64 - count)
    }
    return NetworkAddress(
      high: address.high & bits(length), low: address.low & bits(length - 64))
  }

  func contains(_ other: NetworkAddress) -> Bool {
    other.isVersion4 == address.isVersion4
      && Self.mask(other, length) == Self.mask(address, length)
  }

  /// Whether all addresses of another prefix are in this one.
  func contains(_ other: NetworkPrefix) -> Bool {
    length <= other.length && contains(other.address)
  }
}
