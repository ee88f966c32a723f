import KubernetesAPI

/// The syntax of names that the web hooks ask for.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/validation/validation.go`.
enum NameSyntax {
  /// The longest DNS label.
  static let labelLength = 63

  /// Lower-case DNS labels with dots between them, at most 253 characters.
  static func isSubdomain(_ name: String) -> Bool {
    guard !name.isEmpty, name.utf8.count <= 253 else { return false }
    return name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { label in
        guard let first = label.first, let last = label.last else { return false }
        return first != 0x2D && last != 0x2D
          && label.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
          }
      }
  }

  /// A name with an optional prefix, as label keys are.
  static func isQualifiedName(_ name: String) -> Bool { LabelSyntax.isKey(name) }
}

/// What a web hook answers.
///
/// Mirrors: `kubefleet@e160c1cd pkg/utils/validator/placement.go`.
public struct AdmissionVerdict: Sendable, Equatable {
  /// Whether the request may pass.
  public var isAllowed: Bool
  /// The stable parts of the message, in the order found; one finding may have several.
  public var findings: [String]

  /// A verdict.
  public init(isAllowed: Bool, findings: [String]) {
    self.isAllowed = isAllowed
    self.findings = findings
  }

  /// Denied if anything was found.
  static func denied(if findings: [String]) -> AdmissionVerdict {
    AdmissionVerdict(isAllowed: findings.isEmpty, findings: findings)
  }
}
