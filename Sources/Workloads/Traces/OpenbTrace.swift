/// A machine of the openb trace (Alibaba, GPU cluster, 2023).
public struct OpenbNode: Sendable, Equatable {
  /// The name.
  public var name: String
  /// Thousandths of a core.
  public var milliCPU: Int64
  /// MiB.
  public var memoryMiB: Int64
  /// How many GPUs.
  public var gpuCount: Int64
  /// The model of the GPUs; empty without any. G1 to G3 are undisclosed.
  public var gpuModel: String

  /// Reads `openb_node_list_*.csv`, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [OpenbNode] {
    try read(TraceTable(path: path, limits: limits))
  }

  /// Reads a table with the columns `sn, cpu_milli, memory_mib, gpu, model`.
  public static func read(_ table: TraceTable) throws(TraceError) -> [OpenbNode] {
    try table.map { row throws(TraceError) in
      OpenbNode(
        name: try row.text("sn"), milliCPU: try row.integer("cpu_milli", in: 1...1 << 40),
        memoryMiB: try row.integer("memory_mib", in: 1...1 << 40),
        gpuCount: try row.integer("gpu", in: 0...1024), gpuModel: try row.text("model"))
    }
  }
}

/// A task of the openb trace, one pod each.
public struct OpenbPod: Sendable, Equatable {
  /// The name.
  public var name: String
  /// Thousandths of a core.
  public var milliCPU: Int64
  /// MiB.
  public var memoryMiB: Int64
  /// How many GPUs, 0 to 8.
  public var gpuCount: Int64
  /// Thousandths of one GPU when there is one; 1,000 for whole ones.
  public var milliGPU: Int64
  /// The GPU models that will do; empty for any.
  public var gpuModels: [String]
  /// The class of service: LS (latency-sensitive), BE (best effort), Burstable or Guaranteed.
  public var serviceClass: String
  /// How the task ended.
  public var phase: String
  /// When it was created, in seconds from the start of the trace; nil in files without times.
  public var creation: Int64?
  /// When it was deleted; nil if unknown.
  public var deletion: Int64?
  /// When it was scheduled; nil if never.
  public var scheduled: Int64?

  /// Reads `openb_pod_list_*.csv`, plain or compressed.
  public static func read(
    path: String, limits: TraceLimits = TraceLimits()
  ) throws(TraceError) -> [OpenbPod] {
    try read(TraceTable(path: path, limits: limits))
  }

  /// Reads a table with the columns `name, cpu_milli, memory_mib, num_gpu, gpu_milli` and, in most
  /// files, `gpu_spec, qos, pod_phase, creation_time, deletion_time, scheduled_time`.
  public static func read(_ table: TraceTable) throws(TraceError) -> [OpenbPod] {
    let isFull = table.columns.contains("creation_time")
    return try table.map { row throws(TraceError) in
      var pod = OpenbPod(
        name: try row.text("name"), milliCPU: try row.integer("cpu_milli", in: 0...1 << 40),
        memoryMiB: try row.integer("memory_mib", in: 0...1 << 40),
        gpuCount: try row.integer("num_gpu", in: 0...1024),
        milliGPU: try row.integer("gpu_milli", in: 0...1000), gpuModels: [], serviceClass: "",
        phase: "")
      guard isFull else { return pod }
      pod.gpuModels = try row.text("gpu_spec").split(separator: "|").map(String.init)
      pod.serviceClass = try row.text("qos")
      pod.phase = try row.text("pod_phase")
      pod.creation = try row.integer("creation_time")
      pod.deletion = try row.optionalInteger("deletion_time")
      // Written as a decimal in some files.
      pod.scheduled =
        try row.text("scheduled_time").isEmpty ? nil : Int64(try row.number("scheduled_time"))
      return pod
    }
  }
}
