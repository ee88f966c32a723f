extension PlaceDifference {
  /// How many rows and names are printed unless all are wanted.
  private static let limit = 20

  /// The difference in words, for a terminal.
  public func text(_ options: PlaceOptions = PlaceOptions()) -> String {
    var report = ReportText()
    report.paragraph(summary, indent: 0, hanging: 0)
    for change in changes {
      report.gap()
      add(change, to: &report, limit: options.showsAll ? .max - 1 : Self.limit)
    }
    return report.text
  }

  private func add(_ change: Change, to report: inout ReportText, limit: Int) {
    let indent = 13
    report.paragraph(Self.title(change), indent: 0)
    if let claim = Self.arrow(change.claim, none: "no policy") {
      report.paragraph(claim, label: "claim", indent: indent)
    }
    if let problem = Self.arrow(change.problem, none: "none") {
      report.paragraph(problem, label: "problem", indent: indent)
    }
    if !change.shares.isEmpty {
      if let moves = Self.moves(change) {
        report.paragraph(moves, label: "replicas", indent: indent)
      }
      report.table(
        Self.table(change, limit: limit), label: Self.moves(change) == nil ? "clusters" : "",
        indent: indent)
    }
    for rejection in change.nowFailing {
      report.paragraph(
        "\(ReportText.count(rejection.clusters.count, "cluster")): \(rejection.reason): "
          + ReportText.names(rejection.clusters, limit: limit),
        label: "fails now", indent: indent)
    }
    if !change.nowPassing.isEmpty {
      report.paragraph(
        "\(ReportText.count(change.nowPassing.count, "cluster")): "
          + ReportText.names(change.nowPassing, limit: limit),
        label: "passes now", indent: indent)
    }
    for object in change.objects.prefix(limit) {
      report.paragraph("on \(object.cluster):", label: "object", indent: indent)
      for line in object.diff { report.add(String(repeating: " ", count: indent) + line) }
    }
    if change.objects.count > limit {
      report.paragraph(
        "… and on \(change.objects.count - limit) more clusters; --all shows them", indent: indent)
    }
  }

  static func title(_ change: Change) -> String {
    let wanted =
      switch (change.replicas.before, change.replicas.after) {
      case (let before?, let after?) where before != after: " (\(before) → \(after) replicas)"
      case (_, let count?), (let count?, nil): " (\(ReportText.count(count, "replica")))"
      case (nil, nil): ""
      }
    let suffix =
      switch change.kind {
      case .added: ": new"
      case .removed: ": gone"
      case .changed: ""
      case .verdicts: ": same placement, other verdicts"
      }
    return change.name + wanted + suffix
  }

  /// `before → after`; `nil` if they are equal.
  static func arrow(_ pair: Pair<String?>, none: String) -> String? {
    pair.isChange ? "\(pair.before ?? none) → \(pair.after ?? none)" : nil
  }

  /// `8 move, 2 added`; `nil` if no replicas change.
  static func moves(_ change: Change) -> String? {
    let parts = [
      change.moved > 0 ? "\(change.moved) move" : nil,
      change.added > 0 ? "\(change.added) added" : nil,
      change.removed > 0 ? "\(change.removed) removed" : nil,
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Before, after and change by cluster.
  static func table(_ change: Change, limit: Int) -> TextTable {
    let counts = change.shares.contains { $0.replicas.before != 0 || $0.replicas.after != 0 }
    var table = TextTable([
      .text("cluster"), .number("before"), .number("after"), .number("change"),
    ])
    for share in change.shares.prefix(limit) {
      table.rows.append(
        counts ? Self.counts(share) : [share.cluster] + Self.presence(share))
    }
    if change.shares.count > limit {
      table.footnote = "… and \(change.shares.count - limit) more clusters; --all shows them"
    }
    table.dropEmptyColumns()
    return table
  }

  private static func counts(_ share: Share) -> [String] {
    let (before, after) = (share.replicas.before, share.replicas.after)
    let difference = after &- before
    return [
      share.cluster, share.isTarget.before ? "\(before)" : "-",
      share.isTarget.after ? "\(after)" : "-", difference > 0 ? "+\(difference)" : "\(difference)",
    ]
  }

  private static func presence(_ share: Share) -> [String] {
    [share.isTarget.before ? "yes" : "-", share.isTarget.after ? "yes" : "-", ""]
  }
}
