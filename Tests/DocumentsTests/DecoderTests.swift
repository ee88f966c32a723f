import Documents
import Testing

@Suite struct DecoderTests {
  struct Region: Decodable, Equatable {
    var name: String
    var weight: Int32?
    var zones: [String]
    var labels: [String: String]
  }

  struct Fleet: Decodable, Equatable {
    var regions: [Region]
    var share: Double?
    var raw: Node?
  }

  struct Document: Decodable, Equatable {
    var spec: Fleet
  }

  private func decode(
    _ text: String, _ mode: NodeDecoder.UnknownFields = .reject
  ) throws(DocumentError) -> Document {
    let nodes = try DocumentReader.read(text, file: "f.yaml")
    return try NodeDecoder(file: "f.yaml", unknownFields: mode).decode(
      Document.self, from: nodes.first ?? .null)
  }

  private func message(_ text: String, _ mode: NodeDecoder.UnknownFields = .reject) -> String? {
    do throws(DocumentError) {
      _ = try decode(text, mode)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func absentListsAreEmpty() throws {
    let document = try decode(
      "spec:\n  regions:\n  - name: a\n  - {name: b, zones: null, weight: 3}\n")
    #expect(
      document.spec
        == Fleet(
          regions: [
            Region(name: "a", weight: nil, zones: [], labels: [:]),
            Region(name: "b", weight: 3, zones: [], labels: [:]),
          ], share: nil, raw: nil))
  }

  @Test func unknownFieldsNameTheNearest() {
    let text = "spec:\n  regions:\n  - name: a\n    wieght: 3\n"
    #expect(
      message(text)
        == "f.yaml:4:5: spec.regions[0]: unknown field \"wieght\"; did you mean \"weight\"?")
    #expect(message(text, .tolerate) == nil)
    #expect(message("spec: {raw: {anything: 1}, regions: [{name: a, labels: {x: z}}]}") == nil)
  }

  @Test func errorsHavePlaceAndPath() {
    let cases: [(String, String)] = [
      (
        "spec:\n  regions:\n  - nam: a",
        "f.yaml:3:5: spec.regions[0]: missing field \"name\" (there is \"nam\")"
      ),
      (
        "spec:\n  regions:\n  - {name: a, weight: 3000000000}",
        "f.yaml:3:23: spec.regions[0].weight: must be from -2147483648 to 2147483647, not 3000000000"
      ),
      (
        "spec:\n  regions:\n  - {name: a, weight: 1.5}",
        "f.yaml:3:23: spec.regions[0].weight: must be a whole number, not 1.5"
      ),
      (
        "spec:\n  regions: 5",
        "f.yaml:2:12: spec.regions: must be a list, not the number 5"
      ),
      (
        "spec: {regions: [{name: 5}]}",
        "f.yaml:1:25: spec.regions[0].name: must be a string, not the number 5"
      ),
      (
        "spec: {share: \"1\"}",
        "f.yaml:1:15: spec.share: must be a number, not the string \"1\""
      ),
      (
        "spec: {regions: [{name: a, labels: {a.b/c: 5}}]}",
        "f.yaml:1:44: spec.regions[0].labels[a.b/c]: must be a string, not the number 5"
      ),
      ("[1]", "f.yaml:1:1: must be an object, not a list"),
    ]
    for (text, expected) in cases { #expect(message(text) == expected) }
  }

  @Test func errorsOfATypesOwnAreGivenTheirPlace() throws {
    struct Even: Decodable, Equatable {
      struct Odd: Error, CustomStringConvertible { var description: String { "must be even" } }
      var value: Int
      init(from decoder: any Decoder) throws {
        value = try decoder.singleValueContainer().decode(Int.self)
        if value == 13 {
          throw DecodingError.dataCorrupted(
            .init(codingPath: [], debugDescription: "brings bad luck"))
        }
        if value % 2 != 0 { throw Odd() }
      }
    }
    let node = try #require(try DocumentReader.read("a:\n- 2\n- 3\n", file: "f").first)
    #expect(
      throws: DocumentError(
        file: "f", position: .init(line: 3, column: 3), path: "a[1]", problem: "must be even")
    ) { try NodeDecoder(file: "f").decode([String: [Even]].self, from: node) }
    let unlucky = try #require(try DocumentReader.read("a: [13]", file: "f").first)
    #expect(
      throws: DocumentError(
        file: "f", position: .init(line: 1, column: 5), path: "a[0]", problem: "brings bad luck")
    ) { try NodeDecoder(file: "f").decode([String: [Even]].self, from: unlucky) }
  }

  @Test func nearestNames() {
    #expect(nearestName(to: "replcas", among: ["replicas", "regions"]) == "replicas")
    #expect(nearestName(to: "Replicas", among: ["replicas"]) == "replicas")
    #expect(nearestName(to: "xyz", among: ["replicas", "a"]) == nil)
    #expect(nearestName(to: "nmae", among: ["name", "names"]) == "name")
    #expect(nearestName(to: "a", among: ["b"]) == nil)
  }
}
