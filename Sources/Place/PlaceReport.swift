import Documents
import KubernetesAPI

/// What one system would decide for a set of manifests: what every `Place<System>` is.
///
/// A system decides everything in its initialiser and afterwards only prints. Comparing two
/// reports is not its task: ``PlaceDifference`` does that from ``workloads``.
public protocol PlaceReport: Sendable {
  /// The kinds that the system reads beside those of Kubernetes.
  static var kinds: [KindEntry] { get }

  /// Decides for every workload among objects.
  ///
  /// - Parameters:
  ///   - objects: The manifests, each object once.
  ///   - options: What to look at beside the placement.
  ///   - running: What was decided before these manifests and runs now; `nil` if only the
  ///     manifests tell what runs.
  /// - Throws: What the API server would refuse, with its place in the manifests; also when there
  ///   is no cluster among them.
  init(_ objects: [ManifestObject], options: PlaceOptions, running: Self?) throws(DocumentError)

  /// The decisions in words, for a terminal.
  func text(_ options: PlaceOptions) -> String

  /// The decisions as one JSON object.
  func json() -> Node

  /// What two reports are compared by, in the order of the manifests.
  var workloads: [PlacedWorkload] { get }
}

/// What to look at, and how much to print.
public struct PlaceOptions: Sendable, Equatable {
  /// Whether to render the object that each cluster gets.
  public var showsOverrides = false
  /// Whether to print every cluster, however many there are.
  public var showsAll = false

  /// Only the placement, and only the first of many clusters.
  public init() {}
}

/// The outcome for one workload, as far as two outcomes are compared.
public struct PlacedWorkload: Sendable, Equatable {
  /// A cluster that gets the workload.
  public struct Target: Sendable, Equatable {
    /// The cluster.
    public var cluster: String
    /// Its replicas; `nil` for what has none.
    public var replicas: Int64?

    /// - Parameters:
    ///   - cluster: The cluster.
    ///   - replicas: Its replicas.
    public init(cluster: String, replicas: Int64?) {
      self.cluster = cluster
      self.replicas = replicas
    }
  }

  /// Kind, namespace and name, unique in a report: `Deployment shop/web`.
  public var name: String
  /// The policy or placement that decides, `nil` if none does.
  public var claim: String?
  /// How many replicas it wants; `nil` for what has none.
  public var replicas: Int64?
  /// Where it goes.
  public var targets: [Target] = []
  /// Why it goes nowhere, or stays although something else was wanted; `nil` if all is well.
  public var problem: String?
  /// Which clusters are turned down, and why.
  public var verdicts = ClusterVerdicts()
  /// The object that each cluster gets, as YAML by the cluster's name, if it was asked for.
  public var rendered: [String: String] = [:]

  /// - Parameter name: Kind, namespace and name.
  public init(name: String) {
    self.name = name
  }
}

/// Why each of many clusters is turned down.
public struct ClusterVerdicts: Sendable, Equatable {
  /// All clusters in byte-wise order of their names.
  public private(set) var names: [String] = []
  /// The reasons that occur; the empty text is for clusters that pass.
  public private(set) var reasons: [String] = []
  /// For each cluster the place of its reason.
  private var places: [Int32] = []

  /// No clusters: nobody was asked.
  public init() {}

  /// - Parameters:
  ///   - names: All clusters in byte-wise order of their names.
  ///   - reason: Why the cluster at an index is turned down; the empty text if it passes.
  public init(_ names: [String], reason: (Int) -> String) {
    self.names = names
    var known: [String: Int32] = [:]
    places.reserveCapacity(names.count)
    for index in names.indices {
      let text = reason(index)
      if let place = known[text] {
        places.append(place)
      } else {
        let place = Int32(truncatingIfNeeded: reasons.count)
        known[text] = place
        reasons.append(text)
        places.append(place)
      }
    }
  }

  /// Why the cluster at an index is turned down; the empty text if it passes.
  public func reason(at index: Int) -> String { reasons[Int(places[index])] }
}
