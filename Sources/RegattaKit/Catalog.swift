import Experiments
import FleetModel

extension Catalog {
  /// Every system, failure model and member that this build knows: the one list of them.
  public static let standard = Catalog(
    systems: [],
    makeMembers: { _ in preconditionFailure("members are missing") },
    makeFailure: { _, _ in preconditionFailure("failures are missing") })
}
