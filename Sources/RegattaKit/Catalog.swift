import Experiments

extension Catalog {
  /// Every system, failure model and member that this build knows: the one list of them.
  public static let standard = Catalog(
    systems: [.karmada, .kubeFed, .federationV1, .none],
    members: .kubernetes,
    makeFailure: { $0.model })
}
