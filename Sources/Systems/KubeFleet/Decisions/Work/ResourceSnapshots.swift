/// How selected resources become snapshots, and when a new version is made.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/controller/{snapshot_builder,
/// resource_snapshot_resolver}.go`.
public enum ResourceSnapshots {
  /// The most bytes of raw JSON in one snapshot.
  public static let sizeLimit = 800 * 1024

  /// Packs resources in their order; one that is too large alone gets a snapshot of its own.
  ///
  /// - Parameter sizes: Bytes of raw JSON.
  /// - Returns: The resources of each snapshot; nothing for no resources, although upstream then
  ///   makes one empty snapshot.
  public static func split(_ sizes: [Int], limit: Int = sizeLimit) -> [Range<Int>] {
    var snapshots: [Range<Int>] = []
    var first = 0
    while first < sizes.count {
      var end = first
      var size = 0
      while end < sizes.count {
        let (sum, overflows) = size.addingReportingOverflow(sizes[end])
        if overflows || sum > limit { break }
        size = sum
        end += 1
      }
      if end == first { end += 1 }
      snapshots.append(first..<end)
      first = end
    }
    return snapshots
  }

  /// When a change may become a new version: a while after it was noticed, to collect further ones,
  /// and a while after the version before.
  ///
  /// - Parameters:
  ///   - detected: When the change was noticed, in nanoseconds.
  ///   - last: When the version before was made; nil if there is none, and then one is made at once.
  ///   - collection: `--resource-changes-collection-duration`.
  ///   - interval: `--resource-snapshot-creation-minimum-interval`.
  public static func earliest(
    detected: Int64, last: Int64?, collection: Int64 = Timing.resourceChangesCollection,
    interval: Int64 = Timing.resourceSnapshotInterval
  ) -> Int64 {
    guard let last else { return detected }
    return max(detected &+ collection, last &+ interval)
  }
}
