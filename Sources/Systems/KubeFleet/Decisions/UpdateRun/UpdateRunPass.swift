import KubernetesAPI

/// What a pass wants written beside the run's status.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/execution.go`.
public enum UpdateRunAction: Sendable, Equatable {
  /// The binding becomes Bound with this version and way of applying, and its condition
  /// RolloutStarted becomes true at its then generation.
  case release(
    binding: Int, resourceSnapshotName: String, overrides: RolloutPicking.Overrides,
    applyStrategy: ApplyStrategy?)
  /// The binding is deleted.
  case delete(binding: Int)
  /// An approval is asked for.
  case createApproval(name: String, stage: String)
  /// An approval was taken note of.
  case acceptApproval(name: String)
}

/// One pass over an update run: a pure step of a state machine.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/controller.go` (Reconcile), vectors
/// `updaterun-execute`.
public struct UpdateRunPass: Sendable {
  /// When the next pass comes by itself.
  public enum Next: Sendable, Equatable {
    /// Only when something changes.
    case none
    /// After that many nanoseconds; 0 means with the queue's back-off, which goes on growing.
    case after(Int64)
    /// With the queue's error back-off.
    case error(String)
  }

  /// The run with its new status.
  public internal(set) var run: StagedUpdateRun
  /// What is written, in order.
  public internal(set) var actions: [UpdateRunAction] = []
  /// When the next pass comes.
  public internal(set) var next = Next.none

  let world: UpdateRunWorld
  let now: Int64
  /// Places in the world's bindings.
  var selected: [Int] = []
  var toBeDeleted: [Int] = []

  /// Makes a pass at a time in nanoseconds since 1970.
  public init(_ run: StagedUpdateRun, in world: UpdateRunWorld, now: Int64) {
    self.run = run
    self.world = world
    self.now = now
    reconcile(run)
  }

  /// - Parameter before: The run to go back to if the pass is to be tried again.
  private mutating func reconcile(_ before: StagedUpdateRun) {
    run.truncateTimes()
    let stage: Int?
    if !run.initialized.isTrue {
      if run.initialized.isFalse { return }
      do throws(UpdateRunFailure) {
        try initialize()
      } catch {
        if error.isAborted {
          run.initialized.set(.no, "UpdateRunInitializedFailed", error.message, now: now)
        } else {
          run = before
          next = .error(error.message)
        }
        return
      }
      stage = 0
    } else {
      if run.succeeded.isTrue || run.succeeded.isFalse { return }
      do throws(UpdateRunFailure) {
        stage = try validate()
      } catch {
        if error.isAborted {
          fail(error.message)
        } else {
          run = before
          next = .error(error.message)
        }
        return
      }
    }
    guard let stage else {
      succeed()
      return
    }
    advance(stage)
  }

  private mutating func advance(_ stage: Int) {
    switch run.state {
    case .initialize: break
    case .run: finish(execute(stage)) { $0.succeed() }
    case .stop:
      finish(stop(stage)) { pass in
        pass.run.progressing.set(
          .no, "UpdateRunStopped", "The update run has been stopped", now: pass.now)
      }
    case nil:
      fail(
        UpdateRunFailure.unexpected("found unsupported updateRun state: \(run.spec.state ?? "")"))
    }
  }

  /// What executing or stopping a stage came to.
  enum Outcome {
    case finished
    case wait(Int64)
    case failed(UpdateRunFailure)
  }

  private mutating func finish(
    _ outcome: Outcome, whenFinished: (inout UpdateRunPass) -> Void
  ) {
    switch outcome {
    case .finished: whenFinished(&self)
    case .wait(let wait): next = .after(wait)
    case .failed(let failure):
      if failure.isAborted {
        fail(failure.message)
      } else {
        next = .error(failure.message)
      }
    }
  }

  private mutating func succeed() {
    run.progressing.set(.no, "UpdateRunSucceeded", "All stages are completed", now: now)
    run.succeeded.set(
      .yes, "UpdateRunSucceeded", "All stages are completed successfully", now: now)
  }

  private mutating func fail(_ message: String) {
    run.progressing.set(
      .no, "UpdateRunFailed", "The stages are aborted due to a non-recoverable error", now: now)
    run.succeeded.set(.no, "UpdateRunFailed", message, now: now)
  }
}

/// Why a pass came to no good.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/updaterun/controller.go`,
/// `pkg/utils/controller/controller.go`.
struct UpdateRunFailure: Error, Equatable {
  /// The whole text.
  var message: String
  /// Whether the run ends here; otherwise the pass is tried again.
  var isAborted: Bool

  static func retryable(_ text: String) -> UpdateRunFailure {
    UpdateRunFailure(message: text, isAborted: false)
  }

  static func aborted(_ text: String) -> UpdateRunFailure {
    UpdateRunFailure(message: "cannot continue the updateRun: " + text, isAborted: true)
  }

  static func invalid(_ text: String) -> UpdateRunFailure {
    aborted("failed to validate the updateRun: " + text)
  }

  static func user(_ text: String) -> String {
    "failed to process the request due to a client error: " + text
  }

  static func unexpected(_ text: String) -> String {
    "unexpected behavior which cannot be handled by the controller: " + text
  }

  /// Several failures in one, as Go aggregates them.
  static func all(_ failures: [UpdateRunFailure]) -> UpdateRunFailure? {
    guard let first = failures.first else { return nil }
    if failures.count == 1 { return first }
    var texts: [String] = []
    for failure in failures where !texts.contains(failure.message) {
      texts.append(failure.message)
    }
    return UpdateRunFailure(
      message: texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]",
      isAborted: failures.contains(where: \.isAborted))
  }
}
