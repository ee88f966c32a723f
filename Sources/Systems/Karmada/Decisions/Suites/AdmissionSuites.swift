import Conformance
import Documents
import GoSemantics
import KubernetesAPI

extension KarmadaSuites {
  /// Admission webhooks.
  static let admission: [VectorSuite] =
    validatedKinds.map { validation("admission.validate.\($0)") }
    + [validation("admission.validate.deletionProtection")]
    + ["PropagationPolicy", "ClusterPropagationPolicy", "OverridePolicy", "FederatedHPA"].map(
      defaulting)

  private static let validatedKinds = [
    "PropagationPolicy", "ClusterPropagationPolicy", "OverridePolicy", "ClusterOverridePolicy",
    "ClusterTaintPolicy", "FederatedHPA", "CronFederatedHPA", "FederatedResourceQuota",
  ]

  private static func request(_ input: Node) throws -> KarmadaAdmission.Request {
    let input = VectorInput(input)
    let operation = KarmadaAdmission.Operation(rawValue: try input.text("operation"))
    return KarmadaAdmission.Request(
      kind: try input.text("kind"), operation: operation ?? .create,
      namespace: (try? input.text("namespace")) ?? "",
      object: (try? input.member("object")) ?? .null, oldObject: try? input.member("oldObject"))
  }

  private static func validation(_ algorithm: String) -> VectorSuite {
    VectorSuite(algorithm: algorithm, matches: matchesVerdict) { vector in
      let request = try request(vector.input)
      let flags = KarmadaAdmission.Flags(
        allowNoExecuteTaintPolicy: vector.input["allowNoExecuteTaintPolicy"]?.bool ?? false)
      return PreparedDecision { () -> KarmadaAdmission.Denial? in
        do throws(KarmadaAdmission.Denial) {
          try KarmadaAdmission.validate(request, flags: flags)
          return nil
        } catch {
          return error
        }
      } answer: { denial in
        guard let denial else { return ["allowed": true] }
        var answer: Node = [
          "allowed": false, "code": 403, "reason": "Forbidden", "message": Node(denial.description),
        ]
        // The recordings list wrong fields even where a rule refuses before they are looked at.
        let errors =
          request.operation == .delete ? [] : KarmadaAdmission.fieldErrors(request, flags: flags)
        if !errors.isEmpty { answer.set("errors", .list(errors.map(\.answer))) }
        return answer
      }
    }
  }

  /// Offending values that are no plain values are only in the message; the order of errors that
  /// is random upstream counts for nothing.
  private static func matchesVerdict(_ expected: Node, _ answer: Node) -> Bool {
    for field in ["allowed", "code", "reason"] where expected[field] != answer[field] {
      return false
    }
    if let message = expected["message"], message != answer["message"] { return false }
    let wanted = expected["errors"]?.array ?? []
    guard expected["errors"] != nil else { return true }
    var found = answer["errors"]?.array ?? []
    if expected["orderRandom"]?.bool == true {
      stableSort(&found) { left, right in
        for field in ["field", "type", "detail"] {
          let (own, other) = (left[field]?.string ?? "", right[field]?.string ?? "")
          if own != other { return bytewiseLess(own, other) }
        }
        return false
      }
    }
    return wanted.count == found.count
      && zip(wanted, found).allSatisfy { wanted, found in
        (wanted.object ?? []).allSatisfy { found[$0.key] == $0.value }
      }
  }

  private static func defaulting(_ kind: String) -> VectorSuite {
    VectorSuite(algorithm: "admission.default.\(kind)") { vector in
      let request = try request(vector.input)
      return PreparedDecision {
        KarmadaAdmission.defaulted(request, permanentID: "<uuid>")
      } answer: { object in
        var object = object
        object.remove("status")
        return ["object": object.withoutNulls]
      }
    }
  }
}

extension FieldError {
  /// The error as the vectors write it.
  fileprivate var answer: Node {
    let value: Node =
      switch self.value {
      case .text(let text): Node(text)
      case .json(let node): node
      }
    return [
      "type": Node(kind.rawValue), "field": Node(field), "detail": Node(detail), "value": value,
    ]
  }
}

extension Node {
  /// The value without members that are null.
  fileprivate var withoutNulls: Node {
    switch content {
    case .object(let members):
      Node(
        .object(
          members.filter { !$0.value.isNull }.map {
            Member(key: $0.key, value: $0.value.withoutNulls)
          }))
    case .array(let elements): Node(elements.map(\.withoutNulls))
    default: self
    }
  }
}
