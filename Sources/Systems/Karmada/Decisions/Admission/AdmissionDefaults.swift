import Documents
import KubernetesAPI

/// What the mutating webhooks fill in.
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook/{propagationpolicy,clusterpropagationpolicy,
/// overridepolicy,federatedhpa}/mutating.go`, `pkg/util/helper/policy.go`,
/// `pkg/util/lifted/federatedhpa.go`, vectors `karmada/admission_defaulting.jsonl.gz`.
enum AdmissionDefaults {
  static func defaulted(_ request: KarmadaAdmission.Request, permanentID: String) -> Node {
    var object = request.object
    switch request.kind {
    case "PropagationPolicy":
      fillNamespaces(&object, request.namespace)
      fillPropagation(&object)
      mark(&object, request, permanentID)
    case "ClusterPropagationPolicy":
      fillPropagation(&object)
      mark(&object, request, permanentID)
    case "OverridePolicy": fillNamespaces(&object, request.namespace)
    case "FederatedHPA": fillAutoscaler(&object)
    default: return object
    }
    return KarmadaSchemas.all.written(object, as: request.kind)
  }

  private static func fillNamespaces(_ object: inout Node, _ namespace: String) {
    object.change("spec", "resourceSelectors") { selectors in
      selectors.changeElements { selector in
        if selector.isZero("namespace") { selector.set("namespace", Node(namespace)) }
      }
    }
  }

  private static func fillPropagation(_ object: inout Node) {
    object.change("spec", "placement", "spreadConstraints") { constraints in
      constraints.changeElements { constraint in
        if constraint.isZero("spreadByLabel") && constraint.isZero("spreadByField") {
          constraint.set("spreadByField", "cluster")
        }
        if constraint.isZero("minGroups") { constraint.set("minGroups", 1) }
      }
    }
    let selectors = object["spec"]?["resourceSelectors"]?.array ?? []
    let sharesServices = selectors.contains {
      $0["kind"]?.string == "ServiceImport"
        && $0["apiVersion"]?.string == "multicluster.x-k8s.io/v1alpha1"
    }
    if sharesServices { object.change("spec") { $0.set("propagateDeps", true) } }
    object.change("spec", "placement", "replicaScheduling") { strategy in
      if strategy["replicaSchedulingType"]?.string == "Divided",
        strategy.isZero("replicaDivisionPreference")
      {
        strategy.set("replicaDivisionPreference", "Weighted")
      }
    }
    object.change("spec", "failover", "application") { behavior in
      if behavior["purgeMode"]?.string == "Gracefully", behavior.isAbsent("gracePeriodSeconds") {
        behavior.set("gracePeriodSeconds", 600)
      }
    }
  }

  private static func mark(
    _ object: inout Node, _ request: KarmadaAdmission.Request, _ permanentID: String
  ) {
    guard request.operation == .create,
      let label = PolicyMarks.permanentIDLabel(ofKind: request.kind)
    else { return }
    var metadata = object["metadata"] ?? Node(.object([]))
    var labels = metadata["labels"] ?? Node(.object([]))
    labels.set(label, Node(permanentID))
    metadata.set("labels", labels)
    let finalizer = Node(PolicyMarks.finalizer(ofKind: request.kind))
    let finalizers = metadata["finalizers"]?.array ?? []
    if !finalizers.contains(finalizer) {
      metadata.set("finalizers", Node(finalizers + [finalizer]))
    }
    object.set("metadata", metadata)
  }

  private static func fillAutoscaler(_ object: inout Node) {
    object.change("spec") { spec in
      if spec.isAbsent("minReplicas") { spec.set("minReplicas", 1) }
      if spec["metrics"]?.array?.isEmpty ?? true {
        spec.set(
          "metrics",
          [
            [
              "type": "Resource",
              "resource": [
                "name": "cpu", "target": ["type": "Utilization", "averageUtilization": 80],
              ],
            ]
          ])
      }
      guard spec["behavior"]?.object != nil else { return }
      spec.change("behavior") { behavior in
        behavior.set("scaleUp", rules(behavior["scaleUp"], scaleUp))
        behavior.set("scaleDown", rules(behavior["scaleDown"], scaleDown))
      }
    }
  }

  private static let scaleUp: Node = [
    "stabilizationWindowSeconds": 0, "selectPolicy": "Max",
    "policies": [
      ["type": "Pods", "value": 4, "periodSeconds": 15],
      ["type": "Percent", "value": 100, "periodSeconds": 15],
    ],
  ]
  private static let scaleDown: Node = [
    "selectPolicy": "Max", "policies": [["type": "Percent", "value": 100, "periodSeconds": 15]],
  ]

  /// The given parts of rules, and the defaults of the others; a given empty list counts.
  private static func rules(_ given: Node?, _ defaults: Node) -> Node {
    var rules = defaults
    // What is not copied, a tolerance of one's own, is lost.
    for field in ["selectPolicy", "stabilizationWindowSeconds", "policies"] {
      if let value = given?[field], !value.isNull { rules.set(field, value) }
    }
    return rules
  }
}

extension Node {
  /// Changes the object at a path; does nothing if there is none.
  fileprivate mutating func change(_ path: String..., by body: (inout Node) -> Void) {
    change(path[...], body)
  }

  private mutating func change(_ path: ArraySlice<String>, _ body: (inout Node) -> Void) {
    guard let field = path.first else {
      body(&self)
      return
    }
    guard var inner = self[field], !inner.isNull else { return }
    inner.change(path.dropFirst(), body)
    set(field, inner)
  }

  /// Changes every element of a list.
  fileprivate mutating func changeElements(_ body: (inout Node) -> Void) {
    guard var elements = array else { return }
    for index in elements.indices { body(&elements[index]) }
    content = .array(elements)
  }

  /// Whether a field is absent or null.
  fileprivate func isAbsent(_ field: String) -> Bool { self[field]?.isNull ?? true }

  /// Whether a field is absent, null, the empty text or zero.
  fileprivate func isZero(_ field: String) -> Bool {
    isAbsent(field) || self[field]?.string == "" || self[field]?.int64 == 0
  }
}
