import Documents
import KubernetesAPI

/// An override snapshot made ready to be matched with many clusters.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/overrider/overrider.go`,
/// `pkg/controllers/workgenerator/override.go`.
public struct OverrideSnapshot: Sendable {
  /// Why overriding fails.
  public struct Failure: Error, Sendable, Equatable {
    /// Upstream's message.
    public var reason: String

    init(_ reason: String) { self.reason = reason }

    static let selector = Failure("invalid cluster label selector")
    static let noPolicy = Failure("policy is nil")
  }

  private enum Clusters: Sendable {
    case none
    case all
    case any([Result<Selector, Failure>])
  }

  private struct Rule: Sendable {
    var clusters: Clusters
    /// Nil deletes the resource.
    var patch: [JSONPatchOverride]?
  }

  /// The snapshot's name.
  public let name: String
  /// The snapshot's namespace; empty for a ClusterResourceOverrideSnapshot.
  public let namespace: String
  /// Whether the snapshot is in force.
  public let isLatest: Bool
  /// What the override is about; the same target may stand there twice.
  let targets: [OverrideTarget]
  private let placement: PlacementRef?
  private let rules: [Rule]?

  /// A ClusterResourceOverrideSnapshot, or a ResourceOverrideSnapshot if `isNamespaced`.
  public init(_ snapshot: ResourceOverrideSnapshot, isNamespaced: Bool) {
    let spec = snapshot.spec.overrideSpec
    name = snapshot.metadata.name
    namespace = isNamespaced ? snapshot.metadata.namespace : ""
    isLatest = snapshot.metadata.labels[ResourceOverrideSnapshot.latestLabel] == "true"
    let own = namespace
    targets = (isNamespaced ? spec.resourceSelectors : spec.clusterResourceSelectors).map {
      OverrideTarget($0, namespace: own)
    }
    placement = spec.placement
    rules = spec.policy?.overrideRules.map { rule in
      Rule(
        clusters: Self.clusters(rule.clusterSelector),
        patch: rule.overrideType == "Delete" ? nil : rule.jsonPatchOverrides)
    }
  }

  private static func clusters(_ selector: ClusterSelector?) -> Clusters {
    guard let selector else { return .none }
    if selector.clusterSelectorTerms.isEmpty { return .all }
    return .any(
      selector.clusterSelectorTerms.map { term in
        do throws(SelectorError) {
          return .success(try Selector(term.labelSelector))
        } catch {
          return .failure(.selector)
        }
      })
  }

  /// Whether the override is for a placement, by its key (`name` or `namespace/name`).
  func isFor(placement key: String) -> Bool {
    guard let placement else { return true }
    if !namespace.isEmpty, placement.scope == "Namespaced" {
      return "\(namespace)/\(placement.name)" == key
    }
    return placement.name == key
  }

  /// Whether any rule is about a cluster; an invalid selector fails when it is reached.
  func matches(_ labels: [String: String]) throws(Failure) -> Bool {
    guard let rules else { throw .noPolicy }
    for rule in rules where try Self.matches(rule, labels) { return true }
    return false
  }

  private static func matches(
    _ rule: Rule, _ labels: [String: String]
  ) throws(Failure) -> Bool {
    switch rule.clusters {
    case .none: return false
    case .all: return true
    case .any(let selectors):
      for selector in selectors where try selector.get().matches(labels) { return true }
      return false
    }
  }

  /// Applies all rules that match a cluster, until one deletes the resource (nil).
  func apply(
    to resource: inout Node?, cluster: String, labels: [String: String]
  ) throws(Failure) {
    for rule in rules ?? [] where try Self.matches(rule, labels) {
      guard let patch = rule.patch else {
        resource = nil
        return
      }
      var resolved = patch
      do throws(OverrideVariables.Failure) {
        for index in resolved.indices {
          resolved[index].value = try OverrideVariables.resolve(
            resolved[index].value, cluster: cluster, labels: labels)
        }
      } catch {
        throw Failure(error.rawValue)
      }
      // Patches of a deleted resource do nothing.
      guard var document = resource else { continue }
      do throws(JSONPatch.Failure) {
        let operations = resolved.map { JSONPatch.Operation($0.op, $0.path, $0.value ?? .null) }
        document = try JSONPatch(operations, .version5).applied(to: document)
      } catch {
        throw Failure(error.description)
      }
      resource = document
    }
  }
}
