import Documents
import KubernetesAPI

/// What the API server and Karmada's admission webhooks do with an object before it is stored.
///
/// The order is the API server's: defaults of the schema, mutating webhook, defaults again, check
/// against the schema, validating webhook.
///
/// Mirrors: `karmada@f8fdd02 pkg/webhook`, vectors
/// `karmada/admission_{validation,defaulting}.jsonl.gz`.
public enum KarmadaAdmission {
  /// What is done to an object.
  public enum Operation: String, Sendable {
    /// It is new.
    case create = "CREATE"
    /// It is changed.
    case update = "UPDATE"
    /// It is removed.
    case delete = "DELETE"
  }

  /// One request to store or remove an object.
  public struct Request: Sendable {
    /// The kind, such as `PropagationPolicy`.
    public var kind: String
    /// What is done.
    public var operation: Operation
    /// The namespace; empty for kinds without.
    public var namespace: String
    /// The object as it shall be; of no meaning when one is removed.
    public var object: Node
    /// The object as it was, for changes and removals.
    public var oldObject: Node?

    /// A request.
    public init(
      kind: String, operation: Operation = .create, namespace: String = "", object: Node,
      oldObject: Node? = nil
    ) {
      self.kind = kind
      self.operation = operation
      self.namespace = namespace
      self.object = object
      self.oldObject = oldObject
    }
  }

  /// The flags of the webhook program.
  public struct Flags: Sendable, Equatable {
    /// `--allow-no-execute-taint-policy`.
    public var allowNoExecuteTaintPolicy: Bool

    /// The flags at their defaults.
    public init(allowNoExecuteTaintPolicy: Bool = false) {
      self.allowNoExecuteTaintPolicy = allowNoExecuteTaintPolicy
    }
  }

  /// Why a request is refused.
  public enum Denial: Error, Sendable, Equatable, CustomStringConvertible {
    /// Fields are wrong.
    case fields([FieldError])
    /// The request breaks a rule that is about no field.
    case rule(String)

    /// The complete message of the webhook.
    public var description: String {
      switch self {
      case .fields(let errors): errors.aggregateText
      case .rule(let message): message
      }
    }
  }

  // MARK: The steps

  /// The object with the defaults of its schema.
  public static func schemaDefaulted(_ object: Node, kind: String) -> Node {
    KarmadaSchemas.all.defaulted(object, as: kind)
  }

  /// What the schema finds wrong with an object.
  public static func schemaErrors(_ object: Node, kind: String) -> [FieldError] {
    KarmadaSchemas.all.errors(object, as: kind)
  }

  /// The object as the mutating webhook returns it; unchanged if the kind has none.
  ///
  /// - Parameters:
  ///   - request: Creation or change of an object.
  ///   - permanentID: The value of the label by which a policy is known; random upstream.
  public static func defaulted(_ request: Request, permanentID: String) -> Node {
    AdmissionDefaults.defaulted(request, permanentID: permanentID)
  }

  /// The object with the defaults of the schema, of the webhook, and of the schema again.
  ///
  /// - Parameters:
  ///   - request: Creation or change of an object.
  ///   - permanentID: The value of the label by which a policy is known; random upstream.
  public static func withAllDefaults(_ request: Request, permanentID: String) -> Node {
    var request = request
    request.object = schemaDefaulted(request.object, kind: request.kind)
    request.object = defaulted(request, permanentID: permanentID)
    return schemaDefaulted(request.object, kind: request.kind)
  }

  /// The kinds whose schema is known.
  public static let kinds = [
    "PropagationPolicy", "ClusterPropagationPolicy", "OverridePolicy", "ClusterOverridePolicy",
    "ClusterTaintPolicy", "FederatedHPA", "CronFederatedHPA", "FederatedResourceQuota",
  ]

  /// The first field of an object that its kind does not have, if its schema is known.
  ///
  /// The API server drops such fields, and `kubectl apply` refuses them.
  public static func unknownField(in object: Node, kind: String) -> UnknownField? {
    KarmadaSchemas.all.unknownField(in: object, as: kind)
  }

  /// Whether the validating webhooks let a request pass.
  ///
  /// - Throws: Every wrong field, or the first broken rule.
  public static func validate(_ request: Request, flags: Flags = Flags()) throws(Denial) {
    if request.operation == .delete {
      try checkDeletionProtection(request.oldObject ?? .null)
      return
    }
    if PolicyMarks.permanentIDLabel(ofKind: request.kind) != nil {
      try PropagationRules.checkUpdate(request)
    }
    let errors = fieldErrors(request, flags: flags)
    if !errors.isEmpty { throw .fields(errors) }
  }

  /// Every wrong field of a new or changed object, whether or not a rule about the whole request
  /// refuses it first.
  public static func fieldErrors(_ request: Request, flags: Flags = Flags()) -> [FieldError] {
    let spec = request.object["spec"] ?? .null
    switch request.kind {
    case "PropagationPolicy", "ClusterPropagationPolicy":
      return PropagationRules.errors(spec, namespace: request.namespace)
    case "OverridePolicy", "ClusterOverridePolicy":
      return OverrideRules.errors(spec, namespace: request.namespace)
    case "ClusterTaintPolicy":
      return TaintPolicyRules.errors(spec, allowsNoExecute: flags.allowNoExecuteTaintPolicy)
    case "FederatedHPA": return AutoscalerRules.errors(request.object)
    case "CronFederatedHPA": return CronAutoscalerRules.errors(request.object)
    case "FederatedResourceQuota": return QuotaRules.errors(request.object)
    default: return []
    }
  }

  /// All steps in order.
  ///
  /// - Parameters:
  ///   - request: Creation or change of an object.
  ///   - permanentID: The value of the label by which a policy is known; random upstream.
  ///   - flags: The flags of the webhook program.
  /// - Returns: The object as it is stored.
  /// - Throws: What the schema finds wrong, or the validating webhook.
  public static func admit(
    _ request: Request, permanentID: String, flags: Flags = Flags()
  ) throws(Denial) -> Node {
    // A webhook can only read what has the types of the schema.
    let wrongTypes = schemaErrors(request.object, kind: request.kind).filter {
      $0.kind == .typeInvalid
    }
    if !wrongTypes.isEmpty { throw .fields(wrongTypes) }
    var request = request
    request.object = withAllDefaults(request, permanentID: permanentID)
    let errors = schemaErrors(request.object, kind: request.kind)
    if !errors.isEmpty { throw .fields(errors) }
    try validate(request, flags: flags)
    return request.object
  }

  /// Templates that carry the protecting label are not removed, whatever their kind.
  private static func checkDeletionProtection(_ object: Node) throws(Denial) {
    let label = "resourcetemplate.karmada.io/deletion-protected"
    guard object["metadata"]?["labels"]?[label]?.string == "Always" else { return }
    throw .rule(
      "This resource is protected, please make sure to remove the label: \(label)")
  }
}

/// The marks that admission gives to policies.
///
/// Mirrors: `karmada@f8fdd02 pkg/apis/policy/v1alpha1/well_known_constants.go`,
/// `pkg/util/constants.go`.
enum PolicyMarks {
  /// The label by which a policy is known; nil for other kinds.
  static func permanentIDLabel(ofKind kind: String) -> String? {
    switch kind {
    case "PropagationPolicy": "propagationpolicy.karmada.io/permanent-id"
    case "ClusterPropagationPolicy": "clusterpropagationpolicy.karmada.io/permanent-id"
    default: nil
    }
  }

  /// What holds a removed policy until its claims are gone.
  static func finalizer(ofKind kind: String) -> String {
    kind == "PropagationPolicy"
      ? "karmada.io/propagation-policy-controller"
      : "karmada.io/cluster-propagation-policy-controller"
  }
}
