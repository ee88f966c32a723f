import GoSemantics
import KubernetesAPI

/// How the fields of a rollout strategy are read.
///
/// Mirrors: `ocm@00f84c3 vendor/open-cluster-management.io/sdk-go/pkg/apis/cluster/v1alpha1/rollout.go`
/// (parseTimeout, calculateRolloutSize).
enum RolloutParameters {
  /// The nanoseconds of a deadline; nil for none.
  static func deadline(_ text: String) throws(RolloutError) -> Int64? {
    if text.isEmpty || text == "None" { return nil }
    guard hasTimeoutFormat(text) else { throw RolloutError("invalid timeout format") }
    let nanoseconds = try duration(text)
    // The longest duration stands for no deadline upstream.
    return nanoseconds == .max ? nil : nanoseconds
  }

  /// The nanoseconds of a soak time; nil where it is so long that upstream takes it for none.
  static func soak(_ text: String?) throws(RolloutError) -> Int64? {
    guard let text else { return 0 }
    let nanoseconds = try duration(text)
    return nanoseconds == .max ? nil : nanoseconds
  }

  private static func duration(_ text: String) throws(RolloutError) -> Int64 {
    do {
      return try GoDuration.parse(text)
    } catch {
      throw RolloutError("time: \(error)")
    }
  }

  /// `^(([0-9])+[h|m|s])|None$`, whose anchors bind to one side each.
  @Sendable static func hasTimeoutFormat(_ text: String) -> Bool {
    if text.hasSuffix("None") { return true }
    let rest = text.utf8.drop { $0 >= 0x30 && $0 <= 0x39 }
    guard rest.count < text.utf8.count, let unit = rest.first else { return false }
    return [UInt8(ascii: "h"), UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "|")]
      .contains(unit)
  }

  /// A number of clusters: the default if it is not above 0 or more than all.
  ///
  /// - Parameter fieldName: The field, for the message.
  static func size(
    _ size: IntOrString?, total: Int, otherwise fallback: Int, _ fieldName: String
  ) throws(RolloutError) -> Int {
    let length: Int
    do {
      switch size {
      case nil: length = 0
      case .int(let count): length = Int(truncatingIfNeeded: count)
      case .string(let text):
        guard let share = try ClusterShare.number(text) else {
          throw RolloutError(
            "'\(text)' is an invalid maximum threshold value: string is not a percentage")
        }
        length = ClusterShare.percentage(share, of: total)
      }
    } catch {
      throw RolloutError("failed to parse the provided \(fieldName): \(error)")
    }
    return length <= 0 || length > total ? fallback : length
  }
}
