import KubernetesAPI
import Stochastic

/// A workload template as the fleet sees it: what one replica needs and how long it takes to start.
///
/// The Kubernetes object it came from stays with the control plane; the fleet only needs this.
public struct Service: Sendable {
  /// How the workload ends.
  public enum Lifetime: Sendable {
    /// Runs until removed (a Deployment).
    case forever
    /// Each pod completes after a duration in seconds (a Job).
    case completes(Distribution)
  }
  /// `namespace/name` of the template, unique within the fleet.
  public var name: String
  /// The kind of the template, such as `Deployment`.
  public var kind: String
  public var tenant: TenantID
  /// The replicas wanted in the whole fleet.
  public var replicas: Int32
  /// What one replica requests.
  public var request: NodeResources
  /// The tolerations of the pod template; the 300 s defaults of admission are already added.
  public var tolerations: [Toleration]
  /// Seconds that the containers take to start once their image is on the node; with neither of the
  /// next two, from binding to Ready.
  public var startup: Distribution
  /// Seconds that a node takes to pull the image, once; nil: images are there.
  public var imagePull: Distribution?
  /// Seconds from the start of the containers to Ready; nil: none.
  public var readiness: Distribution?
  /// The image of the first container, which services may share.
  public var image = ""
  public var lifetime: Lifetime
  /// What users demand of its replicas; nil where nobody says.
  public var demand: Demand?
  /// The labels of the template, beside `app: <name>`.
  public var labels: [String: String] = [:]
  /// The pod template as it was applied, for what `request` and `tolerations` do not say; nil for
  /// nothing else.
  public var template: PodTemplateSpec?

  /// Creates a service.
  public init(
    name: String, kind: String, tenant: TenantID, replicas: Int32, request: NodeResources,
    tolerations: [Toleration], startup: Distribution, lifetime: Lifetime
  ) {
    self.name = name
    self.kind = kind
    self.tenant = tenant
    self.replicas = replicas
    self.request = request
    self.tolerations = tolerations
    self.startup = startup
    self.lifetime = lifetime
  }
}

/// A tenant and where its workloads may run.
public struct Tenant: Sendable {
  /// The name, unique among its kind.
  public var name: String
  /// Jurisdictions its pods may run in; empty means anywhere.
  public var jurisdictions: [String]

  /// Creates a tenant.
  public init(name: String, jurisdictions: [String]) {
    self.name = name
    self.jurisdictions = jurisdictions
  }
}
