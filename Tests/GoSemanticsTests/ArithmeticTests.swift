import GoSemantics
import Testing

@Suite struct ArithmeticTests {
  @Test func integersWrap() {
    #expect(GoArithmetic.int32(Int64(1) << 31) == .min)
    #expect(GoArithmetic.wrappingSum([.max, .max]) == -2)
    #expect(GoArithmetic.wrappingSum([]) == 0)
  }

  @Test func divisionTruncatesTowardZero() {
    #expect(GoArithmetic.quotient(-7, 2) == -3)
    #expect(GoArithmetic.remainder(-7, 2) == -1)
    #expect(GoArithmetic.quotient(Int64.min, -1) == .min)
    #expect(GoArithmetic.remainder(Int64.min, -1) == 0)
    #expect(GoArithmetic.quotient(1, 0) == nil)
    #expect(GoArithmetic.remainder(1, 0) == nil)
  }

  @Test func floatingPointConversionFollowsTheProcessor() {
    #expect(GoArithmetic.int64(-2.9) == -2)
    #expect(GoArithmetic.int64(.nan) == .min)
    #expect(GoArithmetic.int64(1e30) == .min)
    #expect(GoArithmetic.int64(-0x1p63) == .min)
    #expect(GoArithmetic.int64(0x1.fffffffffffffp62) == 9_223_372_036_854_774_784)
    #expect(GoArithmetic.int32(2_147_483_647.9) == .max)
    #expect(GoArithmetic.int32(2_147_483_648.0) == .min)
    #expect(GoArithmetic.int32(-2_147_483_648.5) == .min)
    #expect(GoArithmetic.int32(Double.infinity) == .min)
  }

  /// Published test vectors of the FNV authors.
  @Test func hashes() {
    #expect(FNV.fnv1a32("") == 0x811c_9dc5)
    #expect(FNV.fnv1a32("a") == 0xe40c_292c)
    #expect(FNV.fnv1a32("foobar") == 0xbf9c_f968)
    #expect(FNV.fnv1_32("foobar") == 0x31f0_b262)
    #expect(FNV.fnv1a64("foobar") == 0x8594_4171_f739_67e8)
    #expect(FNV.fnv1_64("foobar") == 0x340d_8765_a4dd_a9c2)
    #expect(FNV.fnv1a32("bar", from: FNV.fnv1a32("foo")) == FNV.fnv1a32("foobar"))
  }
}
