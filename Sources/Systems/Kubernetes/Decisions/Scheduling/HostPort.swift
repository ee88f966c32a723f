import KubernetesAPI

/// A port of a node that a pod takes for itself.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/scheduler/framework/plugins/nodeports/node_ports.go` and
/// `k8s.io/kube-scheduler@v0.36.2 framework/types.go` (HostPortInfo).
public struct HostPort: Sendable, Hashable {
  /// The address of the node; `0.0.0.0` for all.
  public var address: String
  /// `TCP`, `UDP` or `SCTP`.
  public var transport: String
  /// The number.
  public var port: Int32

  /// The port that a container takes; nil if it takes none.
  public init?(_ port: ContainerPort) {
    guard port.hostPort > 0 else { return nil }
    address = port.hostIP.isEmpty ? "0.0.0.0" : port.hostIP
    transport = port.protocol.isEmpty ? "TCP" : port.protocol
    self.port = port.hostPort
  }

  /// The ports that a pod takes: those of its containers and of its restartable init containers.
  public static func all(of spec: PodSpec) -> [HostPort] {
    let beside = spec.initContainers.filter { $0.restartPolicy == "Always" }
    return (beside + spec.containers).flatMap(\.ports).compactMap(HostPort.init)
  }

  /// Whether both cannot be taken on one node.
  public func conflicts(with other: HostPort) -> Bool {
    port == other.port && transport == other.transport
      && (address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0")
  }
}
