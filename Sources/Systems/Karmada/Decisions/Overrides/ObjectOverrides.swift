import Documents
import GoSemantics
import KubernetesAPI

/// The object that one cluster gets, after all override policies.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/overridemanager/overridemanager.go`, vectors
/// `karmada/override_policy.jsonl.gz`.
public enum ObjectOverrides {
  /// Why nothing is delivered to a cluster.
  public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// One sentence, for patches in the words of upstream's libraries.
    public var description: String

    /// A failure.
    public init(_ description: String) { self.description = description }
  }

  /// An object and the policies that changed it.
  public struct Outcome: Sendable, Equatable {
    /// The object for the cluster.
    public var object: Node
    /// The ClusterOverridePolicies in order, one entry per rule applied.
    public var appliedClusterOverridePolicies: [String] = []
    /// The OverridePolicies in order, one entry per rule applied.
    public var appliedOverridePolicies: [String] = []
  }

  /// Applies the policies that match: those for all namespaces first, then those of the object's
  /// own; among them the closest selector last, so that it wins.
  ///
  /// - Parameters:
  ///   - object: The manifest as it would be delivered without overrides.
  ///   - cluster: The cluster that it is for.
  ///   - clusterOverridePolicies: The policies for all namespaces, in any order.
  ///   - overridePolicies: The policies of namespaces, in any order.
  /// - Throws: The first change that does not apply; nothing is delivered then.
  public static func apply(
    to object: Node, for cluster: ClusterSnapshot, clusterOverridePolicies: [OverridePolicy],
    overridePolicies: [OverridePolicy]
  ) throws(Failure) -> Outcome {
    var outcome = Outcome(object: object)
    for (name, rule) in matching(clusterOverridePolicies, object, cluster) {
      try apply(rule, to: &outcome.object)
      outcome.appliedClusterOverridePolicies.append(name)
    }
    let namespace = outcome.object["metadata"]?["namespace"]?.string ?? ""
    guard !namespace.isEmpty else { return outcome }
    let own = overridePolicies.filter { $0.metadata.namespace == namespace }
    for (name, rule) in matching(own, outcome.object, cluster) {
      try apply(rule, to: &outcome.object)
      outcome.appliedOverridePolicies.append(name)
    }
    return outcome
  }

  // MARK: Which policies

  private static func matching(
    _ policies: [OverridePolicy], _ object: Node, _ cluster: ClusterSnapshot
  ) -> [(name: String, overriders: Overriders)] {
    guard !policies.isEmpty else { return [] }
    let resource = PolicySelection.Resource(object)
    var matching: [(policy: OverridePolicy, closeness: PolicySelection.Closeness)] = []
    for policy in policies {
      let selectors = policy.spec.resourceSelectors
      let closeness =
        selectors.isEmpty
        ? .all
        : selectors.lazy.map { PolicySelection.closeness(of: $0, to: resource) }.max() ?? .none
      if closeness > .none { matching.append((policy, closeness)) }
    }
    stableSort(&matching) { left, right in
      left.closeness == right.closeness
        ? bytewiseLess(left.policy.metadata.name, right.policy.metadata.name)
        : left.closeness < right.closeness
    }
    var rules: [(name: String, overriders: Overriders)] = []
    for (policy, _) in matching {
      for rule in policy.spec.rules {
        if let target = rule.targetCluster, !ClusterAffinityMatch(target).matches(cluster) {
          continue
        }
        rules.append((policy.metadata.name, rule.overriders ?? Overriders.none))
      }
    }
    return rules
  }

  // MARK: One rule

  private static func apply(_ overriders: Overriders, to object: inout Node) throws(Failure) {
    for overrider in overriders.imageOverrider {
      try patch(&object, try ImageOverrides.operations(overrider, object))
    }
    for overrider in overriders.commandOverrider {
      try patch(&object, try CommandOverrides.operations("command", overrider, object))
    }
    for overrider in overriders.argsOverrider {
      try patch(&object, try CommandOverrides.operations("args", overrider, object))
    }
    for overrider in overriders.labelsOverrider {
      try apply(overrider, "labels", to: &object)
    }
    for overrider in overriders.annotationsOverrider {
      try apply(overrider, "annotations", to: &object)
    }
    for overrider in overriders.fieldOverrider { try apply(overrider, to: &object) }
    try patch(
      &object,
      overriders.plaintext.map {
        JSONPatch.Operation($0.operator, $0.path, $0.value ?? .null)
      })
  }

  private static func patch(
    _ object: inout Node, _ operations: [JSONPatch.Operation]
  ) throws(Failure) {
    if !operations.isEmpty {
      do throws(JSONPatch.Failure) {
        object = try JSONPatch(operations, .version5).applied(to: object)
      } catch {
        throw Failure(error.description)
      }
    }
    guard object.object != nil, let kind = object["kind"]?.string, !kind.isEmpty else {
      throw Failure("Object 'Kind' is missing in '\(object.json())'")
    }
  }

  private static func apply(
    _ overrider: LabelAnnotationOverrider, _ field: String, to object: inout Node
  ) throws(Failure) {
    var operations: [JSONPatch.Operation] = []
    // order-free: sorted by key; upstream's order is random and changes nothing.
    for (key, value) in overrider.value.sorted(by: { bytewiseLess($0.key, $1.key) }) {
      let present = texts(object["metadata"], field)
      switch overrider.operator {
      case "remove", "replace":
        if present?[key] == nil { continue }
      case "add":
        if present == nil {
          // What is no map of texts makes room for one.
          guard object.object != nil else { continue }
          var metadata = object["metadata"] ?? Node(.object([]))
          guard metadata.object != nil else { continue }
          metadata.set(field, Node(.object([])))
          object.set("metadata", metadata)
        }
      default: break
      }
      let escaped = key.split(separator: "/", omittingEmptySubsequences: false)
        .joined(separator: "~1")
      operations.append(
        JSONPatch.Operation(overrider.operator, "/metadata/\(field)/\(escaped)", Node(value)))
    }
    if !operations.isEmpty { try patch(&object, operations) }
  }

  /// A map of texts; nil if there is none, or something else.
  private static func texts(_ node: Node?, _ field: String) -> [String: String]? {
    guard let members = node?[field]?.object else { return nil }
    var texts: [String: String] = [:]
    for member in members {
      guard let text = member.value.string else { return nil }
      texts[member.key] = text
    }
    return texts
  }

  private static func apply(
    _ overrider: FieldOverrider, to object: inout Node
  ) throws(Failure) {
    guard let pointer = JSONPointer(overrider.fieldPath) else {
      throw Failure("JSON pointer must be empty or start with a \"/\"")
    }
    guard let found = pointer.value(in: object) else {
      throw Failure("nothing is at the path \(overrider.fieldPath)")
    }
    guard let text = found.string, !pointer.tokens.isEmpty else {
      throw Failure("the value at the path \(overrider.fieldPath) is no string")
    }
    // With no operation of either kind the text is emptied.
    var result = ""
    do throws(JSONPatch.Failure) {
      if !overrider.yaml.isEmpty {
        let document = try yaml(text)
        let patched = try patch(overrider.yaml).applied(to: document)
        guard !patched.isNull else {
          throw JSONPatch.Failure(description: "invalid value, expected object")
        }
        result = YAMLText.text(of: patched)
      } else if !overrider.json.isEmpty {
        result = try patch(overrider.json).applied(toText: text)
      }
    } catch {
      throw Failure(error.description)
    }
    pointer.replace(in: &object, with: Node(result))
  }

  private static func patch(_ operations: [FieldOverrider.Operation]) -> JSONPatch {
    JSONPatch(
      operations.map { JSONPatch.Operation($0.operator, $0.subPath, $0.value ?? .null) },
      .version5)
  }

  private static func yaml(_ text: String) throws(JSONPatch.Failure) -> Node {
    do throws(DocumentError) {
      return try DocumentReader.read(text, file: "text").first ?? .null
    } catch {
      throw JSONPatch.Failure(description: "yaml: \(error.problem)")
    }
  }
}

extension OverrideSpec {
  /// The rules; the old form counts as one.
  var rules: [OverrideRule] {
    if let overrideRules, !overrideRules.isEmpty { return overrideRules }
    return [OverrideRule(targetCluster: targetCluster, overriders: overriders)]
  }
}

extension Overriders {
  /// No change.
  static let none = Overriders(
    plaintext: [], imageOverrider: [], commandOverrider: [], argsOverrider: [],
    labelsOverrider: [], annotationsOverrider: [], fieldOverrider: [])
}

extension PolicySelection.Resource {
  /// What policies see of an object; labels that are no map of texts count as none.
  init(_ object: Node) {
    let metadata = object["metadata"]
    var labels: [String: String]? = [:]
    for member in metadata?["labels"]?.object ?? [] {
      if let text = member.value.string { labels?[member.key] = text } else { labels = nil }
    }
    self.init(
      apiVersion: object["apiVersion"]?.string ?? "", kind: object["kind"]?.string ?? "",
      namespace: metadata?["namespace"]?.string ?? "", name: metadata?["name"]?.string ?? "",
      labels: labels ?? [:])
  }
}
