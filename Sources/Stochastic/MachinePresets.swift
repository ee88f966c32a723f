/// What is assumed about the machines of a cloud provider when nothing else is said.
public enum MachinePresets {
  /// From the request for a virtual machine to a node that runs pods: lognormal, a median of 4
  /// minutes, σ 0.6. The same as the replacement of a broken node in `cloud-default`.
  public static let provisioning = Distribution.lognormal(median: 240, sigma: 0.6)
  /// From the request to delete a virtual machine to its node being gone: a minute.
  public static let deletion = Distribution.constant(60)
  /// Where these numbers come from.
  public static let provenance = Provenance.assumption
}
