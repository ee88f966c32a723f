// swift-tools-version: 6.2
import PackageDescription

/// The speed of Regatta itself. A package of its own, so that Regatta depends on no benchmark.
///
/// Each program is one executable target `Sources/<Name>`, run and reported by a section of `run`.
let programs: [(name: String, products: [String])] = [
  ("KernelBenchmark", ["EventKernel"]),
  ("FleetScaling", ["EventKernel", "Members"]),
  ("SchedulerThroughput", ["Members"]),
  ("SchedulerBenchmark", ["Members"]),
  ("Coverage", ["Validation"]),
  ("DecisionBenchmark", ["Decisions"]),
]

let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "regatta", path: "..")],
  targets: [.target(name: "ProcessUsage")]
    + programs.map { program in
      .executableTarget(
        name: program.name,
        dependencies: ["ProcessUsage"]
          + program.products.map { .product(name: $0, package: "regatta") },
        swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
    },
  swiftLanguageModes: [.v6]
)
