import EventKernel
import KubernetesAPI

/// What the pods of one template have in common.
final class PodTemplate {
  let metadata: ObjectMeta
  let spec: PodSpec
  /// The image of its first container, by which start-up and end are looked up.
  let image: String

  init(_ template: PodTemplateSpec) {
    metadata = template.metadata
    spec = template.spec
    image = template.spec.containers.first?.image ?? ""
  }

  var labels: [String: String] { metadata.labels }
}

/// Whatever pods belong to: a replica set, a job, a stateful set.
protocol PodOwner: AnyObject {
  /// `ReplicaSet`, `Job`, …
  var kind: String { get }
  var id: Int32 { get }
  var name: String { get }
  /// The pods it controls, in no particular order; kept by the API server.
  var pods: PodList { get set }
  /// Whose scale counts for disruption budgets, by a name of its own, and the scale; nil where there
  /// is none.
  var scale: (controller: String, replicas: Int32)? { get }
}

extension PodOwner {
  var scale: (controller: String, replicas: Int32)? { nil }
}

/// A pod as the API server keeps it.
final class PodObject: APIObject {
  /// Where a pod is in its life.
  enum Phase: String {
    case pending = "Pending"
    case running = "Running"
    case succeeded = "Succeeded"
    case failed = "Failed"
  }

  var id: Int32 = -1
  let name: String
  let namespace: String
  let template: PodTemplate
  let owner: (any PodOwner)?
  let created: VirtualTime

  /// The node it is bound to.
  var node: NodeObject?
  var nominatedNode: String = ""
  var phase = Phase.pending
  /// The Ready condition; nil before the kubelet has reported one.
  var isReady: Bool?
  /// `lastTransitionTime` of the Ready condition.
  var readyChanged = VirtualTime.zero
  /// The PodScheduled condition; nil before the scheduler has said anything.
  var isScheduled: Bool?
  /// `Unschedulable`, `SchedulingGated`; empty when scheduled.
  var scheduledReason = ""
  /// The reason of the DisruptionTarget condition; empty for none.
  var disruptionReason = ""
  /// When the kubelet took it up.
  var startTime: VirtualTime?
  /// When its containers ended, and how; nil while they run.
  var finished: VirtualTime?
  var exitCode: Int32?
  /// When its deletion was asked for; nil while nobody has.
  var deleted: VirtualTime?
  /// Seconds between deletion and `deletionTimestamp`.
  var gracePeriodSeconds: Int64 = 30
  /// Held back from disappearing by the job controller's tracking finalizer.
  var hasTrackingFinalizer = false
  /// The index of a pod of an indexed job, or the ordinal of a stateful set's; −1 for none.
  var index: Int32 = -1
  /// Failures of its index so far (`batch.kubernetes.io/job-index-failure-count`).
  var indexFailures: Int32 = 0
  /// Failures of its index that did not count
  /// (`batch.kubernetes.io/job-index-ignored-failure-count`).
  var ignoredIndexFailures: Int32 = 0
  /// The scheduling gates that are left.
  var gates: [String] = []
  /// Labels and tolerations, where they differ from the template's.
  var ownLabels: [String: String]?
  var ownTolerations: [Toleration]?

  /// Counts its changes, as a resource version does.
  var revision: UInt32 = 0

  // Places in the lists that the API server keeps.
  var slotOfOwner = -1
  var slotOnNode = -1

  init(
    name: String, namespace: String, template: PodTemplate, owner: (any PodOwner)?,
    created: VirtualTime
  ) {
    self.name = name
    self.namespace = namespace
    self.template = template
    self.owner = owner
    self.created = created
    gracePeriodSeconds = template.spec.terminationGracePeriodSeconds ?? 30
  }

  var labels: [String: String] { ownLabels ?? template.labels }
  var tolerations: [Toleration] { ownTolerations ?? template.spec.tolerations }
  var isTerminating: Bool { deleted != nil }
  var isFinished: Bool { phase == .succeeded || phase == .failed }
  /// Whether it counts as a replica: neither finished nor being deleted.
  var isActive: Bool { !isFinished && !isTerminating }
}

/// Pods of one owner or on one node: constant-time adding and removing, no order.
struct PodList {
  private(set) var pods: [PodObject] = []

  var count: Int { pods.count }
  var isEmpty: Bool { pods.isEmpty }

  /// In order of creation.
  var inOrder: [PodObject] { pods.sorted { $0.id < $1.id } }

  mutating func append(_ pod: PodObject, slot: ReferenceWritableKeyPath<PodObject, Int>) {
    pod[keyPath: slot] = pods.count
    pods.append(pod)
  }

  mutating func remove(_ pod: PodObject, slot: ReferenceWritableKeyPath<PodObject, Int>) {
    let place = pod[keyPath: slot]
    precondition(
      place >= 0 && place < pods.count && pods[place] === pod, "a pod stands at its slot")
    let last = pods.removeLast()
    if last !== pod {
      pods[place] = last
      last[keyPath: slot] = place
    }
    pod[keyPath: slot] = -1
  }
}
