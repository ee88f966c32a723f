/// A digest of an ordered sequence of events. Not cryptographic: it finds differences, not fraud.
struct Fingerprint {
  private(set) var value: UInt64 = 0x6A09_E667_F3BC_C908

  mutating func combine(_ time: VirtualTime, _ event: Event) {
    mix(UInt64(bitPattern: time.nanoseconds))
    mix(UInt64(event.component.rawValue) << 16 | UInt64(event.code))
    mix(event.argument)
  }

  /// Every step is a bijection of `value`, so that no earlier difference is ever forgotten.
  private mutating func mix(_ word: UInt64) {
    var mixed = (value ^ word) &* 0x9E37_79B9_7F4A_7C15
    mixed ^= mixed >> 29
    mixed = mixed &* 0xBF58_476D_1CE4_E5B9
    value = mixed ^ mixed >> 32
  }
}
