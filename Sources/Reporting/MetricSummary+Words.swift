import Experiments

/// What has a metric's name.
protocol NamedMetric {
  var name: String { get }
  var dimensions: [String: String] { get }
}

extension MetricSummary: NamedMetric {}

/// How a metric is called in every report.
extension NamedMetric {
  /// The first word of the dotted name, by which tables are grouped.
  var group: String { String(name.prefix { $0 != "." }) }

  /// The rest of the dotted name: `recover p99` of `failover.recover.p99`.
  var shortName: String {
    let rest = name.dropFirst(group.count).drop { $0 == "." }
    return rest.isEmpty ? name : rest.split(separator: ".").joined(separator: " ")
  }

  /// What the figure is about, in the order of the dimensions' names: `eu-west`, `eu-west, gold`;
  /// `whole fleet` when it is about everything.
  var subject: String {
    if dimensions.isEmpty { return "whole fleet" }
    return dimensions.sorted { $0.key < $1.key }.map { key, value in
      switch key {
      // Names that speak for themselves.
      case "region", "tenant", "service", "cluster", "zone", "server", "over": value
      case "level": "\(value) failures"
      default: "\(key) \(value)"
      }
    }.joined(separator: ", ")
  }

  /// The names of its dimensions, such as `region`; empty for the whole fleet.
  var subjectKind: String { dimensions.keys.sorted().joined(separator: ", ") }

  /// Name and dimensions on one line, unique within an arm: `availability{region=eu-west}`.
  var qualifiedName: String {
    if dimensions.isEmpty { return name }
    let pairs = dimensions.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
    return name + "{" + pairs.joined(separator: ",") + "}"
  }
}

/// How a metric is read in every report.
extension MetricSummary {
  /// Half the interval when it is symmetric about the estimate, nil otherwise.
  var halfWidth: Double? {
    guard let estimate, let lower, let upper else { return nil }
    let (below, above) = (estimate - lower, upper - estimate)
    guard below >= 0, above >= 0, abs(below - above) <= 1e-6 * max(below, above) else { return nil }
    return (below + above) / 2
  }

  /// The estimate in human form; a dash when undefined.
  var estimateText: String {
    guard let estimate else { return Figures.undefined }
    return Figures.value(estimate, unit: unit, halfWidth: width)
  }

  /// The interval in human form: `± 14 s`, or `4m 58s … 5m 40s` when it is not symmetric; empty
  /// when there is none.
  var intervalText: String {
    guard let lower, let upper else { return "" }
    if let halfWidth {
      switch unit {
      case "ratio": return "±\u{A0}" + Figures.percent(halfWidth, halfWidth: halfWidth)
      case "seconds": return "±\u{A0}" + Figures.duration(halfWidth)
      default: return "±\u{A0}" + Figures.number(halfWidth, halfWidth: halfWidth)
      }
    }
    return endsText(lower, upper, joint: "\u{A0}… ")
  }

  /// The ends of the interval for a sentence: `4m 58s to 5m 40s`; nil when there is none.
  var endsText: String? {
    guard let lower, let upper else { return nil }
    return endsText(lower, upper, joint: " to ")
  }

  /// The unit as a word behind the figure; empty when the figure carries its unit already.
  var unitWord: String {
    if unit == "ratio" || unit == "seconds" { return "" }
    return estimate == 1 && halfWidth ?? 0 == 0 && unit.last == "s" ? String(unit.dropLast()) : unit
  }

  /// What fixes the number of digits: half the whole interval.
  private var width: Double? {
    guard let lower, let upper, upper > lower else { return nil }
    return (upper - lower) / 2
  }

  private func endsText(_ lower: Double, _ upper: Double, joint: String) -> String {
    Figures.value(lower, unit: unit, halfWidth: width) + joint
      + Figures.value(upper, unit: unit, halfWidth: width)
  }
}

/// Words for the groups that metric names start with.
enum MetricGroups {
  /// The heading above the metrics of a group.
  static func title(_ group: String) -> String {
    switch group {
    case "availability": "Availability"
    case "unavailability", "outage": "Outages that users saw"
    case "failover": "Failover"
    case "replicas": "Replicas"
    case "pods": "Pods"
    case "utilisation": "Utilisation"
    case "api": "API requests"
    case "limits": "Scale limits"
    case "scheduler": "Schedulers of the members"
    case "etcd": "Stores of the members"
    case "placement", "decisions": "Placement"
    case "invariants": "Invariants"
    default: group.prefix(1).uppercased() + group.dropFirst()
    }
  }
}

extension ArmResult {
  /// The metrics by group, in order of first appearance, those of one name together.
  var metricGroups: [(group: String, metrics: [MetricSummary])] {
    var groups: [String] = []
    var names: [String: [String]] = [:]
    var members: [String: [MetricSummary]] = [:]
    for metric in metrics {
      if names[metric.group] == nil { groups.append(metric.group) }
      if members[metric.name] == nil { names[metric.group, default: []].append(metric.name) }
      members[metric.name, default: []].append(metric)
    }
    return groups.map { group in
      (group, (names[group] ?? []).flatMap { members[$0] ?? [] })
    }
  }

  /// The metric of this name about the whole fleet.
  func metric(_ name: String) -> MetricSummary? {
    metrics.first { $0.name == name && $0.dimensions.isEmpty }
  }

  /// The availability that sums the arm up: over replicas if there is one, else the first.
  var mainAvailability: MetricSummary? {
    let all = metrics.filter {
      $0.group == "availability" && $0.unit == "ratio" && $0.dimensions.isEmpty
    }
    return all.first { $0.name.contains("replica") } ?? all.first
  }

  /// The phases of a failover that have metrics, in the order in which they happen.
  var failoverPhases: [String] {
    let usual = ["detect", "evict", "reschedule", "recover"]
    var found: [String] = []
    for metric in metrics where metric.group == "failover" && metric.unit == "seconds" {
      let words = metric.name.split(separator: ".")
      guard words.count == 3, !found.contains(String(words[1])) else { continue }
      found.append(String(words[1]))
    }
    return usual.filter(found.contains) + found.filter { !usual.contains($0) }
  }

  /// One column of `values`: a metric's value in each replication.
  func values(of index: Int) -> [Double?] {
    values.map { index < $0.count ? $0[index] : nil }
  }
}
