/// `spec.costs`: what nodes and traffic cost, in a currency of the reader's choice.
public struct CostsSection: Sendable, Equatable {
  package var nodeHour = 0.0
  package var pools: [String: Double] = [:]
  package var egressGiB = 0.0
  package var egressRegions: [String: Double] = [:]

  static let declaration = Declaration<CostsSection>(
    "Costs", "Prices, in any one currency; with them there is the metric `cost.total`.",
    initial: CostsSection.init,
    fields: [
      .field("nodeHour", \.nodeHour, .number(0...1e9), "The price of an hour of a node"),
      .field(
        "pools", \.pools, .map(of: .number(0...1e9)),
        "By node pool: the price of an hour of one of its nodes, instead of `nodeHour`"),
      .field(
        "egressGiB", \.egressGiB, .number(0...1e9),
        "The price of a GiB that leaves a region for the users; see `traffic[].egress`"),
      .field(
        "egressRegions", \.egressRegions, .map(of: .number(0...1e9)),
        "By region: the price of such a GiB, instead of `egressGiB`"),
    ])
}
