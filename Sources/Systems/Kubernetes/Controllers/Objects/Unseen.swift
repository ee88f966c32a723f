import EventKernel

/// What an object was before the changes of the present instant.
///
/// Watch events are on their way when the answer to a write is there already. A pass that is due
/// then begins without them: its informers still hold what was before.
struct Unseen<Reading> {
  private var instant = VirtualTime.never
  private var before: Reading?

  /// Notes what is about to be changed; the first of an instant counts.
  mutating func keep(_ reading: @autoclosure () -> Reading, at now: VirtualTime) {
    guard instant != now else { return }
    instant = now
    before = reading()
  }

  /// What was before the changes of this instant; nil if there were none.
  func reading(at now: VirtualTime) -> Reading? { instant == now ? before : nil }
}
