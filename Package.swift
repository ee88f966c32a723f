// swift-tools-version: 6.2
import Foundation
import PackageDescription

/// The multicluster systems, each one folder `Sources/Systems/<Name>/{Decisions,Controllers}`, and
/// the modules that only its decisions need.
let systems: [(name: String, also: [Target.Dependency])] = [
  ("Karmada", []), ("KubeFed", []), ("OpenClusterManagement", ["CEL"]), ("KubeFleet", []),
]

/// Those whose controllers run in virtual time.
let simulated = ["Karmada", "KubeFed"]

/// What every module of pure decisions may see.
let decisionFoundations: [Target.Dependency] = [
  "GoSemantics", "Documents", "KubernetesAPI", "Conformance",
]

var targets: [Target] = [
  .systemLibrary(
    name: "CGSL", pkgConfig: "gsl", providers: [.apt(["libgsl-dev"]), .brew(["gsl"])]),
  .systemLibrary(
    name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),

  // Layer 0: stands alone.
  .target(name: "GoSemantics"),
  .target(name: "EventKernel"),
  .target(name: "Documents", dependencies: [.product(name: "Yams", package: "Yams")]),

  // Layer 1: mathematics, vectors, the objects every Kubernetes system shares.
  .target(name: "Stochastic", dependencies: ["CGSL", "EventKernel", "Documents", "Conformance"]),
  .target(name: "Statistics", dependencies: ["CGSL", "Documents", "Conformance"]),
  .target(name: "Conformance", dependencies: ["Documents", "GoSemantics", "CZlib"]),
  .target(name: "KubernetesAPI", dependencies: ["Documents", "GoSemantics", "Conformance"]),

  .target(name: "CEL", dependencies: ["Documents", "GoSemantics", "KubernetesAPI"]),

  // Layer 2: decisions, which know no time.
  .target(
    name: "Kubernetes", dependencies: decisionFoundations,
    path: "Sources/Systems/Kubernetes/Decisions"),

  // Layer 3: the world, which knows no policy.
  .target(
    name: "FleetModel",
    dependencies: [
      "EventKernel", "KubernetesAPI", "Kubernetes", "Stochastic", "Statistics", "Documents",
    ]),
  .target(name: "Failures", dependencies: ["FleetModel", "EventKernel", "Stochastic"]),
  .target(
    name: "Workloads",
    dependencies: ["FleetModel", "EventKernel", "Stochastic", "KubernetesAPI", "CZlib"]),

  // Layer 4: controllers in virtual time.
  .target(
    name: "KubernetesControllers",
    dependencies: [
      "Kubernetes", "FleetModel", "EventKernel", "KubernetesAPI", "Stochastic", "GoSemantics",
      "Documents", "Conformance",
    ],
    path: "Sources/Systems/Kubernetes/Controllers"),

  // Layers 5–9: from a scenario to a report.
  .target(
    name: "Scenarios",
    dependencies: [
      "Documents", "KubernetesAPI", "Kubernetes", "Stochastic", "EventKernel", "Workloads",
    ]),
  .target(
    name: "Experiments",
    dependencies: [
      "Scenarios", "FleetModel", "EventKernel", "Stochastic", "Statistics", "KubernetesAPI",
      "Kubernetes", "Documents", "Workloads",
    ]),
  .target(
    name: "Reporting", dependencies: ["Experiments", "Statistics", "Documents"],
    exclude: ["README.md"]),
  .target(
    name: "ResultsStore",
    dependencies: ["Experiments", .product(name: "GRDB", package: "GRDB.swift")]),
  .target(
    name: "Place",
    dependencies: decisionFoundations + systems.map { .target(name: $0.name) }),
  .target(
    name: "RegattaKit",
    dependencies: [
      "Experiments", "Reporting", "Scenarios", "Failures", "Workloads", "FleetModel",
      "EventKernel", "Stochastic", "Statistics", "KubernetesAPI", "Kubernetes",
      "KubernetesControllers", "Conformance", "Documents", "GoSemantics",
    ] + systems.map { .target(name: $0.name) }
      + simulated.map { .target(name: $0 + "Controllers") }),
  .executableTarget(
    name: "regatta",
    dependencies: [
      "RegattaKit", "Place", "Experiments", "Reporting", "ResultsStore", "Scenarios", "Conformance",
      "Documents", "KubernetesAPI",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
]

targets += systems.map { system in
  .target(
    name: system.name, dependencies: decisionFoundations + ["Kubernetes"] + system.also,
    path: "Sources/Systems/\(system.name)/Decisions")
}
targets += simulated.map { system in
  .target(
    name: system + "Controllers",
    dependencies: decisionFoundations + [
      .target(name: system), "Kubernetes", "KubernetesControllers", "FleetModel", "EventKernel",
      "Stochastic",
    ],
    path: "Sources/Systems/\(system)/Controllers")
}

/// Simulated models with known answers, which tests and benchmarks share.
targets.append(
  .target(
    name: "ValidationModels", dependencies: ["EventKernel", "Stochastic", "Statistics"],
    path: "Tests/ValidationModels"))

/// One test target per module, `Tests/<Module>Tests`, seeing that module and what it names.
let tests: [(module: String, also: [Target.Dependency])] = [
  ("GoSemantics", []),
  ("EventKernel", []),
  ("Documents", []),
  ("Stochastic", ["EventKernel", "Statistics", "Conformance", "ValidationModels"]),
  ("Statistics", ["Conformance"]),
  ("Conformance", ["Documents"]),
  ("KubernetesAPI", ["Documents", "Conformance"]),
  ("Kubernetes", ["KubernetesAPI", "Documents", "Conformance", "GoSemantics"]),
  ("Karmada", ["KubernetesAPI", "Kubernetes", "Documents", "Conformance", "GoSemantics"]),
  ("KubeFed", ["KubernetesAPI", "Documents", "Conformance", "GoSemantics"]),
  ("CEL", ["Documents", "GoSemantics", "KubernetesAPI", "Conformance"]),
  (
    "OpenClusterManagement",
    ["CEL", "KubernetesAPI", "Kubernetes", "Documents", "Conformance", "GoSemantics"]
  ),
  ("KubeFleet", ["KubernetesAPI", "Kubernetes", "Documents", "Conformance", "GoSemantics"]),
  (
    "Place",
    [
      "Karmada", "OpenClusterManagement", "KubeFleet", "KubernetesAPI", "Documents", "GoSemantics",
    ]
  ),
  ("FleetModel", ["EventKernel", "Stochastic", "KubernetesAPI", "Kubernetes"]),
  ("Failures", ["FleetModel", "EventKernel", "Stochastic", "Statistics"]),
  ("Workloads", ["FleetModel", "EventKernel", "Stochastic"]),
  (
    "KubernetesControllers",
    [
      "FleetModel", "EventKernel", "Stochastic", "KubernetesAPI", "Kubernetes", "Conformance",
      "Documents",
    ]
  ),
  (
    "KarmadaControllers",
    [
      "Karmada", "FleetModel", "EventKernel", "Stochastic", "KubernetesAPI",
      "KubernetesControllers", "Conformance", "Documents",
    ]
  ),
  (
    "KubeFedControllers",
    [
      "KubeFed", "FleetModel", "EventKernel", "Stochastic", "KubernetesAPI",
      "KubernetesControllers", "Conformance", "Documents",
    ]
  ),
  ("Scenarios", ["Documents", "Stochastic", "Kubernetes"]),
  (
    "Experiments",
    ["Scenarios", "Statistics", "FleetModel", "EventKernel", "Stochastic", "Kubernetes"]
  ),
  ("Reporting", ["Experiments", "Statistics"]),
  ("ResultsStore", ["Experiments", .product(name: "GRDB", package: "GRDB.swift")]),
  (
    "RegattaKit",
    [
      "Experiments", "Reporting", "ResultsStore", "Scenarios", "Statistics", "Stochastic",
      "Documents", "KubernetesAPI", "Karmada", "Workloads", "FleetModel",
    ]
  ),
]
targets += tests.map { test in
  .testTarget(
    name: test.module + "Tests",
    dependencies: [.target(name: test.module)] + test.also)
}

/// Tests of the whole: the built tool, and the rules of the house read from the sources.
targets += [
  .testTarget(name: "CommandLineTests", dependencies: ["regatta", "Documents"]),
  .testTarget(name: "HouseRulesTests"),
]

/// Continuous integration sets this; a warning while editing should not stop a build.
let strict = Context.environment["REGATTA_STRICT"] != nil

for target in targets where target.type != .system {
  target.swiftSettings =
    [.enableUpcomingFeature("MemberImportVisibility")]
    + (strict ? [.treatAllWarnings(as: .error)] : [])
  // READMEs lie beside the sources that they tell of.
  let folder = target.path ?? (target.type == .test ? "Tests/" : "Sources/") + target.name
  let files = FileManager.default.enumerator(atPath: "\(Context.packageDirectory)/\(folder)")
  target.exclude = (files?.compactMap { $0 as? String } ?? []).filter {
    $0.hasSuffix("README.md")
  }.sorted()
}

let package = Package(
  name: "regatta",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "regatta", targets: ["regatta"]),
    .library(name: "RegattaKit", targets: ["RegattaKit"]),
    .library(name: "EventKernel", targets: ["EventKernel"]),
    .library(
      name: "Validation",
      targets: ["ValidationModels", "Statistics", "Stochastic", "EventKernel"]),
    .library(
      name: "Members",
      targets: [
        "KubernetesControllers", "Kubernetes", "Failures", "FleetModel", "Stochastic",
        "KubernetesAPI",
      ]),
    .library(
      name: "Decisions",
      targets: systems.map { $0.name } + [
        "Kubernetes", "KubernetesAPI", "Conformance", "Documents", "GoSemantics",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: targets,
  swiftLanguageModes: [.v6]
)
