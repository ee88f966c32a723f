import Documents
import Karmada
import KubernetesAPI

/// Refuses manifests that the API server would refuse, as far as placement depends on them.
enum PlaceValidation {
  /// Checks one object.
  static func check(_ object: ManifestObject) throws(DocumentError) {
    try KnownFields.check(object)
    let checker = Checker(object: object)
    if object.as(PropagationPolicy.self) != nil { try checker.policy() }
    if object.metadata.name.isEmpty {
      throw checker.error(object.node["metadata"], "metadata.name", "is missing")
    }
    if object.object is Deployment || object.object is StatefulSet {
      try checker.notNegative(["spec", "replicas"])
    }
    if object.object is Job {
      try checker.notNegative(["spec", "parallelism"])
      try checker.notNegative(["spec", "completions"])
    }
  }

  private struct Checker {
    let object: ManifestObject

    func error(
      _ node: Node?, _ path: String, _ problem: String, suggestion: String? = nil
    ) -> DocumentError {
      DocumentError(
        file: object.file, position: node?.position ?? object.node.position, path: path,
        problem: problem, suggestion: suggestion)
    }

    func notNegative(_ path: [String]) throws(DocumentError) {
      var node: Node? = object.node
      for key in path { node = node?[key] }
      if let value = node?.int64, value < 0 {
        throw error(node, path.joined(separator: "."), "must not be negative, but is \(value)")
      }
    }

    func oneOf(
      _ node: Node?, _ path: String, _ allowed: [String]
    ) throws(DocumentError) {
      guard let text = node?.string, !text.isEmpty, !allowed.contains(text) else { return }
      throw error(
        node, path, "must be one of \(allowed.joined(separator: ", ")), not \"\(text)\"",
        suggestion: nearestName(to: text, among: allowed))
    }

    func policy() throws(DocumentError) {
      let spec = object.node["spec"]
      if spec?["resourceSelectors"]?.array?.isEmpty ?? true {
        throw error(spec, "spec.resourceSelectors", "must name at least one kind")
      }
      guard let placement = spec?["placement"] else { return }
      if placement["clusterAffinity"] != nil, let terms = placement["clusterAffinities"] {
        throw error(
          terms, "spec.placement",
          "clusterAffinity and clusterAffinities exclude each other")
      }
      try terms(placement["clusterAffinities"]?.array ?? [])
      try spread(placement["spreadConstraints"]?.array ?? [])
      try scheduling(placement["replicaScheduling"])
    }

    private func terms(_ terms: [Node]) throws(DocumentError) {
      var seen: Set<String> = []
      for (index, term) in terms.enumerated() {
        let name = term["affinityName"]?.string ?? ""
        let path = "spec.placement.clusterAffinities[\(index)].affinityName"
        if name.isEmpty { throw error(term, path, "is missing") }
        if !seen.insert(name).inserted {
          throw error(term["affinityName"], path, "\"\(name)\" is used twice")
        }
      }
    }

    private func spread(_ constraints: [Node]) throws(DocumentError) {
      let path = "spec.placement.spreadConstraints"
      let fields = SpreadField.allCases.map(\.rawValue)
      var seen: Set<String> = []
      for (index, constraint) in constraints.enumerated() {
        let place = "\(path)[\(index)]"
        try oneOf(constraint["spreadByField"], "\(place).spreadByField", fields)
        let least = constraint["minGroups"]?.int64 ?? 0
        let most = constraint["maxGroups"]?.int64 ?? 0
        if least < 0 {
          throw error(constraint["minGroups"], "\(place).minGroups", "must not be negative")
        }
        if most < 0 {
          throw error(constraint["maxGroups"], "\(place).maxGroups", "must not be negative")
        }
        if most > 0 && most < least {
          throw error(
            constraint["maxGroups"], "\(place).maxGroups",
            "must not be less than minGroups, but \(most) < \(least)")
        }
        let field = constraint["spreadByField"]?.string ?? "cluster"
        if !seen.insert(field).inserted {
          throw error(constraint, place, "\"\(field)\" has a constraint already")
        }
      }
      if !seen.isEmpty && !seen.contains("cluster") {
        throw error(constraints.first, path, "needs a constraint on \"cluster\" beside the others")
      }
    }

    private func scheduling(_ strategy: Node?) throws(DocumentError) {
      let path = "spec.placement.replicaScheduling"
      try oneOf(
        strategy?["replicaSchedulingType"], "\(path).replicaSchedulingType",
        ["Duplicated", "Divided"])
      try oneOf(
        strategy?["replicaDivisionPreference"], "\(path).replicaDivisionPreference",
        ["Aggregated", "Weighted"])
      let weights = strategy?["weightPreference"]
      try oneOf(
        weights?["dynamicWeight"], "\(path).weightPreference.dynamicWeight",
        ["AvailableReplicas"])
      for (index, rule) in (weights?["staticWeightList"]?.array ?? []).enumerated() {
        if let weight = rule["weight"]?.int64, weight < 1 {
          throw error(
            rule["weight"], "\(path).weightPreference.staticWeightList[\(index)].weight",
            "must be at least 1, but is \(weight)")
        }
      }
    }
  }
}
