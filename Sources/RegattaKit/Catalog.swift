import Experiments
import FleetModel
import KubernetesControllers

extension Catalog {
  /// Every system, failure model and member that this build knows: the one list of them.
  public static let standard = Catalog(
    systems: [.karmada, .none],
    makeMembers: { MemberControllers(fleet: $0) },
    makeFailure: { $0.model })
}
