import KubernetesAPI

/// The score of NodeResourcesFit for any set of resources and any strategy.
///
/// The default profile over cpu and memory is `NodeScore.leastAllocated`; this is the general form.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/noderesources/`
/// (resource_allocation.go, least_allocated.go, most_allocated.go, requested_to_capacity_ratio.go),
/// vectors `kubernetes-scheduler/noderesources_score.jsonl.gz`.
public struct ResourceScore: Sendable {
  /// How much of a resource is used.
  public struct Weight: Sendable, Equatable {
    /// The resource.
    public var name: String
    /// Its weight.
    public var weight: Int64

    /// Creates a weight.
    public init(name: String, weight: Int64) {
      self.name = name
      self.weight = weight
    }
  }

  /// A point of a piecewise linear score.
  public struct Point: Sendable, Equatable {
    /// Percent used.
    public var utilization: Int64
    /// The score there, 0–10.
    public var score: Int64

    /// Creates a point.
    public init(utilization: Int64, score: Int64) {
      self.utilization = utilization
      self.score = score
    }
  }

  /// Which nodes are better.
  public enum Strategy: Sendable, Equatable {
    /// Those with more left.
    case leastAllocated
    /// Those with less left.
    case mostAllocated
    /// As a curve says.
    case requestedToCapacityRatio([Point])
  }

  /// Which nodes are better.
  public var strategy: Strategy
  /// The resources that count.
  public var resources: [Weight]

  /// Creates a score.
  public init(strategy: Strategy, resources: [Weight]) {
    self.strategy = strategy
    self.resources = resources
  }

  /// The score of a node for a pod.
  ///
  /// - Parameters:
  ///   - request: The pod's requests with the defaults for containers that name no cpu or memory,
  ///     and without requests of the pod as a whole.
  ///   - node: The node.
  public func score(_ request: ResourceAmounts, on node: NodeUsage) -> Int64 {
    var sum: Int64 = 0
    var weights: Int64 = 0
    for resource in resources {
      let name = resource.name
      let allocatable = node.allocatable[name]
      let asked = request[name]
      if allocatable == 0 || (!ResourceAmounts.isPrimary(name) && asked == 0) { continue }
      let score = score(requested: node.scoredUse(name) + asked, allocatable: allocatable)
      // The curve counts only resources that score at all.
      if case .requestedToCapacityRatio = strategy, score <= 0 { continue }
      sum += score * resource.weight
      weights += resource.weight
    }
    if weights == 0 { return 0 }
    if case .requestedToCapacityRatio = strategy {
      return Int64((Double(sum) / Double(weights)).rounded(.toNearestOrAwayFromZero))
    }
    return sum / weights
  }

  private func score(requested: Int64, allocatable: Int64) -> Int64 {
    switch strategy {
    case .leastAllocated:
      NodeScore.leastAllocated(requested: requested, allocatable: allocatable)
    case .mostAllocated:
      NodeScore.mostAllocated(requested: requested, allocatable: allocatable)
    case .requestedToCapacityRatio(let points):
      Self.value(
        points, at: NodeScore.utilization(requested: requested, allocatable: allocatable))
    }
  }

  /// The curve's value, from 0 to 100, with integer steps as upstream.
  static func value(_ points: [Point], at utilization: Int64) -> Int64 {
    for (index, point) in points.enumerated() where utilization <= point.utilization {
      guard index > 0 else { return point.score * 10 }
      let before = points[index - 1]
      return before.score * 10
        + (point.score - before.score) * 10 * (utilization - before.utilization)
        / (point.utilization - before.utilization)
    }
    return (points.last?.score ?? 0) * 10
  }
}
