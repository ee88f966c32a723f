import KubernetesAPI

/// Places many pods one after the other, first where each was placed last time.
///
/// Mirrors: `kubernetes-autoscaler@70920d3c6
/// cluster-autoscaler/simulator/scheduling/hinting_simulator.go`.
public struct HintingPlacement: Sendable {
  private var current: [String: String] = [:]
  private var old: [String: String] = [:]

  /// No pod has a place yet.
  public init() {}

  /// Places pods in order.
  ///
  /// - Parameters:
  ///   - stopsAtFailure: Whether the first pod without a place ends it.
  ///   - afterwards: Called after each pod that was placed.
  /// - Returns: Where each pod went; nil for nowhere, also for pods after the end.
  public mutating func place(
    _ pods: [ObservedPod], in snapshot: inout AutoscalerSnapshot, stopsAtFailure: Bool,
    where isAcceptable: (String) -> Bool,
    afterwards: (inout AutoscalerSnapshot) -> Void = { _ in }
  ) -> [String?] {
    var unschedulable = PodEquivalence.Unschedulable()
    var places: [String?] = []
    for pod in pods {
      let key = Self.key(pod.pod)
      var place: String?
      if let hint = current[key] ?? old[key], snapshot.entries[hint] != nil, isAcceptable(hint),
        snapshot.schedule(pod, on: hint) == .fits
      {
        place = hint
      } else if !unschedulable.contains(pod.pod) {
        place = snapshot.schedule(pod, where: isAcceptable)
        if place == nil { unschedulable.insert(pod.pod) }
      }
      places.append(place)
      if let place {
        current[key] = place
        afterwards(&snapshot)
      } else if stopsAtFailure {
        break
      }
    }
    while places.count < pods.count { places.append(nil) }
    return places
  }

  /// Forgets places that were not used since the last call.
  public mutating func dropOldHints() {
    old = current
    current = [:]
  }

  private static func key(_ pod: Pod) -> String {
    pod.metadata.uid.isEmpty
      ? "\(pod.metadata.namespace)/\(pod.metadata.name)" : pod.metadata.uid
  }
}
