import Testing

@testable import CEL

/// Costs as upstream's tracker counts them.
@Suite struct CostTests {
  private static let cluster = CELValue.map(
    CELMap(strings: [
      (
        "metadata",
        .map(
          CELMap(strings: [
            ("name", .string("cluster-1")),
            ("labels", .map(CELMap(strings: [("env", .string("prod"))]))),
          ]))
      ),
      ("list", .list([.int(1), .int(2), .int(3)])),
    ]))

  @Test(arguments: [
    ("true", 0), ("1 == 1", 1), ("managedCluster.metadata", 2), ("managedCluster.metadata.name", 3),
    ("has(managedCluster.metadata.name)", 3), ("has(managedCluster.metadata.none)", 3),
    ("managedCluster['metadata']['name']", 3), ("managedCluster.none", 2),
    ("managedCluster.metadata.name == 'cluster-1'", 4), ("[1, 2, 3]", 10), ("{'a': 1}", 30),
    ("'a' + 'b'", 1), ("'aaaaaaaaaaa' + 'b'", 2), ("1 + 2 * 3", 2), ("1 in [1, 2, 3]", 13),
    ("'abc'.startsWith('a')", 1), ("'abc'.contains('b')", 1), ("'abc'.matches('a')", 1),
    ("true ? 1 : 2", 0), ("true ? managedCluster : managedCluster", 0),
    ("false || true", 0), ("!true", 1), ("size([1])", 11), ("'abc'.upperAscii()", 5),
    ("'a b'.split(' ')", 14), ("['a', 'b'].join('-')", 15), ("'abc'.indexOf('b')", 2),
    // For each element the condition, the accumulator, the variable and the comparison.
    ("[1, 2].all(x, x > 0)", 21), ("[1, 2].exists(x, x > 1)", 23),
    ("[1, 2].map(x, x)", 47), ("[1, 2].filter(x, x > 1)", 38),
    ("[1, 2].exists_one(x, x > 1)", 18),
    ("managedCluster.list.all(x, x > 0)", 18), ("optional.of(1).hasValue()", 2),
    ("managedCluster.?none.orValue(1)", 1), ("managedCluster.?list.orValue([])", 2),
    ("managedCluster[managedCluster.metadata.name]", 4), ("size(managedCluster) / 0", 3),
    ("'{\"a\": [1]}'.parseJSON()", 41),
  ])
  func costIs(text: String, cost: UInt64) throws {
    let program = try CELProgram(compiling: text, in: .placement)
    #expect(program.evaluate([Self.cluster]).cost == cost)
  }

  @Test func theLimitIsExact() throws {
    let program = try CELProgram(compiling: "managedCluster.metadata.name", in: .placement)
    guard case .success = program.evaluate([Self.cluster], costLimit: 3).result else {
      Issue.record("the limit is included")
      return
    }
    guard case .failure(let error) = program.evaluate([Self.cluster], costLimit: 2).result else {
      Issue.record("the limit is not kept")
      return
    }
    #expect(error.isCostLimit && error.stopsEvaluation)
  }
}
