import Statistics
import Stochastic
import Testing
import ValidationModels

@Suite("Repairable systems reproduce their closed forms")
struct AvailabilityValidationTests {
  static let repairman = RepairableGroup(
    components: 10, repairers: 1, failureRate: 0.01, repairRate: 0.2)
  static let parallel = RepairableGroup(
    components: 100, repairers: 3, failureRate: 0.001, repairRate: 0.05)
  static let triple = RepairableGroup(
    components: 3, repairers: 3, failureRate: 0.001, repairRate: 0.1)
  static let pair = RepairableGroup(
    components: 2, repairers: 1, failureRate: 0.001, repairRate: 0.1)

  @Test("machine repairman, one repairer", arguments: [Start.empty, .stationary])
  func repairman(_ start: Start) {
    AcceptanceRule.check(RepairModel(group: Self.repairman, length: 60_000), start: start)
  }

  @Test("machine repairman, three repairers for a hundred", arguments: [Start.empty, .stationary])
  func parallelRepair(_ start: Start) {
    AcceptanceRule.check(RepairModel(group: Self.parallel, length: 130_000), start: start)
  }

  @Test("two of three with independent repair", arguments: [Start.empty, .stationary])
  func triple(_ start: Start) {
    AcceptanceRule.check(
      RedundancyModel(group: Self.triple, required: 2, length: 2e6), start: start)
  }

  @Test("one of two with a shared crew", arguments: [Start.empty, .stationary])
  func pair(_ start: Start) {
    AcceptanceRule.check(
      RedundancyModel(group: Self.pair, required: 1, length: 5e6), start: start)
  }

  @Test("mean time from all up to the first system failure")
  func timeToFailure() {
    let group = RepairableGroup(
      components: 3, repairers: 3, failureRate: 0.01, repairRate: 0.1)
    AcceptanceRule.check(
      TimeToFailureModel(group: group, required: 2, lives: 1_200), start: .stationary)
  }

  @Test(
    "two regions with failover match the exact chain", arguments: [Start.empty, .stationary])
  func failover(_ start: Start) {
    let hour = 3600.0
    AcceptanceRule.check(
      FailoverModel(
        meanTimeToFailure: 2190 * hour, meanTimeToRepair: 12 * hour, failover: 0.5 * hour,
        length: 1e6 * hour),
      start: start)
  }

  @Test("no bias over 20 seeds")
  func bias() {
    AcceptanceRule.probeBias(RepairModel(group: Self.repairman, length: 2_000))
    AcceptanceRule.probeBias(RedundancyModel(group: Self.triple, required: 2, length: 4e5))
    AcceptanceRule.probeBias(
      FailoverModel(
        meanTimeToFailure: 20, meanTimeToRepair: 4, failover: 1, length: 2_000))
  }
}
