/// `spec.costs`: what nodes cost, in a currency of the reader's choice.
public struct CostsSection: Sendable, Equatable {
  package var nodeHour = 0.0
  package var pools: [String: Double] = [:]

  static let declaration = Declaration<CostsSection>(
    "Costs", "Prices, in any one currency; with them there is the metric `cost.total`.",
    initial: CostsSection.init,
    fields: [
      .field("nodeHour", \.nodeHour, .number(0...1e9), "The price of an hour of a node"),
      .field(
        "pools", \.pools, .map(of: .number(0...1e9)),
        "By node pool: the price of an hour of one of its nodes, instead of `nodeHour`"),
    ])
}
