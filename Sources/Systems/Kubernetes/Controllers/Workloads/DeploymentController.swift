import EventKernel
import Kubernetes

/// Rolls deployments out.
///
/// Replica sets without an owner are not adopted.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/deployment/deployment_controller.go`.
final class DeploymentController: Reconciler, APIWatcher {
  unowned let server: APIServer
  private(set) var loop: ControllerLoop!

  init(server: APIServer, client: APIClient, workers: Int = 5) {
    self.server = server
    loop = ControllerLoop("deployment", self, workers: workers, client: client, server.simulation)
    loop.maxRetries = 15
    server.watch(self)
  }

  func start() { loop.start() }
  func stop() { loop.stop() }

  func objectChanged(_ object: any APIObject, _ event: WatchEvent<ObjectChange>) {
    if let set = object as? ReplicaSetObject {
      if let deployment = set.deployment { loop.add(deployment.id) }
    } else if let deployment = object as? DeploymentObject {
      loop.add(deployment.id)
    }
  }

  /// Pods matter only for a strategy that waits until the last one is gone.
  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard case .deleted = event, let set = pod.owner as? ReplicaSetObject,
      let deployment = set.deployment, deployment.spec.strategy == .recreate,
      deployment.replicaSets.allSatisfy({ $0.pods.isEmpty })
    else { return }
    loop.add(deployment.id)
  }

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let deployment = server.deployments[key] else { return }
    DeploymentPass(deployment, server: server, loop: loop).run(work)
  }
}
