import Documents
import GoSemantics

/// The rules for the metadata that all objects share.
///
/// Where upstream walks over a map, in random order, keys are taken in byte order here.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/api/validation/{objectmeta,generic}.go`,
/// `pkg/apis/meta/v1/validation/validation.go`.
public enum MetadataRules {
  /// A rule for names: their problems.
  public typealias NameRule = (_ name: String) -> [String]

  /// The metadata of an object at `path`.
  ///
  /// - Parameters:
  ///   - metadata: As written.
  ///   - isNamespaced: Whether the kind lives in namespaces.
  ///   - name: The rule for names.
  ///   - path: Where the metadata stand.
  public static func check(
    _ metadata: Node?, isNamespaced: Bool, name rule: NameRule, _ path: FieldPath
  ) -> [FieldError] {
    var errors: [FieldError] = []
    let text = { (field: String) in metadata?[field]?.string ?? "" }
    let prefix = text("generateName")
    if !prefix.isEmpty {
      errors += rule(NameRules.maskingTrailingDash(prefix)).map {
        .invalid(path.child("generateName"), prefix, $0)
      }
    }
    let name = text("name")
    if name.isEmpty {
      errors.append(.required(path.child("name"), "name or generateName is required"))
    } else {
      errors += rule(name).map { .invalid(path.child("name"), name, $0) }
    }
    let namespace = text("namespace")
    if !isNamespaced {
      if !namespace.isEmpty {
        errors.append(.forbidden(path.child("namespace"), "not allowed on this type"))
      }
    } else if namespace.isEmpty {
      errors.append(.required(path.child("namespace")))
    } else {
      errors += NameRules.dnsLabel(namespace).map {
        .invalid(path.child("namespace"), namespace, $0)
      }
    }
    errors += notNegative(metadata?["generation"]?.int64, path.child("generation"))
    errors += labels(texts(metadata?["labels"]), path.child("labels"))
    errors += annotations(texts(metadata?["annotations"]), path.child("annotations"))
    errors += owners(metadata?["ownerReferences"], path.child("ownerReferences"))
    errors += finalizers(metadata?["finalizers"], path.child("finalizers"))
    return errors
  }

  /// A map of texts in byte order of its keys; what is no text is left out.
  public static func texts(_ node: Node?) -> [(key: String, value: String)] {
    var texts = (node?.object ?? []).compactMap { member in
      member.value.string.map { (key: member.key, value: $0) }
    }
    stableSort(&texts) { bytewiseLess($0.key, $1.key) }
    return texts
  }

  /// `ValidateLabelName`: a label's key.
  public static func labelName(_ name: String, _ path: FieldPath) -> [FieldError] {
    NameRules.labelKey(name).map { .invalid(path, name, $0) }
  }

  /// `ValidateLabels`: keys and values of labels.
  public static func labels(
    _ labels: [(key: String, value: String)], _ path: FieldPath
  ) -> [FieldError] {
    labels.flatMap { key, value in
      labelName(key, path)
        + NameRules.labelValue(value).map { FieldError.invalid(path, value, $0) }
    }
  }

  /// `ValidateAnnotations`: keys of annotations, and the size of all together.
  public static func annotations(
    _ annotations: [(key: String, value: String)], _ path: FieldPath
  ) -> [FieldError] {
    var errors: [FieldError] = []
    var size = 0
    for (key, value) in annotations {
      errors += NameRules.labelKey(key.lowercased()).map { .invalid(path, key, $0) }
      size &+= key.utf8.count &+ value.utf8.count
    }
    if size > 256 << 10 { errors.append(.tooLong(path, maximumBytes: 256 << 10)) }
    return errors
  }

  /// `ValidateNonnegativeField`.
  public static func notNegative(_ value: Int64?, _ path: FieldPath) -> [FieldError] {
    guard let value, value < 0 else { return [] }
    return [.invalid(path, Node(value), "must be greater than or equal to 0")]
  }

  private static func owners(_ node: Node?, _ path: FieldPath) -> [FieldError] {
    var errors: [FieldError] = []
    var controller: String?
    for owner in node?.array ?? [] {
      let text = { (field: String) in owner[field]?.string ?? "" }
      if text("apiVersion").isEmpty {
        errors.append(
          .invalid(path.child("apiVersion"), text("apiVersion"), "version must not be empty"))
      }
      for field in ["kind", "name", "uid"] where text(field).isEmpty {
        errors.append(.invalid(path.child(field), "", "must not be empty"))
      }
      if text("apiVersion") == "v1", text("kind") == "Event" {
        errors.append(
          .invalid(path, owner, "/v1, Kind=Event is disallowed from being an owner"))
      }
      guard owner["controller"]?.bool == true else { continue }
      let name = "\(text("kind"))/\(text("name"))"
      if let first = controller {
        errors.append(
          .invalid(
            path, node ?? .null,
            "Only one reference can have Controller set to true. Found \"true\" in references for"
              + " \(first) and \(name)"))
      } else {
        controller = name
      }
    }
    return errors
  }

  private static func finalizers(_ node: Node?, _ path: FieldPath) -> [FieldError] {
    let names = (node?.array ?? []).compactMap(\.string)
    var errors: [FieldError] = names.flatMap { name in
      NameRules.labelKey(name).map { .invalid(path, name, $0) }
    }
    if names.contains("orphan"), names.contains("foregroundDeletion") {
      errors.append(
        .invalid(
          path, node ?? .null,
          "finalizer orphan and foregroundDeletion cannot be both set"))
    }
    return errors
  }
}
