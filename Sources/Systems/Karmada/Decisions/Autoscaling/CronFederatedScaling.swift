import GoSemantics
import Kubernetes

/// What the rules of a CronFederatedHPA do at which time.
///
/// Mirrors: `karmada@f8fdd02 pkg/controllers/cronfederatedhpa`, `go-co-op/gocron@v1 scheduler.go`.
public enum CronFederatedScaling {
  /// The API version of the targets whose limits are set; every other target is scaled directly.
  public static let federatedVersion = "autoscaling.karmada.io/v1alpha1"
  /// How many executions of either kind are remembered unless the rule says otherwise.
  public static let defaultHistoryLimit: Int32 = 3

  /// A rule made ready.
  public struct Plan: Sendable, Equatable {
    private let schedule: CronSchedule
    /// Whose clock counts unless the schedule itself names a zone.
    private let location: TimeLocation

    /// - Parameters:
    ///   - rule: The rule; suspended rules have no plan.
    ///   - zone: Finds the place that a rule names.
    /// - Throws: If the schedule or its zone is not understood; upstream retries for ever.
    public init(
      _ rule: CronFederatedHPARule,
      zone: (String) throws(ZoneInfo.UnknownZone) -> TimeLocation = ZoneInfo.location
    ) throws(CronSchedule.ParseError) {
      do {
        location = try zone(rule.timeZone ?? "Local")
      } catch {
        throw CronSchedule.ParseError(description: error.description)
      }
      schedule = try CronSchedule(parsing: rule.schedule, zone: zone)
    }

    /// The next time in Unix seconds; `nil` for never.
    ///
    /// After an execution the time that was planned for it counts, not the time that it took place.
    /// A rule that was changed or resumed counts from now, and what it missed is not made up.
    public func next(after seconds: Int64) -> Int64? {
      schedule.next(after: seconds, in: schedule.location ?? location)
    }
  }

  /// The limits of a FederatedHPA.
  public struct Limits: Sendable, Equatable {
    /// `minReplicas`, 1 unless given.
    public var minimum: Int32
    /// `maxReplicas`.
    public var maximum: Int32

    /// - Parameters:
    ///   - minimum: `minReplicas`.
    ///   - maximum: `maxReplicas`.
    public init(minimum: Int32, maximum: Int32) {
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  /// The limits after a rule came due; equal limits are not written.
  public static func limits(_ limits: Limits, after rule: CronFederatedHPARule) -> Limits {
    Limits(
      minimum: rule.targetMinReplicas ?? limits.minimum,
      maximum: rule.targetMaxReplicas ?? limits.maximum)
  }

  /// The replicas of a workload after a rule came due; an equal number is not written. A rule
  /// without a number changes nothing here, while upstream's program crashes.
  public static func replicas(_ replicas: Int32, after rule: CronFederatedHPARule) -> Int32 {
    rule.targetReplicas ?? replicas
  }

  /// Why a target cannot be scaled; `nil` if it can.
  ///
  /// - Parameters:
  ///   - object: Namespace and name of the CronFederatedHPA, `ns/name`.
  ///   - target: What is to be changed.
  public static func unsupported(object: String, target: CronFederatedHPA.Target) -> String? {
    guard target.apiVersion == federatedVersion, target.kind != "FederatedHPA" else { return nil }
    return "CronFederatedHPA(\(object)) do not support scale target "
      + "\(target.apiVersion)/\(target.kind)"
  }

  /// A history with one more execution in front, no longer than the limit.
  ///
  /// - Parameters:
  ///   - execution: The newest execution.
  ///   - history: The earlier ones, newest first.
  ///   - limit: What the rule says. At zero nothing is kept, while upstream's program crashes.
  public static func remember<Execution>(
    _ execution: Execution, in history: [Execution], limit: Int32?
  ) -> [Execution] {
    let limit = Int(max(0, limit ?? defaultHistoryLimit))
    return Array(([execution] + history).prefix(limit))
  }

  /// Which executors a new version of the object leaves running, starts anew and stops.
  public struct Replanning: Sendable, Equatable {
    /// Rules that go on as they are.
    public var kept: [String] = []
    /// Rules that are planned from now on, in the order of the object.
    public var started: [String] = []
    /// Rules that end; those that are gone lose their history too, suspended ones keep it.
    public var stopped: [String] = []
  }

  /// Compares running rules with those of a new version of the object.
  ///
  /// - Parameters:
  ///   - running: The rules that are planned now.
  ///   - rules: The rules of the object.
  ///   - targetChanged: Whether the scale target is another one; then all rules start anew.
  public static func replan(
    running: [CronFederatedHPARule], rules: [CronFederatedHPARule], targetChanged: Bool
  ) -> Replanning {
    var result = Replanning()
    for rule in rules {
      let old = running.first { $0.name == rule.name }
      if let old, old == rule, !targetChanged {
        result.kept.append(rule.name)
      } else if rule.suspend == true {
        if old != nil { result.stopped.append(rule.name) }
      } else {
        result.started.append(rule.name)
      }
    }
    result.stopped += running.map(\.name).filter { name in !rules.contains { $0.name == name } }
    return result
  }
}
