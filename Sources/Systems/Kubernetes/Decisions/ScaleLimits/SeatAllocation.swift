/// How the seats of the API server are dealt to the priority levels, and lent among them.
///
/// Mirrors: `kubernetes@v1.36.2 staging/src/k8s.io/apiserver/pkg/util/flowcontrol/apf_controller.go`
/// (nominal limits, borrowing every 10 s), `conc_alloc.go` (the fair problem, solved there by a
/// sweep and here by bisection).
public enum SeatAllocation {
  /// `nominalConcurrencyLimit` of each level: its share of the seats, rounded up.
  public static func nominal(seats: Double) -> [Double] {
    let sum = PriorityLevel.allCases.reduce(0) { $0 + $1.shares }
    return PriorityLevel.allCases.map { (seats * $0.shares / sum).rounded(.up) }
  }

  /// The seats of each level at a demand, in the order of `PriorityLevel.allCases`.
  ///
  /// No level falls below what it keeps for itself nor below its own demand up to its nominal
  /// seats; the rest goes to whoever wants more, in proportion to demand. Levels may get more than
  /// they want.
  public static func current(seats: Double, demand: [Double]) -> [Double] {
    let nominal = nominal(seats: seats)
    let levels = PriorityLevel.allCases
    var least: [Double] = []
    var most: [Double] = []
    let lent = zip(levels, nominal).map { ($1 * $0.lendable).rounded() }
    let lendable = lent.reduce(0, +)
    for index in levels.indices {
      let own = nominal[index] - lent[index]
      least.append(max(own, min(nominal[index], demand[index])))
      most.append(nominal[index] + lendable - lent[index])
    }
    let total = nominal.reduce(0, +)
    let targets = zip(least, demand).map { max(1, max($0, $1)) }
    func dealt(_ fraction: Double) -> Double {
      var sum = 0.0
      for index in levels.indices {
        sum += max(least[index], min(most[index], fraction * targets[index]))
      }
      return sum
    }
    var (low, high) = (0.0, max(1, total))
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if dealt(middle) > total { high = middle } else { low = middle }
    }
    return levels.indices.map { max(least[$0], min(most[$0], low * targets[$0])) }
  }
}
