import EventKernel
import KubeFed

/// How a control plane of either generation is set up.
public struct KubeFedSettings: Sendable, Equatable {
  /// The program with its constants.
  public enum Program: Sendable, Equatable {
    /// KubeFed v2.
    case kubeFed(KubeFedTiming)
    /// Federation v1.
    case federation(FederationTiming)
  }

  /// The setting that is no upstream flag: see ``federatesAutomatically``.
  public static let automatic = "federate-plain-workloads"

  /// The program with its constants.
  public var program: Program
  /// Whether plain workloads that nobody has federated are, so that the same manifests serve every
  /// system.
  public var federatesAutomatically = true
  /// Whether members are probed for the first time, and objects are created, when the run begins,
  /// instead of long before.
  public var startsCold = false
  /// Whether the health loop is parked or ticks naïvely.
  public var loopMode = LoopMode.parked

  /// Upstream's defaults.
  public init(_ program: Program = .kubeFed(KubeFedTiming())) {
    self.program = program
  }

  /// A setting that is unknown or has a wrong value.
  public struct Problem: Error, Sendable, Equatable, CustomStringConvertible {
    /// The setting.
    public var name: String
    /// What is wrong with it.
    public var problem: String
    /// The problem in one line.
    public var description: String { "\(name): \(problem)" }
  }

  /// Every setting with its default and what it does, in the order in which they are listed.
  public var all: [(name: String, preset: String, help: String)] {
    let automatic = (
      name: Self.automatic, preset: federatesAutomatically ? "true" : "false",
      help: "Whether workloads that no federated object names are federated all the same; "
        + (isKubeFed
          ? "Deployments and ReplicaSets with equal shares, others in full everywhere."
          : "in v1 every workload is, so false stops them all.")
    )
    switch program {
    case .kubeFed(let timing):
      return Flags.kubeFed.all.map {
        ($0.name, Flags.kubeFed.text(of: $0.name, in: timing) ?? "", $0.help)
      } + [automatic]
    case .federation(let timing):
      return Flags.federation.all.map {
        ($0.name, Flags.federation.text(of: $0.name, in: timing) ?? "", $0.help)
      } + [automatic]
    }
  }

  private var isKubeFed: Bool {
    if case .kubeFed = program { return true }
    return false
  }

  /// Sets a setting from its text.
  public mutating func set(_ name: String, to text: String) throws(Problem) {
    if name == Self.automatic {
      guard text == "true" || text == "false" else {
        throw Problem(name: name, problem: "\"\(text)\" is neither true nor false")
      }
      federatesAutomatically = text == "true"
      return
    }
    switch program {
    case .kubeFed(var timing):
      do throws(Flags<KubeFedTiming>.Problem) {
        try Flags.kubeFed.set(name, to: text, in: &timing)
      } catch {
        throw Problem(name: error.name, problem: error.problem)
      }
      program = .kubeFed(timing)
    case .federation(var timing):
      do throws(Flags<FederationTiming>.Problem) {
        try Flags.federation.set(name, to: text, in: &timing)
      } catch {
        throw Problem(name: error.name, problem: error.problem)
      }
      program = .federation(timing)
    }
  }
}
