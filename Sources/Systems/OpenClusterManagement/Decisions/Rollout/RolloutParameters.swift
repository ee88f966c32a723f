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

  /// A field that holds a number of clusters or a share of them, read once.
  enum Size: Sendable {
    case count(Int)
    case share(Double)
    case wrong(RolloutError)

    /// Reads a field; an absent one counts as 0.
    ///
    /// - Parameter fieldName: The field, for the message.
    init(_ size: IntOrString?, _ fieldName: String) {
      switch size {
      case nil: self = .count(0)
      case .int(let count): self = .count(Int(truncatingIfNeeded: count))
      case .string(let text):
        let problem: String
        do {
          if let share = try ClusterShare.number(text) {
            self = .share(share)
            return
          }
          problem = "'\(text)' is an invalid maximum threshold value: string is not a percentage"
        } catch {
          problem = "\(error)"
        }
        self = .wrong(RolloutError("failed to parse the provided \(fieldName): \(problem)"))
      }
    }

    /// The number of clusters: the fallback if it is not above 0 or more than all.
    func clusters(of total: Int, otherwise fallback: Int) throws(RolloutError) -> Int {
      let length: Int
      switch self {
      case .count(let count): length = count
      case .share(let share): length = ClusterShare.percentage(share, of: total)
      case .wrong(let error): throw error
      }
      return length <= 0 || length > total ? fallback : length
    }
  }
}
