import Testing

@testable import FleetModel

/// What a million pods cost is what one row costs.
@Suite struct RowSizeTests {
  @Test func rowsKeepTheirSize() {
    #expect(MemoryLayout<PodRow>.stride == 32)
    #expect(MemoryLayout<NodeRow>.stride == 64)
    #expect(MemoryLayout<WorkloadRow>.stride <= 64)
  }
}
