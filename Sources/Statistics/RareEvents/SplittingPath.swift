/// The name of a clone, from which its random draws follow: FNV-1a over where it was made.
enum SplittingPath {
  static func hash(_ words: Int...) -> UInt64 {
    var state: UInt64 = 0xcbf2_9ce4_8422_2325
    for word in words {
      var rest = UInt64(bitPattern: Int64(word))
      for _ in 0..<8 {
        state = (state ^ (rest & 0xff)) &* 0x0000_0100_0000_01b3
        rest >>= 8
      }
    }
    return state
  }
}
