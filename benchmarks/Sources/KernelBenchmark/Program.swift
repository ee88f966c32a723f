import EventKernel
import ProcessUsage

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// `KernelBenchmark WORKLOAD N OPERATIONS`
///
/// Prints `<operations per CPU second> <check>`, as the baseline does; `memory` prints the peak of
/// resident bytes instead.
@main
struct Program {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let count = Int(arguments[2]), let operations = Int(arguments[3])
    else {
      print("usage: KernelBenchmark WORKLOAD N OPERATIONS")
      exit(64)
    }
    switch arguments[1] {
    case "hold": show(hold(count, operations))
    case "bimodal", "pareto", "ties":
      show(hold(count, operations, Increments.Kind(rawValue: arguments[1]) ?? .exponential))
    case "burst": show(burst(count, operations))
    case "dispatch": show(dispatch(count, operations))
    case "cancel": show(cancel(count, operations))
    case "phold":
      let (rate, mean) = phold(count, operations)
      print(Int(rate), mean)
    case "memory":
      _ = hold(count, count)
      print(Usage.peakResidentBytes, 0)
    case "memory-cancellable":
      _ = cancel(count, 0)
      print(Usage.peakResidentBytes, 0)
    default: exit(64)
    }
  }

  private static func show(_ outcome: Outcome) {
    print(Int(outcome.operationsPerSecond), outcome.check)
  }
}
