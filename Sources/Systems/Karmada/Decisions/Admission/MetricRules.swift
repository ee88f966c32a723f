import Documents
import KubernetesAPI

/// What is demanded of a metric of an autoscaler.
///
/// Mirrors: `karmada@f8fdd02 pkg/util/lifted/validatingfhpa.go` (validateMetricSpec).
enum MetricRules {
  private static let types = ["ContainerResource", "Object", "Pods", "Resource"]
  /// The sources in the order in which they are looked at.
  private static let sources = ["object", "pods", "resource", "containerResource"]

  static func errors(_ metric: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    let type = metric.text("type")
    if type.isEmpty {
      errors.append(.required(path.child("type"), "must specify a metric source type"))
    }
    let isKnown = types.contains(type)
    if !isKnown { errors.append(.notSupported(path.child("type"), Node(type), types)) }
    let present = sources.filter { metric.given($0) != nil }
    if let first = present.first, let source = metric.given(first) {
      errors += self.source(first, source, path.child(first))
    }
    var expected = ""
    if isKnown {
      expected = type.prefix(1).lowercased() + type.dropFirst()
      if !present.contains(expected) {
        errors.append(
          .required(
            path.child(expected), "must populate information for the given metric source"))
      }
    } else {
      // Upstream says it twice.
      errors.append(.notSupported(path.child("type"), Node(type), types))
    }
    if present.count != 1 {
      for field in present where field != expected {
        errors.append(
          .forbidden(path.child(field), "must populate the given metric source only"))
      }
    }
    return errors
  }

  private static func source(
    _ field: String, _ source: Node, _ path: FieldPath
  ) -> [FieldError] {
    let target = source["target"] ?? .null
    let targetPath = path.child("target")
    let hasValue = target.given("value") != nil
    let hasAverage = target.given("averageValue") != nil
    var errors: [FieldError] = []
    switch field {
    case "object":
      errors += AutoscalerRules.reference(
        source["describedObject"] ?? .null, path.child("describedObject"))
      errors += identifier(source["metric"] ?? .null, path.child("metric"))
      errors += self.target(target, targetPath)
      if !hasValue && !hasAverage {
        errors.append(
          .required(
            targetPath.child("averageValue"), "must set either a target value or averageValue"))
      }
    case "pods":
      errors += identifier(source["metric"] ?? .null, path.child("metric"))
      errors += self.target(target, targetPath)
      if !hasAverage {
        errors.append(
          .required(
            targetPath.child("averageValue"), "must specify a positive target averageValue"))
      }
    default:
      let name = source.text("name")
      if name.isEmpty {
        errors.append(.required(path.child("name"), "must specify a resource name"))
      } else if field == "containerResource" {
        errors += ResourceNameRules.ofContainers(name, path.child("name"))
      }
      if field == "containerResource" {
        let container = source.text("container")
        if container.isEmpty {
          errors.append(.required(path.child("container"), "must specify a container"))
        } else {
          errors += NameRules.dnsLabel(container).map {
            .invalid(path.child("container"), container, $0)
          }
        }
      }
      errors += self.target(target, targetPath)
      errors += utilization(target, hasAverage, targetPath)
    }
    return errors
  }

  /// A resource has exactly one of two targets.
  private static func utilization(
    _ target: Node, _ hasAverage: Bool, _ path: FieldPath
  ) -> [FieldError] {
    switch (target.given("averageUtilization") != nil, hasAverage) {
    case (false, false):
      [
        .required(
          path.child("averageUtilization"),
          "must set either a target raw value or a target utilization")
      ]
    case (true, true):
      [
        .forbidden(
          path.child("averageValue"),
          "may not set both a target raw value and a target utilization")
      ]
    default: []
    }
  }

  private static func target(_ target: Node, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    let type = target.text("type")
    if type.isEmpty {
      errors.append(.required(path.child("type"), "must specify a metric target type"))
    }
    if !["Utilization", "Value", "AverageValue"].contains(type) {
      errors.append(
        .invalid(
          path.child("type"), Node(type), "must be either Utilization, Value, or AverageValue"))
    }
    for field in ["value", "averageValue"] {
      guard let value = target.given(field) else { continue }
      let quantity = try? NodeDecoder(file: "").decode(Quantity.self, from: value)
      if let quantity, quantity.signum != 1 {
        errors.append(
          .invalid(path.child(field), value.written(as: "quantity"), "must be positive"))
      }
    }
    if let utilization = target.given("averageUtilization"), let percent = utilization.int64,
      percent < 1
    {
      errors.append(
        .invalid(path.child("averageUtilization"), utilization, "must be greater than 0"))
    }
    return errors
  }

  private static func identifier(_ metric: Node, _ path: FieldPath) -> [FieldError] {
    let name = metric.text("name")
    if name.isEmpty { return [.required(path.child("name"), "must specify a metric name")] }
    return NameRules.pathSegment(name).map { .invalid(path.child("name"), name, $0) }
  }
}
