import Documents
import GoSemantics

/// Which templates follow which policies, and what their bindings say: the resource detector over
/// a sequence of changes.
///
/// Every change is an event; ``settle()`` handles what the events and their consequences put into
/// the three queues (templates, policies, cluster-wide policies) until nothing moves any more.
///
/// Mirrors: `karmada@f8fdd02 pkg/detector`, `pkg/util/eventfilter`, vectors
/// `karmada/policy_claim.jsonl.gz`.
public struct PolicyClaims: Sendable {
  /// What names a template.
  public struct TemplateKey: Sendable, Hashable {
    /// Group and version.
    public var apiVersion: String
    /// The kind.
    public var kind: String
    /// The namespace; empty for kinds without.
    public var namespace: String
    /// The name.
    public var name: String

    /// A key.
    public init(apiVersion: String, kind: String, namespace: String = "", name: String) {
      self.apiVersion = apiVersion
      self.kind = kind
      self.namespace = namespace
      self.name = name
    }
  }

  /// A resource template.
  public struct Template: Sendable, Equatable {
    /// Its name.
    public let key: TemplateKey
    /// The user's labels.
    public internal(set) var labels: [String: String]
    /// Everything else that the user wrote, for telling changes.
    public internal(set) var contents: Node
    /// Which policy it follows.
    public internal(set) var marks = ClaimMarks()

    var resource: PolicySelection.Resource {
      PolicySelection.Resource(
        apiVersion: key.apiVersion, kind: key.kind, namespace: key.namespace, name: key.name,
        labels: labels)
    }
  }

  /// A binding, as far as the detector writes it.
  public struct Binding: Sendable, Equatable {
    /// Which policy it follows.
    public internal(set) var marks: ClaimMarks
    /// The policy's body when the binding was last written.
    public internal(set) var spec: PropagationSpec
  }

  /// What names a policy.
  public struct PolicyKey: Sendable, Hashable {
    /// The namespace; empty for a ClusterPropagationPolicy.
    public var namespace: String
    /// The name.
    public var name: String

    /// A key.
    public init(namespace: String = "", name: String) {
      self.namespace = namespace
      self.name = name
    }

    /// Whether it names a ClusterPropagationPolicy.
    public var isClusterWide: Bool { namespace.isEmpty }
  }

  /// A policy.
  public struct Policy: Sendable {
    /// Its name.
    public let key: PolicyKey
    /// The label by which it is known; another for each policy of that name.
    public let permanentID: String
    /// Its body.
    public internal(set) var spec: PropagationSpec {
      didSet { selectors = (spec.resourceSelectors ?? []).map { .init($0) } }
    }
    /// Whether it only waits for its finalizer.
    public internal(set) var isDeleting = false
    var selectors: [PolicySelection.PreparedSelector]

    init(key: PolicyKey, permanentID: String, spec: PropagationSpec) {
      self.key = key
      self.permanentID = permanentID
      self.spec = spec
      selectors = (spec.resourceSelectors ?? []).map { .init($0) }
    }

    var priority: Int32 { spec.priority ?? 0 }
    var isLazy: Bool { spec.activationPreference == "Lazy" }

    func matches(_ resource: PolicySelection.Resource) -> Bool {
      selectors.contains { $0.closeness(to: resource) > .none }
    }
  }

  /// Something in a queue.
  enum Item: Hashable, Sendable {
    /// A template, and whether only the system's own marks on it changed while it follows a lazy
    /// policy.
    case template(TemplateKey, changedBySystem: Bool)
    case policy(PolicyKey)
  }

  /// Why an item is tried again.
  struct Retry: Error, Sendable {
    let description: String
  }

  /// Gate `PropagationPolicyPreemption`.
  public var preemptionEnabled: Bool
  /// `--skipped-propagating-namespaces`: namespaces that hold one of these texts are left alone.
  public var skippedNamespaceParts: [String]

  /// The templates.
  public internal(set) var templates: [TemplateKey: Template] = [:]
  /// The bindings by their templates.
  public internal(set) var bindings: [TemplateKey: Binding] = [:]
  /// The policies, those of namespaces and cluster-wide ones.
  public internal(set) var policies: [PolicyKey: Policy] = [:]
  /// The templates that no policy wants.
  public internal(set) var waiting: Set<TemplateKey> = []
  /// The OverridePolicies, and the cluster-wide ones without namespace.
  public internal(set) var overridePolicies: Set<PolicyKey> = []
  /// Why items are tried again and again, each reason once.
  public var retrying: [String] {
    // order-free: sorted.
    Set(failures.values).sorted(by: bytewiseLess)
  }

  private var queue: [Item] = []
  private var queued: Set<Item> = []
  /// The items that failed, in the order of their failure, and why.
  private var failed: [Item] = []
  private var failures: [Item: String] = [:]
  /// Counts changes of the state, so that rounds without any are known.
  var changes = 0

  /// No objects.
  public init(preemptionEnabled: Bool = false, skippedNamespaceParts: [String] = ["kube-"]) {
    self.preemptionEnabled = preemptionEnabled
    self.skippedNamespaceParts = skippedNamespaceParts
  }

  // MARK: Events

  /// A template is new or changed by its user.
  public mutating func apply(
    template key: TemplateKey, labels: [String: String], contents: Node
  ) {
    guard var template = templates[key] else {
      templates[key] = Template(key: key, labels: labels, contents: contents)
      enqueue(key, changedBySystem: false)
      return
    }
    guard template.labels != labels || template.contents != contents else { return }
    template.labels = labels
    template.contents = contents
    templates[key] = template
    enqueue(key, changedBySystem: false)
  }

  /// A template is removed, and its binding with it.
  public mutating func remove(template key: TemplateKey) {
    guard templates.removeValue(forKey: key) != nil else { return }
    bindings[key] = nil
    enqueue(key, changedBySystem: false)
  }

  /// A policy is new.
  ///
  /// - Parameters:
  ///   - key: Its name.
  ///   - permanentID: What admission calls it by.
  ///   - spec: Its body.
  public mutating func create(policy key: PolicyKey, permanentID: String, spec: PropagationSpec) {
    policies[key] = Policy(key: key, permanentID: permanentID, spec: spec)
    enqueue(.policy(key))
  }

  /// A policy's body is changed.
  public mutating func update(policy key: PolicyKey, spec: PropagationSpec) {
    guard var policy = policies[key], policy.spec != spec else { return }
    let old = policy.priority
    policy.spec = spec
    policies[key] = policy
    enqueue(.policy(key))
    if preemptionEnabled, policy.priority < old { wakePreempting(below: old, above: policy) }
  }

  /// A policy is removed; it goes when nothing follows it any more.
  public mutating func remove(policy key: PolicyKey) {
    guard policies[key] != nil else { return }
    policies[key]?.isDeleting = true
    enqueue(.policy(key))
  }

  /// An OverridePolicy, or a cluster-wide one, is there.
  public mutating func create(overridePolicy key: PolicyKey) { overridePolicies.insert(key) }

  /// An OverridePolicy, or a cluster-wide one, is gone.
  public mutating func remove(overridePolicy key: PolicyKey) { overridePolicies.remove(key) }

  // MARK: Queues

  /// Handles everything that is queued, until nothing changes any more. What fails is tried again
  /// after the rest, and once more at the next call.
  public mutating func settle() {
    for item in failed { enqueue(item) }
    failed = []
    while true {
      let before = changes
      let failedBefore = failures
      var next = 0
      while next < queue.count {
        let item = queue[next]
        next += 1
        queued.remove(item)
        do throws(Retry) {
          try reconcile(item)
          failures[item] = nil
        } catch {
          failures[item] = error.description
          if !failed.contains(item) { failed.append(item) }
        }
        if next > 1024 {
          queue.removeFirst(next)
          next = 0
        }
      }
      queue = []
      failed.removeAll { failures[$0] == nil }
      if failed.isEmpty || (changes == before && failures == failedBefore) { return }
      for item in failed { enqueue(item) }
      failed = []
    }
  }

  mutating func enqueue(_ item: Item) {
    if queued.insert(item).inserted { queue.append(item) }
  }

  /// Queues a template unless it is one that the detector leaves alone.
  mutating func enqueue(_ key: TemplateKey, changedBySystem: Bool) {
    guard !ignores(key) else { return }
    enqueue(.template(key, changedBySystem: changedBySystem))
  }

  /// Whether the detector never looks at a template.
  public func ignores(_ key: TemplateKey) -> Bool {
    let namespace = key.namespace
    if namespace == "karmada-system" || namespace == "karmada-cluster"
      || namespace.hasPrefix("karmada-es-")
    {
      return true
    }
    if !namespace.isEmpty, skippedNamespaceParts.contains(where: { namespace.contains($0) }) {
      return true
    }
    return namespace == "kube-system" && key.kind == "ConfigMap"
      && key.name == "extension-apiserver-authentication"
  }

  private mutating func reconcile(_ item: Item) throws(Retry) {
    switch item {
    case .template(let key, let changedBySystem):
      try reconcile(key, changedBySystem: changedBySystem)
    case .policy(let key): try reconcile(key)
    }
  }

  // MARK: Writing

  /// The system changes a template's marks; its watch sees that.
  mutating func write(_ marks: ClaimMarks, to key: TemplateKey) {
    guard var template = templates[key], template.marks != marks else { return }
    template.marks = marks
    templates[key] = template
    changes += 1
    enqueue(key, changedBySystem: isClaimedByLazyPolicy(marks))
  }

  /// The system writes a binding.
  mutating func write(_ binding: Binding, for key: TemplateKey) {
    guard bindings[key] != binding else { return }
    bindings[key] = binding
    changes += 1
  }

  private func isClaimedByLazyPolicy(_ marks: ClaimMarks) -> Bool {
    guard let claim = marks.namespacedClaim ?? marks.clusterClaim else { return false }
    return policies[claim.key]?.isLazy ?? false
  }

  /// Whether the overrides that a policy depends on are there.
  func hasDependentOverrides(_ policy: Policy) -> Bool {
    (policy.spec.dependentOverrides ?? []).allSatisfy {
      overridePolicies.contains(PolicyKey(namespace: policy.key.namespace, name: $0))
    }
  }

  /// The policies of a namespace, or the cluster-wide ones, in byte order of their names.
  func policies(in namespace: String) -> [Policy] {
    // order-free: sorted.
    policies.values.filter { $0.key.namespace == namespace }
      .sorted { bytewiseLess($0.key.name, $1.key.name) }
  }
}
