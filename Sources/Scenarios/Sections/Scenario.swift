import Documents

/// A whole scenario, decoded, validated and with every default filled in.
public struct Scenario: Sendable, Equatable {
  /// The version of the format that this module reads.
  public static let apiVersion = "regatta.dev/v1alpha1"

  /// What the scenario is called.
  public var metadata = Metadata()
  /// What is simulated.
  public var spec = Specification()

  /// `metadata`.
  public struct Metadata: Sendable, Equatable {
    /// The scenario's name.
    public var name = ""
    /// What it shows, for the head of a report.
    public var description = ""
  }

  /// `spec`.
  public struct Specification: Sendable, Equatable {
    package var fleet = FleetSection()
    package var tenants: [TenantSection] = []
    package var workloads = WorkloadsSection()
    package var traffic: [TrafficSection] = []
    package var failures: [FailureSection] = []
    package var controlPlane = ControlPlaneSection()
    package var operations: [OperationSection] = []
    package var arms: [ArmSection] = []
    /// What `regatta sweep` and `regatta plan` vary.
    public package(set) var sweep: [Variation.Written]?
    package var costs: CostsSection?
    package var metrics = MetricsSection()
    package var objectives: [Objective] = []
    package var run = RunSection()
  }

  /// The root object, of which only `scenario` matters once read.
  public struct Document: Sendable {
    var apiVersion = Scenario.apiVersion
    var kind = "Scenario"
    var scenario = Scenario()
  }

  /// The format, from its root.
  static let declaration = Declaration<Document>(
    "Scenario", "A fleet, what runs on it, what disturbs it and what is measured.",
    initial: Document.init,
    fields: [
      .required("apiVersion", \.apiVersion, .constant(apiVersion), "The version of the format"),
      .required("kind", \.kind, .constant("Scenario"), "Always `Scenario`"),
      .required("metadata", \.scenario.metadata, metadataDeclaration.shape, "Name and description"),
      .required("spec", \.scenario.spec, specification.shape, "What is simulated"),
    ])

  static let metadataDeclaration = Declaration<Metadata>(
    "Metadata", "What the scenario is called.", initial: Metadata.init,
    fields: [
      .required("name", \.name, .name, "The scenario's name"),
      .field("description", \.description, .text, "What it shows, for the head of a report"),
    ])

  static let specification = Declaration<Specification>(
    "Specification", "What is simulated, section by section.", initial: Specification.init,
    fields: [
      .required("fleet", \.fleet, FleetSection.declaration.shape, "What stands where"),
      .field(
        "tenants", \.tenants, .list(of: TenantSection.declaration.shape),
        "Who owns which namespaces, and where their workloads may run"),
      .field("workloads", \.workloads, WorkloadsSection.declaration.shape, "What runs"),
      .field(
        "traffic", \.traffic, .list(of: TrafficSection.declaration.shape),
        "What users demand of workloads: the load that autoscalers see"),
      .field("failures", \.failures, FailureSection.list, "What breaks, when, and for how long"),
      .field(
        "controlPlane", \.controlPlane, ControlPlaneSection.declaration.shape,
        "The multicluster system that places the workloads"),
      .field(
        "operations", \.operations, .list(of: OperationSection.declaration.shape),
        "What is done to the fleet on purpose, and when"),
      .field(
        "arms", \.arms, .list(of: ArmSection.declaration.shape),
        "Variants of the scenario that `regatta compare` runs beside it, under the same random"
          + " numbers"),
      .optional(
        "sweep", \.sweep, .list(of: Variation.shape),
        "What `regatta sweep` and `regatta plan` vary"),
      .optional("costs", \.costs, CostsSection.declaration.shape, "What nodes cost"),
      .field("metrics", \.metrics, MetricsSection.declaration.shape, "What is measured"),
      .field(
        "objectives", \.objectives, .list(of: Objective.shape),
        "Bounds to keep; `regatta run` exits with status 1 when one is missed"),
      .field("run", \.run, RunSection.declaration.shape, "How long, how often, from which seed"),
    ],
    check: { spec, node, reading in CrossReferences.check(&spec, node, reading) })
}

extension Shape where Value == String {
  /// A text that can only be one.
  static func constant(_ text: String) -> Shape {
    Shape(
      word: "`\(text)`", schema: { _ in ["const": Node(text)] },
      read: { node, reading in
        guard node.string == text else {
          reading.problem(
            node, "expected \(text), got \(node.kindDescription)",
            suggestion: node.string.flatMap { nearestName(to: $0, among: [text]) })
          return nil
        }
        return text
      },
      write: { Node($0) })
  }
}
