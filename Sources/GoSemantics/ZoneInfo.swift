#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time zones that this machine knows.
///
/// Mirrors: `go src/time/zoneinfo.go` (LoadLocation), `src/time/zoneinfo_unix.go`.
public enum ZoneInfo {
  /// Why a place is not known.
  public struct UnknownZone: Error, Sendable, Equatable, CustomStringConvertible {
    /// The place's name.
    public var name: String
    /// What is the matter with it.
    public var problem: String

    /// One sentence.
    public var description: String { "unknown time zone \(name): \(problem)" }
  }

  /// Where zone files are kept; the first folder that has one counts.
  static let folders = [
    "/usr/share/zoneinfo/", "/usr/share/lib/zoneinfo/", "/usr/lib/locale/TZ/", "/etc/zoneinfo/",
  ]
  /// Go reads no larger file.
  private static let maximumBytes = 10 << 20

  /// The clock of a place, such as `Europe/Berlin`.
  ///
  /// An empty name and `UTC` need no file. `Local` is UTC too: a run must not depend on where the
  /// machine stands.
  ///
  /// - Throws: ``UnknownZone`` if the name is not one, the machine has no file for it (package
  ///   `tzdata`), or the file is damaged.
  public static func location(_ name: String) throws(UnknownZone) -> TimeLocation {
    if name.isEmpty || name == "UTC" || name == "Local" { return .utc }
    guard isSafe(name) else {
      throw UnknownZone(name: name, problem: "this is not a zone's name")
    }
    for folder in folders {
      guard let bytes = read(folder + name) else { continue }
      do {
        return try TimeLocation(name: name, zoneFile: bytes)
      } catch {
        throw UnknownZone(name: name, problem: error.description)
      }
    }
    throw UnknownZone(
      name: name, problem: "there is no file \(folders[0])\(name); is package tzdata installed?")
  }

  /// Whether a name stays inside the folder.
  private static func isSafe(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, first != UInt8(ascii: "/"), !bytes.contains(0),
      !bytes.contains(UInt8(ascii: "\\"))
    else { return false }
    return !zip(bytes, bytes.dropFirst()).contains { $0 == 46 && $1 == 46 }
  }

  private static func read(_ path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while bytes.count <= maximumBytes {
      let count = fread(&part, 1, part.count, file)
      if count == 0 { break }
      bytes += part[..<count]
    }
    // A folder can be opened, but not read.
    return ferror(file) == 0 && bytes.count <= maximumBytes ? bytes : nil
  }
}
