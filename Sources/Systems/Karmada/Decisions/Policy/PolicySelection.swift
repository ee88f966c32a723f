import GoSemantics
import KubernetesAPI

/// Chooses the policy that a resource follows.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/selector.go`, `pkg/detector/compare.go`, vectors
/// `karmada/resource_selector.jsonl.gz`.
public enum PolicySelection {
  /// How closely a selector describes a resource.
  public enum Closeness: Int, Sendable, Comparable {
    /// It does not match.
    case none = 0
    /// It matches every resource of the kind.
    case all = 1
    /// Its label selector matches.
    case labels = 2
    /// It names the resource.
    case name = 3

    /// Orders by closeness.
    public static func < (left: Closeness, right: Closeness) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  /// What a policy is matched against.
  public struct Resource: Sendable, Equatable {
    /// Group and version, kind, namespace and name.
    public var apiVersion: String
    public var kind: String
    public var namespace: String
    public var name: String
    /// Its labels.
    public var labels: [String: String]

    /// A resource.
    public init(
      apiVersion: String, kind: String, namespace: String = "", name: String,
      labels: [String: String] = [:]
    ) {
      self.apiVersion = apiVersion
      self.kind = kind
      self.namespace = namespace
      self.name = name
      self.labels = labels
    }
  }

  /// How closely one selector describes a resource.
  ///
  /// A name decides alone, whatever the label selector says; an empty label selector matches
  /// everything, and one that cannot be understood nothing.
  public static func closeness(
    of selector: ResourceSelector, to resource: Resource
  ) -> Closeness {
    PreparedSelector(selector).closeness(to: resource)
  }

  /// A selector made ready for matching many resources.
  public struct PreparedSelector: Sendable {
    /// The selector as written.
    public let selector: ResourceSelector
    /// Conditions on labels; `nil` if there are none, or none that can be understood.
    private let labels: Selector?

    /// Prepares a selector.
    public init(_ selector: ResourceSelector) {
      self.selector = selector
      labels = selector.labelSelector.flatMap { try? Selector($0) }
    }

    /// How closely the selector describes a resource.
    public func closeness(to resource: Resource) -> Closeness {
      let namespace = selector.namespace ?? ""
      guard selector.apiVersion == resource.apiVersion, selector.kind == resource.kind,
        namespace.isEmpty || namespace == resource.namespace
      else { return .none }
      if let name = selector.name, !name.isEmpty { return name == resource.name ? .name : .none }
      if selector.labelSelector == nil { return .all }
      return labels?.matches(resource.labels) == true ? .labels : .none
    }
  }

  /// A policy as the choice sees it.
  public struct Candidate: Sendable {
    /// The policy's name.
    public var name: String
    /// What it is for.
    public var selectors: [ResourceSelector] { prepared.map(\.selector) }
    /// `spec.priority`.
    public var priority: Int32
    let prepared: [PreparedSelector]

    /// - Parameters:
    ///   - name: The policy's name.
    ///   - selectors: What it is for.
    ///   - priority: `spec.priority`.
    public init(name: String, selectors: [ResourceSelector], priority: Int32) {
      self.init(
        name: name, preparedSelectors: selectors.map(PreparedSelector.init), priority: priority)
    }

    /// A candidate whose selectors are prepared already.
    init(name: String, preparedSelectors: [PreparedSelector], priority: Int32) {
      self.name = name
      self.prepared = preparedSelectors
      self.priority = priority
    }
  }

  /// The policy that a resource without a claim follows, among policies of one scope.
  ///
  /// The highest explicit priority wins, then the closest selector, then the smaller name.
  /// Policies of the resource's namespace are asked before cluster-wide ones, whatever their
  /// priorities; that order is the caller's.
  ///
  /// - Returns: The index of the policy and how closely it matches; `nil` if none does.
  public static func best(
    of policies: [Candidate], for resource: Resource
  ) -> (index: Int, closeness: Closeness)? {
    var best: (index: Int, closeness: Closeness)?
    for (index, policy) in policies.enumerated() {
      let closeness =
        policy.prepared.lazy.map { $0.closeness(to: resource) }.max() ?? .none
      guard closeness > .none else { continue }
      guard let leader = best else {
        best = (index, closeness)
        continue
      }
      let leading = policies[leader.index]
      let wins =
        if policy.priority != leading.priority {
          policy.priority > leading.priority
        } else if closeness != leader.closeness {
          closeness > leader.closeness
        } else {
          bytewiseLess(policy.name, leading.name)
        }
      if wins { best = (index, closeness) }
    }
    return best
  }
}
