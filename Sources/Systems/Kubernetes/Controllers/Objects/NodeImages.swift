import EventKernel

/// The images on the nodes of a member, and the pulls that bring them there: one after the other on
/// each node, as the kubelet's `serializeImagePulls` has it.
struct NodeImages {
  private struct Key: Hashable {
    var node: Int32
    var image: String
  }

  /// From when on an image is there.
  private var available: [Key: VirtualTime] = [:]
  /// When a node has done its pulls.
  private var idle: [Int32: VirtualTime] = [:]

  /// Notes an image that is on a node already.
  mutating func add(_ image: String, to node: Int32) {
    available[Key(node: node, image: image)] = .zero
  }

  /// How long a pod waits for its image, which is pulled unless it is there or on its way.
  ///
  /// - Parameter pull: How long a pull takes.
  mutating func wait(
    for image: String, on node: Int32, at now: VirtualTime, pull: () -> VirtualDuration
  ) -> VirtualDuration {
    let key = Key(node: node, image: image)
    if let time = available[key] { return max(.zero, time - now) }
    let end = max(now, idle[node] ?? .zero) + pull()
    available[key] = end
    idle[node] = end
    return end - now
  }
}
