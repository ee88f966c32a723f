import KubernetesAPI

/// One demand or wish of a pod for being near other pods or away from them, made ready for matching
/// many pods.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/types.go` (AffinityTerm).
struct AffinityTerm: Sendable {
  /// The namespaces that it names; its owner's if it says nothing about namespaces.
  let namespaces: Set<String>
  /// Further namespaces, by labels.
  let namespaceSelector: Selector
  /// The pods.
  let selector: Selector
  /// The node label whose equal values mean near.
  let topologyKey: String
  /// What it is worth; 0 for demands.
  let weight: Int64

  /// Prepares a term of a pod in a namespace.
  init(
    _ term: PodAffinityTerm, owner namespace: String, weight: Int64 = 0
  ) throws(SelectorError) {
    namespaces =
      term.namespaces.isEmpty && term.namespaceSelector == nil
      ? [namespace] : Set(term.namespaces)
    namespaceSelector = try Selector(term.namespaceSelector)
    selector = try Selector(term.labelSelector)
    topologyKey = term.topologyKey
    self.weight = weight
  }

  /// Prepares demands.
  static func all(
    _ terms: [PodAffinityTerm]?, owner namespace: String
  ) throws(SelectorError) -> [AffinityTerm] {
    var prepared: [AffinityTerm] = []
    for term in terms ?? [] { prepared.append(try AffinityTerm(term, owner: namespace)) }
    return prepared
  }

  /// Prepares wishes.
  static func all(
    _ terms: [WeightedPodAffinityTerm]?, owner namespace: String
  ) throws(SelectorError) -> [AffinityTerm] {
    var prepared: [AffinityTerm] = []
    for term in terms ?? [] {
      prepared.append(
        try AffinityTerm(term.podAffinityTerm, owner: namespace, weight: Int64(term.weight)))
    }
    return prepared
  }

  /// Whether a pod that stands already meets a term of the pod to place. Only namespaces that exist
  /// are found by their labels.
  func matches(existing pod: PodShape, namespaces labels: [String: [String: String]]) -> Bool {
    let isThere =
      namespaces.contains(pod.namespace)
      || (!namespaceSelector.matchesNothing && namespaceSelector.requirements.isEmpty)
      || labels[pod.namespace].map(namespaceSelector.matches) ?? false
    return isThere && selector.matches(pod.labels)
  }

  /// Whether the pod to place meets a term of a pod that stands already. A namespace that does not
  /// exist counts as one without labels.
  func matches(incoming pod: PodShape, namespaces labels: [String: [String: String]]) -> Bool {
    let isThere =
      namespaces.contains(pod.namespace)
      || namespaceSelector.matches(labels[pod.namespace] ?? [:])
    return isThere && selector.matches(pod.labels)
  }
}
