import Conformance
import Documents
import EventKernel
import Kubernetes
import Stochastic

/// Replays one recorded case of the cluster autoscaler.
enum AutoscalerTimelineRun {
  /// What came of it.
  struct Outcome {
    var changes: [TimelineChange]
    /// Starts of loops, in seconds.
    var loops: [Double]
  }

  /// Replays a case.
  ///
  /// What came in each of the recording's few runs may still be up to a map's order. Likely orders
  /// have the best chance to bring it in ours, so they are the default.
  ///
  /// - Parameter seed: Draws what upstream leaves to chance; nil always takes the first.
  static func replay(
    _ vector: VectorCase, seed: UInt64?, mapOrder: ClusterAutoscaler.MapOrder = .likeliest,
    mode: LoopMode = .ticking
  ) throws -> Outcome {
    let input = try AutoscalerTimelineInput(vector.input, file: vector.id)
    var options = AutoscalerOptions()
    // order-free: each flag is set alone.
    for (flag, value) in input.settings.sorted(by: { $0.key < $1.key }) {
      try options.set(flag, to: value)
    }
    let period = Double(max(0, options.scanInterval)) / 1e9 + input.loopSeconds
    guard period >= 1e-3, input.durationSeconds / period < 1e6 else {
      throw DocumentError(file: vector.id, problem: "there would be too many loops")
    }
    let simulation = Simulation()
    let recorder = AutoscalerTimelineRecorder(simulation: simulation)
    func stream(_ entity: String) -> RandomStream? {
      seed.map {
        RandomStream(StreamSeed(master: $0), entity: "\(vector.id)/\(entity)", purpose: "map-order")
      }
    }
    let world = AutoscalerTimelineWorld(
      input, recorder: recorder, stream: mapOrder == .drawn ? stream("world") : nil,
      simulation: simulation)
    let autoscaler = ClusterAutoscaler(
      options: options, cluster: world, provider: world, simulation: simulation,
      stream: stream("autoscaler"), loopDuration: .seconds(input.loopSeconds),
      mapOrder: mapOrder, mode: mode)
    autoscaler.observer = recorder
    world.autoscaler = autoscaler
    simulation.run(until: VirtualTime(seconds: input.durationSeconds))
    world.autoscaler = nil
    return Outcome(changes: recorder.changes, loops: recorder.loops)
  }
}
