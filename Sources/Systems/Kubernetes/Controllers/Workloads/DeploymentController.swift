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

  /// Pods matter only for a strategy that waits until the last one is gone. The handler asks the
  /// server, not its cache, for the replica sets, whenever a pod is gone.
  func podChanged(_ pod: PodObject, _ event: WatchEvent<PodChange>) {
    guard case .deleted = event, let set = pod.owner as? ReplicaSetObject,
      let deployment = set.deployment, deployment.spec.strategy == .recreate
    else { return }
    loop.requestInHandler { [unowned self] in
      if deployment.replicaSets.allSatisfy({ $0.pods.isEmpty }) { loop.add(deployment.id) }
    }
  }

  func reconcile(_ key: Int32, _ work: Reconciliation) {
    guard let deployment = server.deployments[key] else { return }
    let pass = DeploymentPass(deployment, server: server, loop: loop, isBehind: work.isBehind)
    // Nothing but the conflicts of its writes tells this controller that it reads what was before;
    // the events that it has not seen wake it again.
    if pass.isBehind { loop.add(key) }
    pass.run(work)
  }
}
