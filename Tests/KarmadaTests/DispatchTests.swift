import Documents
import Karmada
import KubernetesAPI
import Testing

/// Which clusters get what, and what follows.
@Suite struct DispatchTests {
  private func target(_ name: String, _ replicas: Int32 = 0) -> TargetCluster {
    TargetCluster(name: name, replicas: replicas)
  }

  @Test func worksGoToTargetsAndToThoseThatNeedThem() {
    let merged = WorkTargets.merged(
      [target("a", 1)],
      requiredBy: [
        BindingSnapshot(namespace: "n", name: "x", clusters: [target("a", 5), target("b", 2)]),
        BindingSnapshot(namespace: "n", name: "y", clusters: [target("b", 9), target("c")]),
      ])
    #expect(merged == [target("a", 1), target("b", 2), target("c")])
  }

  @Test func purgeModesDecideAboutTheOldWork() {
    let keeps = { (mode: String) in
      WorkTargets.keepsWork(
        in: "old", clusters: [target("new")], requiredBy: [],
        tasks: [EvictionTask(fromCluster: "old", purgeMode: mode)])
    }
    #expect(keeps("Gracefully") && keeps("Never") && !keeps("Directly"))
    #expect(
      !WorkTargets.keepsWork(in: "old", clusters: [target("new")], requiredBy: [], tasks: []))
    let direct = [EvictionTask(fromCluster: "old", purgeMode: "Directly")]
    #expect(WorkTargets.waitsForPurge(direct) { $0 == "old" })
    #expect(!WorkTargets.waitsForPurge(direct) { _ in false })
  }

  @Test func suspensionHoldsBack() throws {
    let read = { (yaml: Node) throws -> Suspension in
      try NodeDecoder(file: "test").decode(Suspension.self, from: yaml)
    }
    let some = try read(["dispatchingOnClusters": ["clusterNames": ["b"]]])
    #expect(!WorkTargets.isDispatchingSuspended(nil, to: "a"))
    #expect(!WorkTargets.isDispatchingSuspended(some, to: "a"))
    #expect(WorkTargets.isDispatchingSuspended(some, to: "b"))
    #expect(WorkTargets.isDispatchingSuspended(try read(["dispatching": true]), to: "a"))
    #expect(WorkTargets.isSchedulingSuspended(try read(["scheduling": true])))
    #expect(!WorkTargets.isSchedulingSuspended(some))
  }

  @Test func completionsFollowReplicas() {
    let targets = [target("a", 1), target("b", 3)]
    let shares = WorkTargets.completions(
      8, among: targets, replicas: 4, isDivided: true, uid: "")
    #expect(shares == [target("a", 2), target("b", 6)])
    #expect(
      WorkTargets.completions(nil, among: targets, replicas: 4, isDivided: true, uid: "") == nil)
    #expect(
      WorkTargets.completions(8, among: targets, replicas: 4, isDivided: false, uid: "") == nil)
  }

  // MARK: Preserved state

  @Test func stateGoesAlongOnlyToOneNewCluster() {
    var task = EvictionTask(fromCluster: "old", purgeMode: "Directly")
    task.preservedLabelState = ["state": "7"]
    task.clustersBeforeFailover = ["old"]
    let injected = { (cluster: String, count: Int) in
      PreservedState.injected(into: cluster, tasks: [task], targetCount: count)
    }
    #expect(injected("new", 1) == ["state": "7"])
    #expect(injected("old", 1).isEmpty && injected("new", 2).isEmpty)
    task.purgeMode = "Gracefully"
    #expect(injected("new", 1).isEmpty)
    #expect(PreservedState.injected(into: "new", tasks: [], targetCount: 1).isEmpty)
  }

  @Test func pathsReadTheStatus() throws {
    let status: Node = [
      "replicas": 1_000_000, "phase": "Running", "ok": true,
      "list": [["ip": "1.2.3.4"], ["ip": "5.6.7.8"]], "map": ["b": 2, "a": 1],
    ]
    let text = { (path: String) throws -> String in
      try StatusPath(parsing: path).text(in: status)
    }
    #expect(try text("{.phase}") == "Running")
    #expect(try text("{.replicas}") == "1e+06")
    #expect(try text("{.ok}-{.map.a}") == "true-1")
    #expect(try text("{.list[0].ip}") == "1.2.3.4")
    #expect(try text("{.list[-1].ip}") == "5.6.7.8")
    #expect(try text("{.list[*].ip}") == "1.2.3.4 5.6.7.8")
    #expect(try text("{.list[0:1].ip}") == "1.2.3.4")
    #expect(try text("{['phase']}") == "Running")
    #expect(try text("{.map['a','b']}") == "1 2")
    #expect(try text("{..ip}") == "1.2.3.4 5.6.7.8")
    #expect(try text("{.map}") == "{\"a\":1,\"b\":2}")
    for wrong in ["{.none}", "{.list[7].ip}", "{.phase[0]}"] {
      #expect(throws: StatusPath.Failure.self) { try text(wrong) }
    }
    for wrong in ["{.a", "{[", "{[x]}", "{.a[?(@.b==1)]}", "{!}", "{'a}"] {
      #expect(throws: StatusPath.Failure.self) { try StatusPath(parsing: wrong) }
    }
  }

  // MARK: Dependencies

  @Test func podsNeedWhatTheyName() {
    let deployment: Node = [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["namespace": "n", "name": "d"],
      "spec": [
        "template": [
          "spec": [
            "serviceAccountName": "robot", "imagePullSecrets": [["name": "pull"]],
            "initContainers": [["envFrom": [["configMapRef": ["name": "env"]]]]],
            "containers": [
              ["env": [["valueFrom": ["secretKeyRef": ["name": "key"]]], ["value": "plain"]]]
            ],
            "volumes": [
              ["configMap": ["name": "files"]], ["secret": ["secretName": "tls"]],
              ["persistentVolumeClaim": ["claimName": "data"]],
              [
                "projected": [
                  "sources": [["secret": ["name": "p"]], ["configMap": ["name": "q"]]]
                ]
              ], ["emptyDir": [:]],
            ],
          ]
        ]
      ],
    ]
    let names = Dependencies.of(deployment)?.map { "\($0.kind)/\($0.namespace)/\($0.name)" }
    #expect(
      names == [
        "ConfigMap/n/env", "ConfigMap/n/files", "ConfigMap/n/q", "Secret/n/key", "Secret/n/p",
        "Secret/n/pull", "Secret/n/tls", "ServiceAccount/n/robot",
        "PersistentVolumeClaim/n/data",
      ])
    var set = deployment
    set.set("kind", "StatefulSet")
    var spec = set["spec"] ?? .null
    spec.set("volumeClaimTemplates", [["metadata": ["name": "data"]]])
    set.set("spec", spec)
    #expect(Dependencies.of(set)?.count == 8)
    #expect(Dependencies.of(["apiVersion": "v1", "kind": "ConfigMap"]) == nil)
  }

  @Test func importedServicesNeedTheirSlices() {
    let needed = Dependencies.of([
      "apiVersion": "multicluster.x-k8s.io/v1alpha1", "kind": "ServiceImport",
      "metadata": ["namespace": "n", "name": "web"],
    ])
    #expect(needed?.map(\.kind) == ["Service", "EndpointSlice"])
    let slice = PolicySelection.Resource(
      apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace: "n", name: "x",
      labels: ["kubernetes.io/service-name": "derived-web"])
    #expect(needed?[1].matches(slice) == true && needed?[0].matches(slice) == false)
    let reference = WorkloadReference(
      apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice", namespace: "n", name: "x")
    #expect(!AttachedBindings.isOrphan(reference, labels: slice.labels, of: needed ?? []))
    #expect(AttachedBindings.isOrphan(reference, labels: nil, of: needed ?? []))
  }

  @Test func attachedBindingsFollow() {
    let first = BindingSnapshot(namespace: "n", name: "x", clusters: [target("a")])
    let moved = BindingSnapshot(namespace: "n", name: "x", clusters: [target("b")])
    let other = BindingSnapshot(namespace: "n", name: "y", clusters: [target("c")])
    #expect(AttachedBindings.attach(moved, to: [first, other]) == [moved, other])
    #expect(AttachedBindings.attach(other, to: [first]) == [first, other])
    #expect(AttachedBindings.detach(first, from: [moved, other]) == [other])
    #expect(AttachedBindings.follows(wanted: false, before: true, isScheduled: false))
    #expect(!AttachedBindings.follows(wanted: true, before: nil, isScheduled: false))
  }

  @Test func oneThatOverwritesIsEnough() {
    let mixed = AttachedBindings.strategy(of: [("", false), ("Overwrite", false)])
    #expect(mixed.conflictResolution == "Overwrite" && mixed.preserveResourcesOnDeletion == false)
    #expect(mixed.conflicts.count == 1)
    let alone = AttachedBindings.strategy(of: [("Abort", true)])
    #expect(alone.conflictResolution == "Abort" && alone.preserveResourcesOnDeletion == true)
    #expect(AttachedBindings.strategy(of: []).preserveResourcesOnDeletion == nil)
  }

  // MARK: Services of several clusters

  @Test func slicesGoToEveryConsumerButTheirOwn() {
    let served = ServedKinds([("discovery.k8s.io/v1", "EndpointSlice")])
    let states: [String: MultiClusterServices.ClusterState] = [
      "a": .init(isReady: true, servedKinds: served, listIsComplete: true),
      "b": .init(isReady: true, servedKinds: ServedKinds([]), listIsComplete: false),
      "c": .init(isReady: true, servedKinds: ServedKinds([]), listIsComplete: true),
      "d": .init(isReady: false, servedKinds: served, listIsComplete: true),
    ]
    let state = { states[$0] ?? .notFound }
    let consumers = MultiClusterServices.clusters(named: [], of: ["d", "c", "b", "a"])
    let result = MultiClusterServices.dispatch(
      from: "a", to: consumers + ["e"], state: state)
    #expect(result.reached == ["b"])
    #expect(result.skipped.map(\.cluster) == ["c", "d", "e"])
    #expect(result.skipped.map(\.state) == [.lacksEndpointSlices, .notReady, .notFound])
    #expect(MultiClusterServices.orphans(among: ["a", "x"], consumers: consumers) == ["x"])
    #expect(MultiClusterServices.sliceName("web-1", from: "a") == "a-web-1")
    #expect(
      MultiClusterServices.serviceClusters(providers: ["b"], consumers: ["a", "b"]) == ["a", "b"])
  }
}
