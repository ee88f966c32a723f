/// What a watch tells of one object.
enum WatchEvent<Change: OptionSet> {
  case added
  case modified(Change)
  case deleted
}

/// What changed of a pod.
struct PodChange: OptionSet {
  let rawValue: UInt16
  /// It was bound to a node.
  static let bound = PodChange(rawValue: 1)
  static let phase = PodChange(rawValue: 2)
  static let ready = PodChange(rawValue: 4)
  /// Its deletion was asked for.
  static let deletion = PodChange(rawValue: 8)
  static let labels = PodChange(rawValue: 16)
  static let tolerations = PodChange(rawValue: 32)
  static let gates = PodChange(rawValue: 64)
  /// The PodScheduled or DisruptionTarget condition, or the nominated node.
  static let conditions = PodChange(rawValue: 128)
  static let finalizers = PodChange(rawValue: 256)
  static let requests = PodChange(rawValue: 512)
}

/// What changed of a node.
struct NodeChange: OptionSet {
  let rawValue: UInt8
  static let taints = NodeChange(rawValue: 1)
  /// It was cordoned or uncordoned.
  static let unschedulable = NodeChange(rawValue: 2)
  static let ready = NodeChange(rawValue: 4)
  static let labels = NodeChange(rawValue: 8)
  static let allocatable = NodeChange(rawValue: 16)
  static let annotations = NodeChange(rawValue: 32)
}

/// What changed of an object of another kind.
struct ObjectChange: OptionSet {
  let rawValue: UInt8
  static let spec = ObjectChange(rawValue: 1)
  static let status = ObjectChange(rawValue: 2)
  static let metadata = ObjectChange(rawValue: 4)
}

/// Who is told of changes at the instant at which they are made, in the order of subscription.
///
/// A watcher notes keys and times; it makes no requests and changes nothing, so that all watchers
/// of a change have seen it before the next one.
protocol APIWatcher: AnyObject {
  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>)
  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>)
  /// An object of any other kind; the watcher casts to what it knows.
  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>)
}

extension APIWatcher {
  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {}
  func nodeChanged(_ node: NodeObject, _ event: WatchEvent<NodeChange>) {}
  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {}
}
