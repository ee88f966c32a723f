import Statistics
import Stochastic
import ValidationModels

// Measures whether the statistics keep their promises, one tab-separated row per finding.
//
//   Coverage intervals REPETITIONS    model, quantity, share covered, mean relative half-width
//   Coverage selection REPETITIONS    procedure, arms, correlation, share correct, replications
//   Coverage splitting                exact, estimate, relative half-width, plain events over ours

let arguments = CommandLine.arguments.dropFirst()
let repetitions = arguments.dropFirst().first.flatMap { Int($0) } ?? 1000

switch arguments.first {
case "intervals":
  let repairman = RepairableGroup(
    components: 10, repairers: 1, failureRate: 0.01, repairRate: 0.2)
  let redundant = RepairableGroup(
    components: 3, repairers: 3, failureRate: 0.001, repairRate: 0.1)
  for coverage in [
    Coverage(
      name: "M/M/1, ρ = 0.5",
      model: QueueModel.singleServer(
        SingleServerQueue(arrivalRate: 0.5, serviceRate: 1), length: 2_000)),
    Coverage(
      name: "M/M/1, ρ = 0.8",
      model: QueueModel.singleServer(
        SingleServerQueue(arrivalRate: 0.8, serviceRate: 1), length: 10_000)),
    Coverage(
      name: "machine repairman, 10 machines, 1 repairer",
      model: RepairModel(group: repairman, length: 20_000)),
    Coverage(
      name: "2 out of 3 with repair",
      model: RedundancyModel(group: redundant, required: 2, length: 1e6)),
  ] {
    for row in coverage.measure(repetitions: repetitions) {
      print(coverage.name, row.quantity, row.covered, row.width, separator: "\t")
    }
  }
case "selection":
  var selections: [Selection] = []
  for arms in [2, 5, 10] {
    for correlation in [0, 0.5] {
      selections.append(
        Selection(name: "KN", arms: arms, correlation: correlation) {
          try KimNelsonSelection(arms: arms, indifference: 0.5, largerIsBetter: true)
        })
    }
    selections.append(
      Selection(name: "Rinott", arms: arms, correlation: 0) {
        try RinottSelection(arms: arms, indifference: 0.5, largerIsBetter: true)
      })
  }
  for selection in selections {
    let found = try selection.measure(repetitions: repetitions)
    print(
      selection.name, selection.arms, selection.correlation, found.correct, found.replications,
      separator: "\t")
  }
case "splitting":
  let group = RepairableGroup(components: 10, repairers: 1, failureRate: 0.01, repairRate: 1)
  let component = RepairableSystem.Component(
    failureRate: group.failureRate, repairRate: group.repairRate)
  guard
    let system = RepairableSystem(
      components: [RepairableSystem.Component](repeating: component, count: group.components),
      required: 5, repairers: group.repairers)
  else { fatalError("the system is valid") }
  let entity = StreamName.hash("splitting")
  for master in 1...5 {
    let estimate = ImportanceSplitting(levels: [2, 3, 4, 5], effort: 1600).estimate(
      repetitions: 40
    ) { path in
      RepairableRun(system, path: path) {
        RandomStream(
          StreamSeed(master: UInt64(master), scenario: $0), entity: entity,
          purpose: StreamPurpose("splitting"))
      }
    }
    print(
      group.unavailability(required: 5), estimate.unavailability.estimate,
      estimate.unavailability.relativeHalfWidth, estimate.speedup, separator: "\t")
  }
default:
  print("usage: Coverage intervals|selection|splitting [repetitions]")
}
