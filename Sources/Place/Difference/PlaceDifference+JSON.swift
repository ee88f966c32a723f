import Documents

extension PlaceDifference {
  /// The difference as one JSON object; `docs/reference/place.md` says what its fields mean.
  public func json() -> Node {
    [
      "schemaVersion": 1, "system": Node(system), "changed": Node(!isEmpty),
      "summary": [
        "text": Node(summary),
        "workloads": ["before": Node(workloads.before), "after": Node(workloads.after)],
        "replicas": ["before": Node(replicas.before), "after": Node(replicas.after)],
        "changedWorkloads": Node(changes.count - count(.verdicts)),
        "movedReplicas": Node(moved), "addedReplicas": Node(added),
        "removedReplicas": Node(removed), "changedClaims": Node(claims),
        "newProblems": Node(problems), "solvedProblems": Node(solved),
      ],
      "workloads": Node(changes.map(Self.json)),
    ]
  }

  private static func json(_ change: Change) -> Node {
    [
      "name": Node(change.name), "change": Node(change.kind.rawValue),
      "claim": pair(change.claim) { Node($0) },
      "replicas": pair(change.replicas) { Node($0) },
      "problem": pair(change.problem) { Node($0) },
      "movedReplicas": Node(change.moved), "addedReplicas": Node(change.added),
      "removedReplicas": Node(change.removed),
      "clusters": Node(
        change.shares.map { share in
          [
            "name": Node(share.cluster),
            "before": share.isTarget.before ? Node(share.replicas.before) : .null,
            "after": share.isTarget.after ? Node(share.replicas.after) : .null,
          ]
        }),
      "nowFailing": Node(
        change.nowFailing.map {
          ["reason": Node($0.reason), "clusters": Node($0.clusters)]
        }),
      "nowPassing": Node(change.nowPassing),
      "objects": Node(
        change.objects.map {
          ["cluster": Node($0.cluster), "diff": Node($0.diff.joined(separator: "\n"))]
        }),
    ]
  }

  private static func pair<Value>(_ pair: Pair<Value?>, _ node: (Value) -> Node) -> Node {
    [
      "before": Node(orNull: pair.before.map(node)), "after": Node(orNull: pair.after.map(node)),
    ]
  }
}
