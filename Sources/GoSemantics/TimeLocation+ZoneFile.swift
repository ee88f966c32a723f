extension TimeLocation {
  /// Why bytes are no zone file.
  public struct ZoneFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence.
    public var description: String
  }

  /// Reads the content of a zone file (TZif, RFC 8536), of which the names of zones and leap
  /// seconds are not kept.
  ///
  /// - Parameters:
  ///   - name: The place's name.
  ///   - bytes: The whole file.
  /// - Throws: ``ZoneFileError`` if the bytes are not such a file, are cut off or contradict
  ///   themselves.
  ///
  /// Mirrors: `go src/time/zoneinfo_read.go` (LoadLocationFromTZData).
  public init(name: String, zoneFile bytes: [UInt8]) throws(ZoneFileError) {
    let damaged = ZoneFileError(description: "the zone file of \"\(name)\" is damaged")
    var reader = ZoneFileReader(bytes: bytes)
    guard let magic = reader.take(4), magic.elementsEqual("TZif".utf8),
      let version = reader.take(16)?.first
    else { throw ZoneFileError(description: "the zone file of \"\(name)\" is no TZif file") }
    guard var counts = reader.counts() else { throw damaged }
    let isWide = version != 0
    if isWide {
      // Everything comes twice, first for readers that know 32 bits only.
      guard reader.take(counts.size(ofTime: 4)) != nil, reader.take(20) != nil,
        let wide = reader.counts()
      else { throw damaged }
      counts = wide
    }
    let width = isWide ? 8 : 4
    guard let times = reader.take(counts.transitions * width),
      let indices = reader.take(counts.transitions), let zoneBytes = reader.take(counts.zones * 6),
      reader.take(
        counts.characters + counts.leapSeconds * (width + 4) + counts.standardFlags
          + counts.universalFlags) != nil
    else { throw damaged }

    let zones = (0..<counts.zones).map { index in
      let start = zoneBytes.startIndex + index * 6
      return Zone(
        offset: ZoneFileReader.number(zoneBytes[start..<start + 4]),
        isDaylightSaving: zoneBytes[start + 4] != 0)
    }
    var transitions: [Transition] = []
    transitions.reserveCapacity(counts.transitions)
    for (position, index) in indices.enumerated() {
      let start = times.startIndex + position * width
      transitions.append(
        Transition(
          seconds: ZoneFileReader.number(times[start..<start + width]), zone: Int(index)))
    }
    guard !zones.isEmpty, transitions.allSatisfy({ $0.zone < zones.count }) else { throw damaged }
    // Without any transition, Go has one at the beginning of time, so that the rule counts.
    if transitions.isEmpty { transitions = [Transition(seconds: .min, zone: 0)] }

    let footer = reader.rest
    let newline = UInt8(ascii: "\n")
    let isRule = footer.count > 2 && footer.first == newline && footer.last == newline
    self.init(
      name: name, zones: zones, transitions: transitions,
      rule: isRule ? DaylightSavingRule(footer.dropFirst().dropLast()) : nil)
  }
}

/// Takes a zone file apart, never beyond its end.
private struct ZoneFileReader {
  /// How much of everything follows.
  struct Counts {
    var universalFlags: Int
    var standardFlags: Int
    var leapSeconds: Int
    var transitions: Int
    var zones: Int
    var characters: Int

    func size(ofTime width: Int) -> Int {
      transitions * (width + 1) + zones * 6 + characters + leapSeconds * (width + 4)
        + standardFlags + universalFlags
    }
  }

  let bytes: [UInt8]
  var place = 0

  var rest: ArraySlice<UInt8> { bytes[place...] }

  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= bytes.count - place else { return nil }
    defer { place += count }
    return bytes[place..<place + count]
  }

  mutating func counts() -> Counts? {
    guard let header = take(24) else { return nil }
    let values = (0..<6).map { index in
      let start = header.startIndex + index * 4
      return Int(UInt32(truncatingIfNeeded: Self.number(header[start..<start + 4])))
    }
    return Counts(
      universalFlags: values[0], standardFlags: values[1], leapSeconds: values[2],
      transitions: values[3], zones: values[4], characters: values[5])
  }

  /// A number of four or eight bytes, most significant first, with a sign.
  static func number(_ bytes: ArraySlice<UInt8>) -> Int64 {
    let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return bytes.count == 4
      ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }
}
