import Testing

@testable import CEL

@Suite struct ValueTests {
  @Test func nullIsAValue() {
    guard case .null = CELValue.null else {
      Issue.record("null is not null")
      return
    }
  }
}
