/// One pending event as the queue stores it: 20 bytes without padding, at addresses aligned to 4.
struct PendingEntry: BitwiseCopyable {
  /// Time and, in the lowest two bits, priority.
  var key: UInt64
  var argument: UInt64
  /// Component and code, or the mark of a cancellable event whose slot is the argument.
  var target: UInt32
}

/// Where an entry is stored, or would be. Not a typed pointer, whose stride would be 24.
struct EntryPosition: BitwiseCopyable, Comparable {
  /// How far apart entries are.
  static var stride: Int { 20 }

  let address: UnsafeMutableRawPointer

  @inline(__always)
  init(_ address: UnsafeMutableRawPointer) {
    self.address = address
  }

  @inline(__always)
  init(bits: UInt) {
    address = UnsafeMutableRawPointer(bitPattern: bits).unsafelyUnwrapped
  }

  @inline(__always)
  var bits: UInt { UInt(bitPattern: address) }

  @inline(__always)
  var entry: PendingEntry {
    get { address.loadUnaligned(as: PendingEntry.self) }
    nonmutating set { address.storeBytes(of: newValue, as: PendingEntry.self) }
  }

  @inline(__always)
  var key: UInt64 { address.loadUnaligned(as: UInt64.self) }

  @inline(__always)
  static func + (position: EntryPosition, count: Int) -> EntryPosition {
    EntryPosition(position.address + count &* stride)
  }

  @inline(__always)
  static func - (position: EntryPosition, count: Int) -> EntryPosition {
    EntryPosition(position.address - count &* stride)
  }

  @inline(__always)
  static func += (position: inout EntryPosition, count: Int) { position = position + count }

  @inline(__always)
  static func -= (position: inout EntryPosition, count: Int) { position = position - count }

  /// How many entries lie between; both are in one buffer.
  @inline(__always)
  static func - (end: EntryPosition, start: EntryPosition) -> Int {
    (end.address - start.address) / stride
  }

  @inline(__always)
  static func < (left: EntryPosition, right: EntryPosition) -> Bool {
    left.address < right.address
  }
}

/// Blocks of 1,024 bytes, aligned to their size: 50 entries and the link to the next block.
///
/// Free blocks are kept and reused, last freed first, because they are warm; memory grows with
/// the most that was ever pending and is given back when the queue goes.
struct ChunkPool: ~Copyable {
  static let chunkBytes = 1024
  static let chunkCapacity = 50
  /// Where a chunk's entries end and its link begins.
  static let linkOffset = 1000

  private var firstFree: UInt
  private var unused: UInt
  private var unusedEnd: UInt
  private var slabs: [UnsafeMutableRawPointer]
  /// What was ever taken from the system and used, in bytes.
  private(set) var usedBytes: Int

  init() {
    firstFree = 0
    unused = 0
    unusedEnd = 0
    slabs = []
    usedBytes = 0
  }

  deinit {
    for slab in slabs { slab.deallocate() }
  }

  /// The address of the chunk in which `position` lies; a position past the last entry still does.
  @inline(__always)
  static func chunk(of position: EntryPosition) -> UInt {
    position.bits & ~UInt(chunkBytes - 1)
  }

  /// Whether `position` is past the last entry of its chunk.
  @inline(__always)
  static func isEnd(_ position: EntryPosition) -> Bool {
    position.bits & UInt(chunkBytes - 1) == UInt(linkOffset)
  }

  @inline(__always)
  static func entries(_ chunk: UInt) -> EntryPosition {
    EntryPosition(bits: chunk)
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
    usedBytes += Self.chunkBytes
    return unused
  }
}
