/// A kind of machine and how many of it there are.
public struct MachineShape: Sendable, Hashable {
  /// The name that scenarios use: `<cores>c-<GiB>g`, with GPUs followed by `-<count>x<model>`.
  public var name: String
  /// Thousandths of a core.
  public var milliCPU: Int64
  /// MiB.
  public var memoryMiB: Int64
  /// How many GPUs.
  public var gpuCount: Int64
  /// The model of the GPUs; empty without any.
  public var gpuModel: String
  /// How many machines of this shape the source has; the weight when shapes are drawn.
  public var count: Int

  /// A shape.
  public init(
    milliCPU: Int64, memoryMiB: Int64, gpuCount: Int64 = 0, gpuModel: String = "", count: Int = 1
  ) {
    self.milliCPU = milliCPU
    self.memoryMiB = memoryMiB
    self.gpuCount = gpuCount
    self.gpuModel = gpuModel
    self.count = count
    let accelerators = gpuCount > 0 ? "-\(gpuCount)x\(gpuModel.lowercased())" : ""
    name = "\(milliCPU / 1000)c-\(memoryMiB / 1024)g\(accelerators)"
  }

  /// The distinct shapes of some machines, the most frequent first, then by name.
  public static func distinct(in nodes: [OpenbNode]) -> [MachineShape] {
    var counts: [MachineShape: Int] = [:]
    for node in nodes {
      let shape = MachineShape(
        milliCPU: node.milliCPU, memoryMiB: node.memoryMiB, gpuCount: node.gpuCount,
        gpuModel: node.gpuModel)
      counts[shape, default: 0] += 1
    }
    // order-free: sorted below by a total order
    let shapes = counts.map { shape, count in
      var counted = shape
      counted.count = count
      return counted
    }
    return shapes.sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  /// Reads a table with the columns `cpu_milli, memory_mib, gpu, model, count`.
  public static func read(path: String) throws(TraceError) -> [MachineShape] {
    try TraceTable(path: path).map { row throws(TraceError) in
      MachineShape(
        milliCPU: try row.integer("cpu_milli", in: 1...1 << 40),
        memoryMiB: try row.integer("memory_mib", in: 1...1 << 40),
        gpuCount: try row.integer("gpu", in: 0...1024), gpuModel: try row.text("model"),
        count: Int(try row.integer("count", in: 1...1 << 40)))
    }
  }

  /// The shape of that name among openb's.
  public static func named(_ name: String) -> MachineShape? {
    openb.first { $0.name == name }
  }

  /// The shapes of the 1,523 machines of the openb trace.
  ///
  /// Condensed from `openb_node_list_all_node.csv` (Alibaba cluster-trace-gpu-v2023, the file also
  /// in hkust-adsl/kubernetes-scheduler-simulator under Apache-2.0). Weng et al., USENIX ATC 2023.
  public static let openb: [MachineShape] = [
    shape(96_000, 393_216, 8, "G2", 549), shape(104_000, 524_288, 2, "T4", 387),
    shape(32_000, 262_144, 0, "", 129), shape(16_000, 122_880, 2, "P100", 107),
    shape(96_000, 524_288, 0, "", 59), shape(128_000, 786_432, 8, "G3", 39),
    shape(96_000, 393_216, 0, "", 30), shape(32_000, 131_072, 4, "V100M16", 28),
    shape(32_000, 131_072, 0, "", 23), shape(64_000, 262_144, 2, "P100", 22),
    shape(64_000, 524_288, 0, "", 22), shape(96_000, 786_432, 8, "V100M32", 21),
    shape(104_000, 524_288, 0, "", 20), shape(8_000, 32_768, 1, "V100M16", 19),
    shape(96_000, 393_216, 4, "T4", 17), shape(32_000, 65_536, 0, "", 10),
    shape(48_000, 376_832, 4, "V100M32", 9), shape(64_000, 262_144, 0, "", 8),
    shape(64_000, 262_144, 8, "V100M16", 7), shape(64_000, 131_072, 0, "", 4),
    shape(104_000, 786_432, 0, "", 3), shape(8_000, 61_440, 1, "P100", 3),
    shape(128_000, 1_048_576, 1, "A10", 2), shape(8_000, 61_440, 2, "P100", 2),
    shape(104_000, 196_608, 0, "", 1), shape(82_000, 344_064, 8, "V100M16", 1),
    shape(96_000, 786_432, 0, "", 1),
  ]

  private static func shape(
    _ milliCPU: Int64, _ memoryMiB: Int64, _ gpuCount: Int64, _ gpuModel: String, _ count: Int
  ) -> MachineShape {
    MachineShape(
      milliCPU: milliCPU, memoryMiB: memoryMiB, gpuCount: gpuCount, gpuModel: gpuModel,
      count: count)
  }
}
