import Documents
import EventKernel
import Kubernetes
import Stochastic
import Workloads

/// `spec.fleet`: what stands where.
public struct FleetSection: Sendable, Equatable {
  package var regions: [RegionSection] = []
  package var clusters: [ClusterSection] = []
  package var network = NetworkSection()
  /// Upstream flags of every member's own programs by name.
  public var kubernetes = Node(.object([]))

  static let declaration = Declaration<FleetSection>(
    "Fleet", "Regions, zones, clusters and node pools.", initial: FleetSection.init,
    fields: [
      .required(
        "regions", \.regions, .list(of: RegionSection.declaration.shape, atLeast: 1), "The regions"
      ),
      .required(
        "clusters", \.clusters, .list(of: ClusterSection.declaration.shape, atLeast: 1),
        "The clusters, in groups that look alike"),
      .field(
        "network", \.network, NetworkSection.declaration.shape,
        "Where the hub stands and how long requests travel"),
      .field(
        "kubernetes", \.kubernetes, .object,
        "Flags of the members' own programs by their upstream names, without the leading dashes;"
          + " `regatta list settings` names them"),
    ])
}

/// One region.
public struct RegionSection: Sendable, Equatable {
  package var name = ""
  package var geography: Geography?
  package var jurisdiction = ""
  package var continent = ""
  package var utcOffset = UTCOffset(minutes: 0)
  package var zones: [String] = ["a", "b", "c"]

  /// A place on the globe.
  public struct Geography: Sendable, Equatable {
    /// Degrees north.
    public var latitude = 0.0
    /// Degrees east.
    public var longitude = 0.0
  }

  /// The full, fleet-wide name of one of the region's zones.
  public func zoneName(_ zone: String) -> String { name + "-" + zone }

  static let geography = Declaration<Geography>(
    "Geography", "A place on the globe.", initial: Geography.init,
    fields: [
      .required("latitude", \.latitude, .number(-90...90), "Degrees north"),
      .required("longitude", \.longitude, .number(-180...180), "Degrees east"),
    ])

  static let declaration = Declaration<RegionSection>(
    "Region", "A region: a place, a jurisdiction and its zones.", initial: RegionSection.init,
    fields: [
      .required("name", \.name, .name, "The region's name, as placement policies write it"),
      .optional("geography", \.geography, geography.shape, "Where it is, for maps"),
      .field(
        "jurisdiction", \.jurisdiction, .text,
        "The law that holds there, such as `EU`; tenants may be bound to it"),
      .field(
        "continent", \.continent, .text,
        "Regions of one continent are near each other; empty: a continent of its own"),
      .field("utcOffset", \.utcOffset, UTCOffset.shape, "Hours ahead of UTC, such as `+1h`"),
      .field(
        "zones", \.zones, .list(of: .name, atLeast: 1),
        "Zones; in full a zone is called `<region>-<zone>`"),
    ],
    check: { region, node, reading in
      reading.noteDuplicates(region.zones, at: node["zones"], field: "zones", what: "zone")
    })
}

/// The distance of a local clock to UTC.
public struct UTCOffset: Sendable, Equatable {
  package var minutes: Int

  static let shape = Shape<UTCOffset>(
    word: "offset",
    schema: { _ in
      [
        "anyOf": [
          ["type": "string", "pattern": "^[+-]?[0-9]+h([0-9]+m)?$"],
          ["type": "number", "minimum": -14, "maximum": 14],
        ]
      ]
    },
    read: { node, reading in
      var minutes = node.double.map { Int((max(-99, min(99, $0)) * 60).rounded()) }
      if var text = node.string?[...] {
        let sign = text.hasPrefix("-") ? -1 : 1
        if text.hasPrefix("-") || text.hasPrefix("+") { text.removeFirst() }
        minutes = DurationText.parse(String(text)).map {
          sign * Int($0.nanoseconds / 60_000_000_000)
        }
      }
      guard let minutes, abs(minutes) <= 14 * 60 else {
        reading.problem(
          node, "expected an offset from -14h to +14h such as +5h30m, got \(node.kindDescription)")
        return nil
      }
      return UTCOffset(minutes: minutes)
    },
    write: { offset in
      let size = abs(offset.minutes)
      let rest = size % 60 == 0 ? "" : "\(size % 60)m"
      return Node("\(offset.minutes < 0 ? "-" : "+")\(size / 60)h\(rest)")
    })
}

/// A group of clusters that look alike.
public struct ClusterSection: Sendable, Equatable {
  package var name = "{region}-{n}"
  package var count = 1
  package var regions: [String] = []
  package var zones: [String] = []
  package var provider = ""
  package var labels: [String: String] = [:]
  package var taints: [TaintSection] = []
  package var syncMode = SyncMode.push
  package var limits = ScaleLimits.official
  package var pools: [PoolSection] = []
  package var fidelity: RunSection.Fidelity?
  /// Upstream flags of these members' own programs by name; they go before those of the fleet.
  public var kubernetes = Node(.object([]))

  /// How hub and member talk.
  public enum SyncMode: String, Sendable, CaseIterable {
    /// The hub calls the member.
    case push = "Push"
    /// An agent in the member calls the hub.
    case pull = "Pull"
  }

  static let declaration = Declaration<ClusterSection>(
    "Cluster", "A group of clusters that look alike.", initial: ClusterSection.init,
    fields: [
      .field(
        "name", \.name, .namePattern,
        "Name pattern: {n} counts from 1 within a region ({nn} pads to two digits), {region} is the"
          + " region's name"),
      .field("count", \.count, .integer(1...100_000), "How many, in each of the regions"),
      .field(
        "regions", \.regions, .list(of: .text), "The regions they stand in; empty: all of them"),
      .field(
        "zones", \.zones, .list(of: .text), "The zones of the region they span; empty: all of them"
      ),
      .field("provider", \.provider, .text, "The cloud provider's name"),
      .field("labels", \.labels, .map(of: .text), "Labels of the Cluster objects"),
      .field(
        "taints", \.taints, .list(of: TaintSection.declaration.shape),
        "Taints of the Cluster objects"),
      .field(
        "syncMode", \.syncMode, .choice, "Push: the hub calls the member; Pull: its agent calls"),
      .field(
        "limits", \.limits, LimitsSection.declaration.shape,
        "How large a cluster may be, and what happens beyond"),
      .required(
        "pools", \.pools, .list(of: PoolSection.declaration.shape, atLeast: 1), "The node pools"),
      .optional(
        "fidelity", \.fidelity, .choice,
        "How finely these clusters are simulated; absent: as `run.fidelity` says"),
      .field(
        "kubernetes", \.kubernetes, .object,
        "Flags of these members' own programs; they go before those of the fleet"),
    ],
    check: { cluster, node, reading in
      if cluster.fidelity == .capacity {
        reading.problem(
          in: "fidelity", node["fidelity"] ?? node,
          "\"capacity\" is not in this version of Regatta; use \"nodes\" or \"objects\"")
      }
      reading.noteDuplicates(
        cluster.pools.map(\.name), at: node["pools"], field: "pools", what: "pool")
    })
}

/// A pool of equal nodes.
public struct PoolSection: Sendable, Equatable {
  package var name = "default"
  package var count = 1
  package var zones: [String] = []
  package var shape = ""
  package var cpu: Amount?
  package var memory: Amount?
  package var ephemeralStorage: Amount?
  package var gpu: Int?
  package var pods = 110
  package var labels: [String: String] = [:]
  package var taints: [TaintSection] = []
  package var autoscaling: AutoscalingSection?

  /// The most nodes that the pool can ever have in one cluster.
  package var most: Int { autoscaling?.max ?? count }

  static let declaration = Declaration<PoolSection>(
    "Pool", "Nodes of one shape. They are dealt to its zones in turn.", initial: PoolSection.init,
    fields: [
      .field("name", \.name, .name, "The pool's name, unique within the cluster"),
      .required(
        "count", \.count, .integer(0...1_000_000),
        "Nodes in each cluster, at least 1; with `autoscaling` those at the start, which may be 0"),
      .field(
        "zones", \.zones, .list(of: .text), "Zones of the nodes; empty: those of the cluster"),
      .field(
        "shape", \.shape, .text,
        "A machine shape such as `openb/96c-384g-8xg2`; `regatta list shapes` names them"),
      .optional("cpu", \.cpu, .cpu, "Cores per node, such as `16` or `15500m`"),
      .optional("memory", \.memory, .bytes, "Memory per node, such as `64Gi`"),
      .optional(
        "ephemeralStorage", \.ephemeralStorage, .bytes, "Local storage per node; absent: 100Gi"),
      .optional("gpu", \.gpu, .integer(0...64), "Devices of `nvidia.com/gpu` per node; absent: 0"),
      .field("pods", \.pods, .integer(1...10_000), "Pod slots per node"),
      .field("labels", \.labels, .map(of: .text), "Labels of the Node objects"),
      .field(
        "taints", \.taints, .list(of: TaintSection.declaration.shape), "Taints of the Node objects"
      ),
      .optional(
        "autoscaling", \.autoscaling, AutoscalingSection.declaration.shape,
        "Lets the cluster autoscaler move the number of nodes; needs fidelity `objects`"),
    ],
    check: { pool, node, reading in
      let bounds = pool.autoscaling.map { $0.min...$0.max } ?? 1...1_000_000
      if !bounds.contains(pool.count) {
        reading.problem(
          in: "count", node["count"] ?? node,
          "\(pool.count) is outside \(bounds.lowerBound) to \(bounds.upperBound)")
      }
      if !pool.shape.isEmpty {
        guard let machine = MachineShape.openb(named: pool.shape) else {
          reading.problem(
            in: "shape", node["shape"] ?? node, "unknown machine shape \"\(pool.shape)\"",
            suggestion: nearestName(to: pool.shape, among: MachineShape.openb.map(\.scenarioName)))
          return
        }
        pool.cpu = pool.cpu ?? Amount(text: "\(machine.milliCPU)m", value: machine.milliCPU)
        pool.memory =
          pool.memory
          ?? Amount(text: "\(machine.memoryMiB)Mi", value: machine.memoryMiB << 20)
        pool.gpu = pool.gpu ?? Int(machine.gpuCount)
      }
      pool.ephemeralStorage = pool.ephemeralStorage ?? Amount(text: "100Gi", value: 100 << 30)
      pool.gpu = pool.gpu ?? 0
      if pool.cpu == nil || pool.memory == nil {
        reading.problem(node, "a pool needs either a shape, or cpu and memory")
      }
    })
}

/// A taint as Kubernetes writes it.
public struct TaintSection: Sendable, Equatable {
  package var key = ""
  package var value = ""
  package var effect = Effect.noSchedule

  /// What a taint does.
  public enum Effect: String, Sendable, CaseIterable {
    case noSchedule = "NoSchedule"
    case preferNoSchedule = "PreferNoSchedule"
    case noExecute = "NoExecute"
  }

  static let declaration = Declaration<TaintSection>(
    "Taint", "A taint as Kubernetes writes it.", initial: TaintSection.init,
    fields: [
      .required("key", \.key, .text, "The taint's key"),
      .field("value", \.value, .text, "The taint's value"),
      .required("effect", \.effect, .choice, "What it does"),
    ])
}

/// `spec.fleet.network`.
public struct NetworkSection: Sendable, Equatable {
  package var hub = ""
  package var sameRegion = Distribution.lognormal(median: 0.0015, sigma: 0.3)
  package var sameContinent = Distribution.lognormal(median: 0.03, sigma: 0.3)
  package var intercontinental = Distribution.lognormal(median: 0.15, sigma: 0.3)

  static let declaration = Declaration<NetworkSection>(
    "Network", "Where the hub stands and how long a round trip to it takes.",
    initial: NetworkSection.init,
    fields: [
      .field("hub", \.hub, .text, "The hub's region; empty: the first region"),
      .field(
        "sameRegion", \.sameRegion, .durations, "Round trip between hub and a member of its region"),
      .field(
        "sameContinent", \.sameContinent, .durations,
        "Round trip to another region of the continent"
      ),
      .field(
        "intercontinental", \.intercontinental, .durations, "Round trip to another continent"),
    ])
}

extension Reading {
  /// Notes names that occur twice.
  func noteDuplicates(_ names: [String], at list: Node?, field: String, what: String) {
    var seen: Set<String> = []
    for (index, name) in names.enumerated() where !seen.insert(name).inserted {
      let node = list?.array?[index] ?? list ?? .null
      within("\(field)[\(index)]") { problem(node, "the \(what) \"\(name)\" is given twice") }
    }
  }
}

extension MachineShape {
  /// The name as scenarios write it, with the data set in front.
  public var scenarioName: String { "openb/" + name }

  /// The shape that a scenario names.
  static func openb(named name: String) -> MachineShape? {
    openb.first { $0.scenarioName == name }
  }
}
