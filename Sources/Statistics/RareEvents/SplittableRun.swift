/// A run of a simulation that can be continued in several ways from where it is.
///
/// A value type copies its state and lets its random streams depend on the path. A simulation of
/// objects can instead remember its events and paths so far and run again from the start.
public protocol SplittableRun {
  /// How near the rare event is: more components down, less capacity left. Infinite while the rare
  /// event holds.
  var importance: Double { get }
  /// Whether the run is over: everything is as at the start again, or time is up.
  var isFinished: Bool { get }
  /// The time since the start of the run, in any one unit.
  var elapsed: Double { get }
  /// For how much of that time the rare event held.
  var rareTime: Double { get }

  /// Goes on to the next event; not called once the run is over.
  mutating func advance()

  /// A run in the same state whose further random draws belong to `path`.
  ///
  /// Equal paths give equal runs, different ones independent runs.
  func branched(_ path: UInt64) -> Self
}
