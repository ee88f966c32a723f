import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension OpenClusterManagementSuites {
  /// The health of clusters and what follows from it.
  static let registration: [VectorSuite] = [
    clusterLease, clockSync, availabilityTaints, taintAdmission,
  ]

  private static let clusterLease = VectorSuite(algorithm: "ocm.registration.clusterLease") {
    vector in
    let cluster = try vector.input.decoded(ManagedCluster.self, "managedCluster")
    let lease = try vector.input.decodedIfPresent(ClusterLease.self, "lease")
    let now = try vector.input.instant("now")
    return PreparedDecision {
      LeaseVerdict(cluster, lease: lease, now: now)
    } answer: {
      [
        "conditions": conditions($0.conditions), "leaseCreated": Node($0.createsLease),
        "requeueAfterSeconds": .seconds($0.requeueAfter),
      ]
    }
  }

  private static let clockSync = VectorSuite(
    algorithm: "ocm.registration.clockSync", matches: Node.sameOrBothErrors
  ) { vector in
    let cluster = try vector.input.decoded(ManagedCluster.self, "managedCluster")
    let lease = try vector.input.decodedIfPresent(ClusterLease.self, "lease")
    let now = try vector.input.instant("now")
    return PreparedDecision {
      lease.map { ClockSync.conditions(cluster, lease: $0, now: now) }
    } answer: {
      $0.map { ["conditions": conditions($0)] } ?? ["error": "lease not found"]
    }
  }

  private static let availabilityTaints = VectorSuite(
    algorithm: "ocm.registration.availabilityTaints"
  ) { vector in
    let cluster = try vector.input.decoded(ManagedCluster.self, "managedCluster")
    return PreparedDecision {
      AvailabilityTaints.taints(of: cluster)
    } answer: { taints in
      [
        "patched": Node(taints != nil),
        "taints": Node((taints ?? cluster.spec.taints).map(taint)),
      ]
    }
  }

  private static func taint(_ taint: Taint) -> Node {
    var members: [(String, Node)] = [
      ("key", Node(taint.key)), ("effect", Node(taint.effect)),
      ("timeAdded", Node(orNull: taint.timeAdded.map { Node($0) })),
    ]
    if !taint.value.isEmpty { members.append(("value", Node(taint.value))) }
    return .members(members)
  }

  private static let taintAdmission = VectorSuite(
    algorithm: "ocm.registration.taintAdmission", matches: Node.sameOrBothErrors
  ) { vector in
    let cluster = try vector.input.decoded(ManagedCluster.self, "managedCluster")
    let old = try vector.input.decodedIfPresent(ManagedCluster.self, "oldManagedCluster")
    let now = try vector.input.instant("now")
    return PreparedDecision { () -> Result<[Taint], TaintAdmission.Refusal> in
      do throws(TaintAdmission.Refusal) {
        return .success(try TaintAdmission.taints(of: cluster, old: old, now: now))
      } catch {
        return .failure(error)
      }
    } answer: {
      switch $0 {
      case .success(let taints): ["taints": Node(taints.map(taint))]
      case .failure(let refusal): ["error": Node(refusal.description)]
      }
    }
  }
}
