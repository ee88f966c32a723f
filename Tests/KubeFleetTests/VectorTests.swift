import Conformance
import Testing

@testable import KubeFleet

@Suite struct VectorTests {
  @Test func suitesAreNamedOnce() {
    let names = KubeFleetSuites.all.map(\.algorithm)
    #expect(Set(names).count == names.count)
  }
}
