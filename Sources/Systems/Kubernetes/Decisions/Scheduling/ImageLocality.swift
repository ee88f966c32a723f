import GoSemantics

/// The score of a node for the images that it already holds.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/imagelocality/image_locality.go`,
/// vectors `kubernetes-scheduler/image_locality.jsonl.gz`.
public enum ImageLocality {
  /// The weight of this score in the default profile.
  public static let weight: Int64 = 1

  /// An image in the cluster.
  public struct State: Sendable, Equatable {
    /// Bytes, as the first node that reported the image gave them.
    public var size: Int64
    /// How many nodes hold it.
    public var nodeCount: Int

    /// Creates a state.
    public init(size: Int64, nodeCount: Int) {
      self.size = size
      self.nodeCount = nodeCount
    }
  }

  private static let megabyte: Int64 = 1024 * 1024

  /// An image's name as nodes report it: with a tag.
  public static func normalized(_ name: String) -> String {
    let slash = name.lastIndex(of: "/")
    guard let colon = name.lastIndex(of: ":") else { return name + ":latest" }
    if let slash, colon < slash { return name + ":latest" }
    return name
  }

  /// What one image on a node is worth: its size, less where few nodes hold it, so that pods do
  /// not crowd on those.
  public static func worth(_ image: State, of nodes: Int) -> Int64 {
    let spread = Double(image.nodeCount) / Double(nodes)
    return GoArithmetic.int64(Double(image.size) * spread)
  }

  /// The score, 0–100.
  ///
  /// - Parameters:
  ///   - sum: What the pod's images on the node are worth.
  ///   - containers: How many containers the pod has; volumes do not count.
  public static func score(_ sum: Int64, containers: Int) -> Int64 {
    let least = 23 * megabyte
    let most = 1000 * megabyte &* Int64(containers)
    if most == least { return 0 }
    let clamped = sum < least ? least : min(sum, most)
    return NodeScore.maximum &* (clamped &- least) / (most &- least)
  }
}
