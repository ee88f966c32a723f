import Documents

/// The object that a cluster gets of a template, before and beside override policies: replicas as
/// the scheduler divided them (``WorkTargets`` divides completions), and nothing that only the
/// control plane's API server wrote.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/binding/common.go`,
/// `pkg/resourceinterpreter/default/native/revisereplica.go`, `prune/prune.go`,
/// `pkg/util/helper/unstructured.go`.
public enum DeliveredObject {
  /// The template with a cluster's replicas.
  ///
  /// The field is set also where the manifest leaves it out, because the API server would have
  /// filled it in.
  ///
  /// - Parameters:
  ///   - template: The resource as it was written.
  ///   - replicas: What the cluster was assigned.
  /// - Returns: The template itself for kinds whose replicas nobody revises.
  public static func revised(_ template: Node, replicas: Int32) -> Node {
    let field: String
    switch (template["apiVersion"]?.string, template["kind"]?.string) {
    case ("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("apps/v1", "StatefulSet"):
      field = "replicas"
    case ("batch/v1", "Job"): field = "parallelism"
    default: return template
    }
    return template.setting(["spec", field], to: Node(replicas))
  }

  /// The object without what the API server of the control plane filled in.
  public static func pruned(_ object: Node) -> Node {
    var object = object
    object.remove("status")
    if var metadata = object["metadata"], metadata.object != nil {
      for field in serverFields { metadata.remove(field) }
      object.set("metadata", metadata)
    }
    switch object["kind"]?.string {
    case "Deployment":
      let revision = "deployment.kubernetes.io/revision"
      object = object.removing(["metadata", "annotations", revision])
      object = object.removing(["metadata", "annotations", revision + "-history"])
    case "Job":
      object = object.removing(["spec", "ttlSecondsAfterFinished"])
      if object["spec"]?["manualSelector"]?.bool != true {
        for label in ["controller-uid", "batch.kubernetes.io/controller-uid"] {
          object = object.removing(["spec", "selector", "matchLabels", label])
          object = object.removing(["spec", "template", "metadata", "labels", label])
        }
        for label in ["job-name", "batch.kubernetes.io/job-name"] {
          object = object.removing(["spec", "template", "metadata", "labels", label])
        }
      }
    case "Service":
      if let address = object["spec"]?["clusterIP"]?.string, address != "None" {
        object = object.removing(["spec", "clusterIP"]).removing(["spec", "clusterIPs"])
      }
    case "PersistentVolumeClaim":
      object = object.removing(
        ["metadata", "annotations", "volume.kubernetes.io/selected-node"])
    default: break
    }
    return object
  }

  private static let serverFields = [
    "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation",
    "managedFields", "resourceVersion", "selfLink", "uid", "ownerReferences", "finalizers",
  ]
}

extension Node {
  /// The document with another value at a path of fields; objects on the way are made.
  fileprivate func setting(_ path: ArraySlice<String>, to value: Node) -> Node {
    guard let field = path.first else { return value }
    var node = self
    node.set(field, (node[field] ?? [:]).setting(path.dropFirst(), to: value))
    return node
  }

  /// The document without the field at a path.
  fileprivate func removing(_ path: ArraySlice<String>) -> Node {
    guard let field = path.first, let inner = self[field] else { return self }
    var node = self
    if path.count == 1 {
      node.remove(field)
    } else {
      node.set(field, inner.removing(path.dropFirst()))
    }
    return node
  }
}
