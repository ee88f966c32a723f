import Kubernetes
import KubernetesAPI

extension ClusterScheduler {
  /// Adds a controller whose pods are spread by default; other kinds mean nothing to placement.
  mutating func add(
    controller kind: String, _ name: String, namespace: String, _ selector: LabelSelector
  ) {
    let metadata = ObjectMeta(name: name, namespace: namespace)
    switch kind {
    case "ReplicaSet":
      var set = ReplicaSet()
      set.metadata = metadata
      set.spec.selector = selector
      add(set)
    case "StatefulSet":
      var set = StatefulSet()
      set.metadata = metadata
      set.spec.selector = selector
      add(set)
    default: break
    }
  }
}
