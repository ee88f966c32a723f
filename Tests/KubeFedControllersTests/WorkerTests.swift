import EventKernel
import KubeFed
import Testing

@testable import KubeFedControllers

/// The queue with its deliverer and back-off, and the settings.
@Suite struct WorkerTests {
  private func worker() -> ReconcileWorker {
    ReconcileWorker(workers: 1, initialBackoff: .seconds(5), maximumBackoff: .seconds(60))
  }

  @Test func aKeyIsQueuedOnceAndComesAgainIfItChangedMeanwhile() {
    var worker = worker()
    worker.add(1)
    worker.add(1)
    worker.add(2)
    #expect(worker.count == 2)
    #expect(worker.take() == 1)
    #expect(worker.take() == nil, "one worker")
    worker.add(1)
    worker.finish(1)
    #expect(worker.take() == 2)
    worker.finish(2)
    #expect(worker.take() == 1)
  }

  @Test func theEarliestDeliveryWins() {
    var worker = worker()
    #expect(worker.alarmToReplace(for: 1, at: VirtualTime(seconds: 9)) == EventHandle.none)
    worker.setAlarm(.none, for: 1, at: VirtualTime(seconds: 9))
    #expect(worker.alarmToReplace(for: 1, at: VirtualTime(seconds: 9)) == nil)
    #expect(worker.alarmToReplace(for: 1, at: VirtualTime(seconds: 8)) != nil)
  }

  @Test func backOffDoublesAndIsForgotten() {
    var worker = worker()
    var delays: [Double] = []
    for second in 0..<6 {
      delays.append(worker.backOff(1, at: VirtualTime(seconds: Double(second))).inSeconds)
    }
    #expect(delays == [5, 10, 20, 40, 60, 60])
    worker.forget(1)
    #expect(worker.backOff(1, at: VirtualTime(seconds: 10)) == .seconds(5))
    #expect(worker.backOff(1, at: VirtualTime(seconds: 200)) == .seconds(5), "long ago")
  }

  @Test func podsWithoutANodeAgeByWholeSeconds() {
    var log = CreationLog()
    log.observe(5, at: VirtualTime(seconds: 10.5))
    log.observe(8, at: VirtualTime(seconds: 50))
    #expect(log.unschedulable(of: 4, at: VirtualTime(seconds: 70)) == 0)
    #expect(log.unschedulable(of: 4, at: VirtualTime(seconds: 70.2)) == 1)
    #expect(log.unschedulable(of: 4, at: VirtualTime(seconds: 111)) == 4)
  }

  @Test func everySettingReadsWhatItSays() throws {
    for program in [
      KubeFedSettings.Program.kubeFed(KubeFedTiming()), .federation(FederationTiming()),
    ] {
      let defaults = KubeFedSettings(program)
      var settings = defaults
      for setting in defaults.all { try settings.set(setting.name, to: setting.preset) }
      #expect(settings == defaults)
      for (name, text) in [
        ("smallDelay", "-1s"), ("smallDelay", "3"), ("KubeAPIBurst", "0"), ("KubeAPIQPS", "nan"),
        ("nothing", "1"), (KubeFedSettings.automatic, "maybe"),
      ] {
        #expect {
          try settings.set(name, to: text)
        } throws: { error in
          "\(error)".hasPrefix(name)
        }
      }
    }
  }
}
