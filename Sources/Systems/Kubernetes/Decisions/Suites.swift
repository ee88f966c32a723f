import Conformance
import Documents
import KubernetesAPI

/// The vectors of Kubernetes' own controllers and of the scheduler's resource arithmetic.
public enum KubernetesSuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] =
    [zoneDisruption] + RateLimiterSuites.all + ResourceSuites.all + ConstraintSuites.all
    + CronSuites.all + AutoscalingSuites.all + WorkloadSuites.all
    + SchedulingSuites.all + QueueingSuites.all + ClusterAutoscalerSuites.all

  private static let zoneDisruption: VectorSuite = VectorSuite(
    algorithm: "kubernetes.nodeLifecycle.zoneDisruption"
  ) { vector in
    struct Nodes: Decodable {
      @OrZero var ready: Int
      @OrZero var notReadyFalse: Int
      @OrZero var unknown: Int
      @OrZero var noReadyCondition: Int
    }
    struct Input: Decodable {
      var nodeEvictionRate: Float
      var secondaryNodeEvictionRate: Float
      var largeClusterSizeThreshold: Int32
      var unhealthyZoneThreshold: Float
      var passes: [[String: Nodes]]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    // order-free: sorted.
    let names = Set(input.passes.flatMap(\.keys)).sorted()
    let passes = input.passes.map { pass in
      names.map { name in
        pass[name].map {
          ZoneDisruption.Count(
            ready: $0.ready, notReady: $0.notReadyFalse + $0.unknown + $0.noReadyCondition)
        }
      }
    }
    let configuration = ZoneDisruption.Configuration(
      evictionRate: input.nodeEvictionRate,
      secondaryEvictionRate: input.secondaryNodeEvictionRate,
      largeZoneThreshold: input.largeClusterSizeThreshold,
      unhealthyThreshold: input.unhealthyZoneThreshold)
    return PreparedDecision(
      decide: {
        var monitor = ZoneDisruption(zoneCount: names.count, configuration: configuration)
        return passes.map { pass in
          monitor.observe(pass)
          return monitor.zones
        }
      },
      answer: { passes in
        [
          "passes": Node(
            passes.map { zones in
              var node = Node(.object([]))
              for (name, zone) in zip(names, zones) {
                guard let zone else { continue }
                // The shortest text of the 32-bit rate, as upstream prints it.
                let rate = zone.rate.flatMap { Double("\($0)") } ?? 0
                node.set(name, ["state": Node(zone.state.rawValue), "evictionQPS": Node(rate)])
              }
              return node
            })
        ]
      })
  }
}
