import Experiments
import Foundation
import Synchronization

/// Tells on standard error how far an experiment is: a bar in a terminal, plain lines elsewhere.
final class ProgressMeter: Sendable {
  private struct State {
    var lastTenth = 0
    var isShown = false
  }
  private let start = ContinuousClock.now
  private let isTerminal = isatty(FileHandle.standardError.fileDescriptor) == 1
  private let isQuiet: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  func show(_ progress: Experiment.Progress) {
    if isQuiet { return }
    state.withLock { state in
      if isTerminal {
        state.isShown = true
        write("\r\u{1B}[2K" + bar(progress))
        return
      }
      let tenth = progress.finished * 10 / max(progress.total, 1)
      guard tenth > state.lastTenth else { return }
      state.lastTenth = tenth
      note(words(progress))
    }
  }

  /// Removes the bar.
  func finish() {
    state.withLock { state in
      if state.isShown { write("\r\u{1B}[2K") }
      state.isShown = false
    }
  }

  private func bar(_ progress: Experiment.Progress) -> String {
    let width = 30
    let filled = width * progress.finished / max(progress.total, 1)
    return "[" + String(repeating: "=", count: filled)
      + String(repeating: " ", count: width - filled) + "] " + words(progress)
  }

  private func words(_ progress: Experiment.Progress) -> String {
    var text = "\(progress.finished) of \(progress.total) replications"
    if progress.resumed > 0 { text += " (\(progress.resumed) from before)" }
    let done = progress.finished - progress.resumed
    let left = progress.total - progress.finished
    if done > 0, left > 0 {
      let elapsed = start.duration(to: .now)
      text += ", about \(clock(elapsed * left / done)) left"
    }
    return text
  }

  private func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }
}

/// Tells on standard error how far the search for a setting is.
final class SearchMeter: Sendable {
  private let start = ContinuousClock.now
  private let isQuiet: Bool

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  func show(_ look: CapacityPlanner.Look) {
    if isQuiet { return }
    var text =
      "\(look.setting): \(look.replications) replications, "
      + (look.verdict?.rawValue ?? "not decided yet")
    if look.verdict != nil {
      text += "; setting \(look.decided) of at most \(look.most)"
      let left = look.most - look.decided
      if left > 0 {
        // Settings near the answer take longest: this is an estimate, not a promise.
        let elapsed = start.duration(to: .now)
        text += ", about \(clock(elapsed * left / look.decided)) left"
      }
    }
    note(text)
  }
}

/// A duration as a person says it.
private func clock(_ duration: Duration) -> String {
  let seconds = Int(duration.components.seconds) + 1
  if seconds < 60 { return "\(seconds) s" }
  if seconds < 3600 { return "\(seconds / 60) min \(seconds % 60) s" }
  return "\(seconds / 3600) h \(seconds / 60 % 60) min"
}
