/// Where a cluster's score comes from.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/scheduling/schedule.go` (getWeights,
/// mergeWeights, getPrioritizers).
public enum Prioritizer: Sendable, Equatable {
  /// Clusters with few decisions of other placements.
  case balance
  /// Clusters that the placement has chosen before.
  case steady
  /// Clusters with much CPU.
  case resourceAllocatableCPU
  /// Clusters with much memory.
  case resourceAllocatableMemory
  /// A score that an add-on computed.
  case addOn(resource: String, score: String)

  /// The built-in prioritizer of a name.
  public init?(builtIn name: String) {
    switch name {
    case "Balance": self = .balance
    case "Steady": self = .steady
    case "ResourceAllocatableCPU": self = .resourceAllocatableCPU
    case "ResourceAllocatableMemory": self = .resourceAllocatableMemory
    default: return nil
    }
  }

  /// Upstream's name.
  public var name: String {
    switch self {
    case .balance: "Balance"
    case .steady: "Steady"
    case .resourceAllocatableCPU: "ResourceAllocatableCPU"
    case .resourceAllocatableMemory: "ResourceAllocatableMemory"
    case .addOn(let resource, let score): "AddOn/\(resource)/\(score)"
    }
  }
}

/// A prioritizer and what its scores are multiplied with.
struct WeightedPrioritizer: Sendable {
  var prioritizer: Prioritizer
  var weight: Int32

  /// Two coordinates are one if their types and names are equal and neither names an add-on: where
  /// one does, upstream compares the addresses of the two objects.
  private struct Coordinate {
    var type: String
    var builtIn: String
    var addOn: AddOnScore?
    var weight: Int32

    func isSame(as other: ScoreCoordinate) -> Bool {
      addOn == nil && other.addOn == nil && type == other.type && builtIn == other.builtIn
    }
  }

  /// The prioritizers of a policy in the order of its configurations, behind the default ones.
  /// Upstream goes through them in a random order, which shows only in which of several errors is
  /// reported.
  static func all(
    of policy: PrioritizerPolicy
  ) -> Result<[WeightedPrioritizer], SchedulingStatus> {
    var coordinates: [Coordinate] = []
    switch policy.mode {
    case "Exact": break
    case "Additive", "":
      coordinates = ["Balance", "Steady"].map {
        Coordinate(type: "BuiltIn", builtIn: $0, addOn: nil, weight: 1)
      }
    default: return .failure(.misconfigured("incorrect prioritizer policy mode: \(policy.mode)"))
    }
    for configuration in policy.configurations {
      guard let coordinate = configuration.scoreCoordinate else {
        return .failure(.misconfigured("scoreCoordinate field is required"))
      }
      let weight = configuration.weight ?? 0
      if let known = coordinates.firstIndex(where: { $0.isSame(as: coordinate) }) {
        coordinates[known].weight = weight
      } else {
        coordinates.append(
          Coordinate(
            type: coordinate.type, builtIn: coordinate.builtIn, addOn: coordinate.addOn,
            weight: weight))
      }
    }
    var prioritizers: [WeightedPrioritizer] = []
    for coordinate in coordinates where coordinate.weight != 0 {
      if coordinate.type == "BuiltIn" {
        guard let prioritizer = Prioritizer(builtIn: coordinate.builtIn) else {
          return .failure(
            .misconfigured("incorrect builtin prioritizer: \(coordinate.builtIn)"))
        }
        prioritizers.append(
          WeightedPrioritizer(prioritizer: prioritizer, weight: coordinate.weight))
      } else {
        guard let addOn = coordinate.addOn else {
          return .failure(.misconfigured("addOn should not be empty"))
        }
        prioritizers.append(
          WeightedPrioritizer(
            prioritizer: .addOn(resource: addOn.resourceName, score: addOn.scoreName),
            weight: coordinate.weight))
      }
    }
    return .success(prioritizers)
  }
}
