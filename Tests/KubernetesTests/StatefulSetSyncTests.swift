import Kubernetes
import Testing

@Suite("Stateful set pass")
struct StatefulSetSyncTests {
  private func ready(_ ordinal: Int32, revision: Int64 = 1) -> StatefulSetSync.Pod {
    StatefulSetSync.Pod(
      ordinal: ordinal, revision: revision, isReady: true, isAvailable: true)
  }

  private func pass(
    _ replicas: Int32, parallel: Bool = false, partition: Int32? = 0, update: Int64 = 1
  ) -> StatefulSetSync {
    StatefulSetSync(
      replicas: replicas, isParallel: parallel, strategy: .rollingUpdate(partition: partition),
      currentRevision: 1, updateRevision: update)
  }

  @Test("in order, a pod waits for its predecessor")
  func ordered() {
    #expect(pass(3).plan([]).portions == [[.create(ordinal: 0, revision: 1)]])
    let starting = StatefulSetSync.Pod(ordinal: 0, revision: 1)
    #expect(pass(3).plan([starting]) == StatefulSetSync.Plan())
    #expect(pass(3).plan([ready(0)]).portions == [[.create(ordinal: 1, revision: 1)]])
  }

  @Test("in order, the highest ordinal goes first, one at a time")
  func scaleDown() {
    let pods = [ready(0), ready(1), ready(2)]
    #expect(pass(1).plan(pods).portions == [[.delete(ordinal: 2)]])
    var terminating = pods
    terminating[2].isTerminating = true
    #expect(pass(1).plan(terminating) == StatefulSetSync.Plan())
  }

  @Test("side by side, pods are made in portions of 1, 2, 4")
  func parallel() {
    let portions = pass(6, parallel: true).plan([]).portions
    #expect(portions.map(\.count) == [1, 2, 3])
  }

  @Test("an update starts at the highest ordinal and stops at the partition")
  func update() {
    let pods = [ready(0), ready(1), ready(2)]
    #expect(pass(3, update: 2).plan(pods).update == .delete(ordinal: 2))
    let updated = [ready(0), ready(1), ready(2, revision: 2)]
    #expect(pass(3, partition: 2, update: 2).plan(updated).update == nil)
    #expect(pass(3, update: 2).plan(updated).update == .delete(ordinal: 1))
  }

  @Test("below the partition, missing pods are made of the old template")
  func partition() {
    #expect(
      pass(2, partition: 1, update: 2).plan([]).portions == [[.create(ordinal: 0, revision: 1)]])
    #expect(
      pass(2, partition: 1, update: 2).plan([ready(0)]).portions
        == [[.create(ordinal: 1, revision: 2)]])
  }

  @Test("negative replicas and strange ordinals are borne")
  func badInput() {
    #expect(pass(-1).plan([ready(-1)]) == StatefulSetSync.Plan())
    #expect(pass(0, parallel: true).plan([]).portions.isEmpty)
  }
}
