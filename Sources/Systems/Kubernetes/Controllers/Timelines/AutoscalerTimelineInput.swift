import Documents
import KubernetesAPI

/// What a recorded case of the cluster autoscaler says of the world.
struct AutoscalerTimelineInput: Decodable {
  struct Group: Decodable {
    var id: String
    @OrZero var minSize: Int
    @OrZero var maxSize: Int
    @OrZero var initialNodes: Int
    var cpu: Quantity
    var memory: Quantity
    var labels: [String: String]
    var taints: [Taint]
    @OrZero var provisionSeconds: Double
    @OrZero var provisionStaggerSeconds: Double
    @OrZero var readyAfterSeconds: Double
    @OrZero var nodeObjectDeletionSeconds: Double
  }

  struct Workload: Decodable {
    var name: String
    @OrZero var replicas: Int
    var cpu: Quantity
    var memory: Quantity
    var onNodes: [String]
    @OrZero var terminationSeconds: Double
    var terminationGracePeriodSeconds: Int64?
    var priority: Int32?
    var annotations: [String: String]
    var nodeSelector: [String: String]
    var volumes: [Volume]
    var namespace: String?
    @OrZero var hostAntiAffinity: Bool
    var kind: String?
  }

  struct Budget: Decodable {
    var name: String
    var app: String
    @OrZero var disruptionsAllowed: Int32
    var namespace: String?
  }

  struct Event: Decodable {
    var atSeconds: Double
    var action: String
    var workload: String?
    var replicas: Int?
    var nodeGroup: String?
    var mode: String?
    var value: Int32?
    var pdb: String?
    var node: String?
    var key: String?
    var text: String?
  }

  var nodeGroups: [Group]
  var workloads: [Workload]
  var podDisruptionBudgets: [Budget]
  var settings: [String: String]
  var autoscalerStartSeconds: Double
  @OrZero var loopSeconds: Double
  var events: [Event]
  var durationSeconds: Double

  /// Reads a case and checks that it can be replayed.
  init(_ vector: Node, file: String) throws(DocumentError) {
    self = try NodeDecoder(file: file).decode(AutoscalerTimelineInput.self, from: vector)
    let times =
      [autoscalerStartSeconds, loopSeconds, durationSeconds] + events.map(\.atSeconds)
      + nodeGroups.flatMap {
        [
          $0.provisionSeconds, $0.provisionStaggerSeconds, $0.readyAfterSeconds,
          $0.nodeObjectDeletionSeconds,
        ]
      } + workloads.map(\.terminationSeconds)
    guard times.allSatisfy({ $0 >= 0 && $0 <= 1e9 }) else {
      throw DocumentError(file: file, problem: "a time is negative or too far away")
    }
    let counts = nodeGroups.map(\.initialNodes) + workloads.map(\.replicas)
    guard (counts + events.compactMap(\.replicas)).allSatisfy({ (0...100_000).contains($0) })
    else { throw DocumentError(file: file, problem: "a number of nodes or pods is out of range") }
    guard Set(nodeGroups.map(\.id)).count == nodeGroups.count,
      Set(workloads.map(\.name)).count == workloads.count
    else { throw DocumentError(file: file, problem: "a name is there twice") }
  }
}
