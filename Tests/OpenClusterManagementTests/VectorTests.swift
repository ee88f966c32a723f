import Conformance
import Testing

@testable import OpenClusterManagement

@Suite struct VectorTests {
  @Test func suitesAreNamedOnce() {
    let names = OpenClusterManagementSuites.all.map(\.algorithm)
    #expect(Set(names).count == names.count)
  }
}
