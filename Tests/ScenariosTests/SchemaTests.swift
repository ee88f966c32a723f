import Documents
import Testing

@testable import Scenarios

@Suite struct SchemaTests {
  @Test func `the schema refers only to what it defines`() throws {
    let schema = Scenario.schema()
    let definitions = try #require(schema["$defs"]?.object).map(\.key)
    var references: Set<String> = []
    func visit(_ node: Node) {
      if let reference = node["$ref"]?.string { references.insert(reference) }
      for member in node.object ?? [] { visit(member.value) }
      for element in node.array ?? [] { visit(element) }
    }
    visit(schema)
    #expect(references.sorted() == definitions.map { "#/$defs/" + $0 }.sorted())
  }

  @Test func `every field is explained in schema and reference`() throws {
    let reference = Scenario.reference()
    for definition in try #require(Scenario.schema()["$defs"]?.object) {
      for property in definition.value["properties"]?.object ?? [] {
        #expect(
          property.value["description"]?.string?.isEmpty == false,
          "\(definition.key).\(property.key)")
        #expect(reference.contains("| `\(property.key)` |"))
      }
    }
  }
}
