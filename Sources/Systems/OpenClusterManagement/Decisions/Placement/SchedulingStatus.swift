/// How a plug-in, or a whole schedule, ended.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/controllers/framework/interface.go`.
public struct SchedulingStatus: Error, Sendable, Equatable {
  /// The kinds of ending.
  public enum Code: String, Sendable {
    /// It ran.
    case success = "Success"
    /// It ran, with something to notice.
    case warning = "Warning"
    /// It failed.
    case error = "Error"
    /// The placement is wrong.
    case misconfigured = "Misconfigured"
  }

  /// The kind of ending.
  public var code: Code
  /// The plug-in; empty for the scheduler itself.
  public var plugin: String
  /// What there is to say.
  public var message: String

  /// An ending.
  public init(_ code: Code, plugin: String = "", _ message: String = "") {
    self.code = code
    self.plugin = plugin
    self.message = message
  }

  /// It ran.
  public static let success = SchedulingStatus(.success)

  /// The placement is wrong.
  static func misconfigured(plugin: String = "", _ message: String) -> SchedulingStatus {
    SchedulingStatus(.misconfigured, plugin: plugin, message)
  }

  /// Whether the schedule ends here.
  public var isError: Bool { code == .error || code == .misconfigured }
}
