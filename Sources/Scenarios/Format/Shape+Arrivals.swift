import Documents
import Stochastic

extension Shape where Value == ArrivalProcess {
  /// An arrival process, such as `poisson(rate: 30/h)`.
  static let arrivals = Shape(
    word: "arrival process", schema: { _ in ["type": "string"] },
    read: { node, reading in
      guard let text = node.string else {
        reading.problem(
          node,
          "expected an arrival process such as poisson(rate: 30/h), got \(node.kindDescription)")
        return nil
      }
      do throws(DistributionError) {
        return try ArrivalProcess(parsing: text, observations: reading.observations)
      } catch {
        reading.problem(node, "\(error)")
        return nil
      }
    },
    write: { Node($0.description) })
}
