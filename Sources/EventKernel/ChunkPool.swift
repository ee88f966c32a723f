/// One pending event as the queue stores it: 20 bytes, no padding.
///
/// Made of 32-bit words so that its alignment is 4; the optimiser joins them into wide moves.
struct PendingEntry {
  private var keyLow: UInt32
  private var keyHigh: UInt32
  private var argumentLow: UInt32
  private var argumentHigh: UInt32
  /// Component and code, or the mark of a cancellable event whose slot is the argument.
  var target: UInt32

  @inline(__always)
  init(key: UInt64, argument: UInt64, target: UInt32) {
    keyLow = UInt32(truncatingIfNeeded: key)
    keyHigh = UInt32(truncatingIfNeeded: key >> 32)
    argumentLow = UInt32(truncatingIfNeeded: argument)
    argumentHigh = UInt32(truncatingIfNeeded: argument >> 32)
    self.target = target
  }

  /// Time and, in the lowest two bits, priority.
  @inline(__always)
  var key: UInt64 { UInt64(keyHigh) << 32 | UInt64(keyLow) }

  @inline(__always)
  var argument: UInt64 { UInt64(argumentHigh) << 32 | UInt64(argumentLow) }
}

/// Blocks of 1,024 bytes, aligned to their size: 50 entries and the link to the next block.
///
/// Free blocks are kept and reused, last freed first, because they are warm; memory grows with
/// the most that was ever pending and is given back when the queue goes.
struct ChunkPool: ~Copyable {
  typealias Entries = UnsafeMutablePointer<PendingEntry>

  static let chunkBytes = 1024
  static let chunkCapacity = 50
  /// Where a chunk's entries end and its link begins.
  static let linkOffset = 1000

  private var firstFree: UInt
  private var unused: UInt
  private var unusedEnd: UInt
  private var slabs: [UnsafeMutableRawPointer]

  init() {
    firstFree = 0
    unused = 0
    unusedEnd = 0
    slabs = []
  }

  deinit {
    for slab in slabs { slab.deallocate() }
  }

  /// The address of the chunk in which `position` lies; a position past the last entry still does.
  @inline(__always)
  static func chunk(of position: Entries) -> UInt {
    UInt(bitPattern: position) & ~UInt(chunkBytes - 1)
  }

  /// Whether `position` is past the last entry of its chunk.
  @inline(__always)
  static func isEnd(_ position: Entries) -> Bool {
    UInt(bitPattern: position) & UInt(chunkBytes - 1) == UInt(linkOffset)
  }

  @inline(__always)
  static func entries(_ chunk: UInt) -> Entries {
    Entries(bitPattern: chunk).unsafelyUnwrapped
  }

  @inline(__always)
  private static func linkPointer(_ chunk: UInt) -> UnsafeMutablePointer<UInt> {
    UnsafeMutablePointer<UInt>(bitPattern: chunk &+ UInt(linkOffset)).unsafelyUnwrapped
  }

  @inline(__always)
  static func link(_ chunk: UInt) -> UInt { linkPointer(chunk).pointee }

  @inline(__always)
  static func setLink(_ chunk: UInt, to next: UInt) { linkPointer(chunk).pointee = next }

  @inline(__always)
  mutating func take() -> UInt {
    let chunk = firstFree
    if chunk != 0 {
      firstFree = Self.link(chunk)
      return chunk
    }
    return takeUnused()
  }

  @inline(__always)
  mutating func give(_ chunk: UInt) {
    Self.setLink(chunk, to: firstFree)
    firstFree = chunk
  }

  @inline(never)
  private mutating func takeUnused() -> UInt {
    if unused == unusedEnd {
      // Pages that no chunk has used yet are not resident, so large slabs cost nothing.
      let bytes = slabs.isEmpty ? 64 << 10 : 1 << 20
      let slab = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.chunkBytes)
      slabs.append(slab)
      unused = UInt(bitPattern: slab)
      unusedEnd = unused &+ UInt(bytes)
    }
    defer { unused &+= UInt(Self.chunkBytes) }
    return unused
  }
}
