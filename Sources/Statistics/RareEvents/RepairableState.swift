/// Which components of a ``RepairableSystem`` are down, and what may happen next.
struct RepairableState: Sendable {
  let system: RepairableSystem
  private(set) var isUp: [Bool]
  /// The components that are down, in the order of their failures.
  private(set) var down: [Int] = []
  /// Their capacity.
  private(set) var missing = 0.0
  /// Of all components that are up.
  private(set) var failureRate: Double
  /// Of all components under repair.
  private(set) var repairRate = 0.0

  /// All are up.
  init(_ system: RepairableSystem) {
    self.system = system
    isUp = [Bool](repeating: true, count: system.components.count)
    failureRate = system.failureRate
  }

  /// The rate at which the state ends.
  var exitRate: Double { failureRate + repairRate }
  /// Whether the capacity is too small.
  var isSystemDown: Bool { isTooMuch(missing) }

  private func isTooMuch(_ missing: Double) -> Bool { system.capacity - missing < system.required }

  /// Fails or repairs the component into whose share of the total rate a number falls.
  mutating func change(at position: Double) {
    var rest = position
    for (place, index) in down.enumerated() where place < system.repairers {
      rest -= system.components[index].repairRate
      if rest < 0 { return repair(at: place) }
    }
    var last: Int?
    for (index, component) in system.components.enumerated() where isUp[index] {
      last = index
      rest -= component.failureRate
      if rest < 0 { break }
    }
    // Rounding may leave a last remainder; it belongs to the last component.
    if let last {
      fail(last)
    } else if !down.isEmpty {
      repair(at: 0)
    }
  }

  /// Fails or repairs a component under balanced failure biasing: with a fixed probability some
  /// component fails, each that is up being as likely as the others.
  ///
  /// - Parameters:
  ///   - failureProbability: Of a failure while some components are up and some down.
  ///   - position: In [0, 1).
  /// - Returns: How many times more likely the change is in truth.
  mutating func changeBiased(failureProbability: Double, at position: Double) -> Double {
    let upCount = isUp.count - down.count
    let bias = down.isEmpty ? 1 : (upCount == 0 ? 0 : failureProbability)
    let exitRate = exitRate
    if position < bias {
      var rest = min(upCount - 1, Int(position / bias * Double(upCount)))
      for index in isUp.indices where isUp[index] {
        if rest == 0 {
          let truth = system.components[index].failureRate / exitRate
          fail(index)
          return truth / (bias / Double(upCount))
        }
        rest -= 1
      }
    }
    let truth = repairRate / exitRate
    change(at: (position - bias) / (1 - bias) * repairRate)
    return truth / (1 - bias)
  }

  /// The expected time for which the capacity is too small in the next state.
  ///
  /// - Complexity: The number of components; squared while the capacity is too small.
  var expectedNextDownTime: Double {
    var sum = 0.0
    for (index, component) in system.components.enumerated()
    where isUp[index] && isTooMuch(missing + component.capacity) {
      let failures = down.count + 1 == isUp.count ? 0 : failureRate - component.failureRate
      let repairs = down.count < system.repairers ? repairRate + component.repairRate : repairRate
      sum += component.failureRate / (failures + repairs)
    }
    guard down.count > 1, isSystemDown else { return sum / exitRate }
    for place in 0..<min(down.count, system.repairers) {
      var next = self
      next.repair(at: place)
      if next.isSystemDown { sum += system.components[down[place]].repairRate / next.exitRate }
    }
    return sum / exitRate
  }

  private mutating func fail(_ index: Int) {
    isUp[index] = false
    down.append(index)
    update()
  }

  private mutating func repair(at place: Int) {
    isUp[down.remove(at: place)] = true
    update()
  }

  private mutating func update() {
    failureRate = system.failureRate
    repairRate = 0
    missing = 0
    for (place, index) in down.enumerated() {
      let component = system.components[index]
      failureRate -= component.failureRate
      if place < system.repairers { repairRate += component.repairRate }
      missing += component.capacity
    }
    if down.count == isUp.count { failureRate = 0 }
  }
}

extension RandomNumberGenerator {
  /// A number in [0, 1).
  mutating func unitUniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
