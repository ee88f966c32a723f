import Stochastic
import Testing

@Suite("Presets")
struct PresetTests {
  @Test("every law can be written down and read back")
  func roundTrip() throws {
    for preset in FailurePreset.all {
      #expect(FailurePreset.named(preset.name) == preset)
      for law in preset.laws {
        #expect(!law.provenance.isEmpty)
        #expect(try Distribution(parsing: law.timeToFailure.description) == law.timeToFailure)
        #expect(try Distribution(parsing: law.repair.description) == law.repair)
        #expect(law.timeToFailure.isDuration && law.repair.isDuration)
      }
    }
    for law in WorkloadLaw.all {
      #expect(WorkloadLaw.named(law.name) == law)
      #expect(try Distribution(parsing: law.law.description) == law.law)
    }
    #expect(Set(FailurePreset.all.map(\.name)).count == 47)
  }

  @Test("the LANL fit has the availability of the closed form")
  func lanl() throws {
    let law = try #require(FailurePreset.named("lanl-2005-weibull")?.law(for: "node"))
    let (up, down) = (law.timeToFailure.mean / 3600, law.repair.mean / 3600)
    #expect(abs(up - 1766.140477) < 1e-6)
    #expect(abs(down - 3.433252114) < 1e-9)
    #expect(abs(down / (up + down) - 0.00194015771) < 1e-11)
  }

  @Test("8 % of servers a year see a permanent hardware failure")
  func magnitudes() throws {
    let law = try #require(FailurePreset.cloudDefault.law(for: "node-permanent"))
    #expect(abs(31_557_600 / law.timeToFailure.mean - 0.083) < 0.001)
  }
}
