/// One event as it happened.
public struct TraceRecord: Hashable, Sendable {
  /// When.
  public var time: VirtualTime
  /// How many events had happened before it.
  public var number: UInt64
  /// What.
  public var event: Event
}

/// Receives what happens in a run. Without a sink an event pays one branch.
public protocol TraceSink: AnyObject {
  /// Takes note of an event, just before its handler runs.
  func record(_ record: TraceRecord, in simulation: Simulation)

  /// Takes note of a remark that a component makes now. Nothing by default.
  func note(_ text: String, from component: ComponentID, in simulation: Simulation)
}

extension TraceSink {
  /// Ignores the remark.
  public func note(_ text: String, from component: ComponentID, in simulation: Simulation) {}
}

/// Writes a trace as JSON Lines through a closure, one object per event or remark.
public final class JSONLinesTrace: TraceSink {
  private let write: (String) -> Void

  /// A trace whose lines, each with its line feed, go to `write`.
  public init(write: @escaping (String) -> Void) {
    self.write = write
  }

  /// Writes `{"time":…,"component":…,"code":…,"argument":…}`, the time in nanoseconds.
  public func record(_ record: TraceRecord, in simulation: Simulation) {
    let name = Self.quoted(simulation.name(of: record.event.component))
    write(
      "{\"time\":\(record.time.nanoseconds),\"component\":\(name),"
        + "\"code\":\(record.event.code),\"argument\":\(record.event.argument)}\n")
  }

  /// Writes `{"time":…,"component":…,"note":…}`.
  public func note(_ text: String, from component: ComponentID, in simulation: Simulation) {
    let name = Self.quoted(simulation.name(of: component))
    write(
      "{\"time\":\(simulation.now.nanoseconds),\"component\":\(name),"
        + "\"note\":\(Self.quoted(text))}\n")
  }

  /// The text as a JSON string.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
