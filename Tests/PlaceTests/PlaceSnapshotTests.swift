import Documents
import Foundation
import Place
import Testing

/// What `regatta place karmada` prints for a shop in three regions, byte for byte.
///
/// After an intended change: `REGATTA_SNAPSHOTS=regenerate swift test --filter PlaceTests`, and
/// review the difference.
@Suite struct PlaceSnapshotTests {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let fixture = tests.appending(path: "Fixtures/place-karmada-shop").path
  private static let before = ["\(fixture)/fleet", "\(fixture)/before"]
  private static let after = ["\(fixture)/fleet", "\(fixture)/after"]

  private func check(_ text: String, _ name: String) throws {
    let file = Self.tests.appending(path: "Snapshots/place-karmada/\(name)")
    if ProcessInfo.processInfo.environment["REGATTA_SNAPSHOTS"] == "regenerate" {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    let (lines, expectedLines) = (text.split(separator: "\n"), expected.split(separator: "\n"))
    let place = zip(lines, expectedLines).enumerated().first { $0.element.0 != $0.element.1 }
    #expect(
      text == expected,
      """
      \(name) differs first in line \((place?.offset ?? min(lines.count, expectedLines.count)) + 1):
      \(place.map { String($0.element.0) } ?? "(end)")
      instead of
      \(place.map { String($0.element.1) } ?? "(end)")
      """)
  }

  @Test func text() throws {
    try check(PlaceSystem.karmada.place(Self.before).text(PlaceOptions()), "shop.txt")
  }

  @Test func json() throws {
    let json = try PlaceSystem.karmada.place(Self.before).json()
    try check(json.json(pretty: true) + "\n", "shop.json")
  }

  @Test func difference() throws {
    let difference = try PlaceSystem.karmada.compare(Self.after, against: Self.before)
    try check(difference.text(), "change.txt")
    try check(difference.markdown(), "change.md")
    try check(difference.json().json(pretty: true) + "\n", "change.json")
  }

  @Test func freshDifference() throws {
    let difference = try PlaceSystem.karmada.compare(
      Self.after, against: Self.before, isFresh: true)
    try check(difference.text(), "change-fresh.txt")
  }

  @Test func overrides() throws {
    var options = PlaceOptions()
    options.showsOverrides = true
    let place = try PlaceSystem.karmada.place(Self.before, options: options)
    try check(place.text(options), "shop-overrides.txt")
    let difference = try PlaceSystem.karmada.compare(
      Self.after, against: Self.before, options: options)
    try check(difference.text(options), "change-overrides.txt")
  }

  /// The same manifests change nothing, also when what they lead to runs.
  @Test func sameManifestsChangeNothing() throws {
    #expect(try PlaceSystem.karmada.compare(Self.before, against: Self.before).isEmpty)
    #expect(
      try PlaceSystem.karmada.compare(Self.before, against: Self.before, isFresh: true).isEmpty)
  }
}
