/// A monotone radix heap of pending entries: smallest key first, among equal keys first in,
/// first out.
///
/// A key is cut into digits of six bits. Relative to `base`, which no pending key precedes, an
/// entry lies in the bucket (level, digit): the highest digit in which its key differs from
/// `base`, and that digit's value. The lowest bucket that holds anything holds the smallest keys.
/// When the `run` at the front is used up, that bucket becomes the next run: sorted, if it is one
/// chunk, and otherwise spread over a lower level first. Equal keys always share a bucket and all
/// moves keep their order, so no sequence number is stored.
///
/// Priorities are the lowest two bits of a key, so an entry may precede, by priority only, one of
/// the same instant that was already taken out. Therefore level 0 ignores the digit of `base`.
struct RadixHeap: ~Copyable {
  private struct Bucket {
    /// The first entry.
    var first: EntryPosition
    /// Where the next entry goes. An empty bucket has the sentinel: an end of no chunk.
    var next: EntryPosition
  }

  private static var digitBits: Int { 6 }
  private static var digitCount: Int { 1 << digitBits }
  private static var levelCount: Int { (64 + digitBits - 1) / digitBits }
  /// The run's buffer, and how many live entries make it worth to go back to buckets.
  private static var runCapacity: Int { 128 }
  private static var runLimit: Int { 64 }

  @inline(__always)
  private static var sentinel: EntryPosition {
    EntryPosition(bits: UInt(ChunkPool.linkOffset))
  }

  /// The entries that come next, in order: in `runBuffer`, or in `runChunk` if that is not zero.
  private var runFirst: EntryPosition
  private var runEnd: EntryPosition
  /// An entry whose key differs from `base` by less belongs into the run; zero: none does.
  private var runRange: UInt64
  private var base: UInt64
  /// Which levels hold anything, and on each level which digits.
  private var levels: UInt
  private let digits: UnsafeMutablePointer<UInt64>
  private let buckets: UnsafeMutablePointer<Bucket>
  private var pool: ChunkPool
  private var runChunk: UInt
  private let runBuffer: EntryPosition
  private(set) var count: Int

  init() {
    digits = .allocate(capacity: Self.levelCount)
    digits.initialize(repeating: 0, count: Self.levelCount)
    let bucketCount = Self.levelCount * Self.digitCount
    buckets = .allocate(capacity: bucketCount)
    buckets.initialize(
      repeating: Bucket(first: Self.sentinel, next: Self.sentinel), count: bucketCount)
    runBuffer = EntryPosition(
      .allocate(byteCount: Self.runCapacity * EntryPosition.stride, alignment: 64))
    runFirst = runBuffer
    runEnd = runBuffer
    runRange = 0
    base = 0
    levels = 0
    pool = ChunkPool()
    runChunk = 0
    count = 0
  }

  deinit {
    digits.deallocate()
    buckets.deallocate()
    runBuffer.address.deallocate()
  }

  /// The memory that entries occupy or have occupied, in bytes.
  var entryBytes: Int { pool.usedBytes }

  // MARK: Adding

  /// Adds an entry.
  ///
  /// - Precondition: Its key is not less than that of the last entry taken out, priority aside,
  ///   nor than the last limit up to which nothing was found.
  @inline(__always)
  mutating func insert(_ entry: PendingEntry) {
    count &+= 1
    let difference = entry.key ^ base
    if difference < runRange {
      insertIntoRun(entry)
    } else {
      insertIntoBucket(entry, difference)
    }
  }

  @inline(__always)
  private mutating func insertIntoBucket(_ entry: PendingEntry, _ difference: UInt64) {
    let level = Self.level(of: difference)
    if level == 0 { putRunBackIfLater(than: entry.key) }
    append(entry, level, Self.digit(of: entry.key, level))
  }

  /// The level of the highest bit of a difference between keys.
  @inline(__always)
  private static func level(of difference: UInt64) -> Int {
    // The number of the bit divided by 6, exactly, for 0…63.
    ((63 &- (difference | 1).leadingZeroBitCount) &* 43) &>> 8
  }

  @inline(__always)
  private static func digit(of key: UInt64, _ level: Int) -> Int {
    Int(truncatingIfNeeded: key &>> UInt64(level &* digitBits)) & (digitCount - 1)
  }

  @inline(__always)
  private mutating func append(_ entry: PendingEntry, _ level: Int, _ digit: Int) {
    let bucket = buckets + (level &* Self.digitCount &+ digit)
    var next = bucket.pointee.next
    if ChunkPool.isEnd(next) { next = grow(bucket, level, digit) }
    next.entry = entry
    bucket.pointee.next = next + 1
  }

  /// Gives the bucket one more chunk, its first if it is empty; returns where the next entry goes.
  @inline(never)
  private mutating func grow(
    _ bucket: UnsafeMutablePointer<Bucket>, _ level: Int, _ digit: Int
  ) -> EntryPosition {
    let chunk = pool.take()
    let entries = ChunkPool.entries(chunk)
    if bucket.pointee.next == Self.sentinel {
      bucket.pointee.first = entries
      digits[level] |= 1 &<< UInt64(digit)
      levels |= 1 &<< UInt(level)
    } else {
      ChunkPool.setLink(ChunkPool.chunk(of: bucket.pointee.next), to: chunk)
    }
    return entries
  }

  @inline(__always)
  private mutating func insertIntoRun(_ entry: PendingEntry) {
    if runEnd == runBuffer + Self.runCapacity, !makeRoomInRun() {
      insertIntoBucket(entry, entry.key ^ base)
      return
    }
    let key = entry.key
    var position = runEnd
    while position > runFirst, (position - 1).key > key {
      position.entry = (position - 1).entry
      position -= 1
    }
    position.entry = entry
    runEnd += 1
  }

  /// Moves the run to the front of its buffer; if it is long, sends it back to the buckets
  /// instead and returns false, so that a long run never makes insertion slow.
  @inline(never)
  private mutating func makeRoomInRun() -> Bool {
    let length = runEnd - runFirst
    let first = runFirst
    runFirst = runBuffer
    if length <= Self.runLimit {
      runBuffer.address.copyMemory(
        from: first.address, byteCount: length &* EntryPosition.stride)
      runEnd = runBuffer + length
      return true
    }
    runEnd = runBuffer
    runRange = 0
    for index in 0..<length {
      let entry = (first + index).entry
      insertIntoBucket(entry, entry.key ^ base)
    }
    return false
  }

  /// The run is a chunk of equal keys of level 0 and an entry of higher priority comes: puts the
  /// run back at the front of its bucket.
  @inline(__always)
  private mutating func putRunBackIfLater(than key: UInt64) {
    if runFirst != runEnd, runFirst.key > key { putRunBack() }
  }

  @inline(never)
  private mutating func putRunBack() {
    let digit = Self.digit(of: runFirst.key, 0)
    let bucket = buckets + digit
    if bucket.pointee.next == Self.sentinel {
      bucket.pointee.next = runEnd
      digits[0] |= 1 &<< UInt64(digit)
      levels |= 1
    } else {
      // Only the last chunk of a bucket may end early.
      let chunkEnd = ChunkPool.entries(runChunk) + ChunkPool.chunkCapacity
      let length = runEnd - runFirst
      (chunkEnd - length).address.copyMemory(
        from: runFirst.address, byteCount: length &* EntryPosition.stride)
      runFirst = chunkEnd - length
      ChunkPool.setLink(runChunk, to: ChunkPool.chunk(of: bucket.pointee.first))
    }
    bucket.pointee.first = runFirst
    runChunk = 0
    runFirst = runBuffer
    runEnd = runBuffer
  }

  // MARK: Removing

  /// Takes out the first entry if its key is at most `limit`.
  @inline(__always)
  mutating func removeFirst(notAbove limit: UInt64) -> PendingEntry? {
    if runFirst == runEnd, !refill(limit) { return nil }
    let entry = runFirst.entry
    if entry.key > limit { return nil }
    runFirst += 1
    count &-= 1
    return entry
  }

  /// Makes the lowest bucket the run, if its range begins at or below `limit`.
  ///
  /// `base` never passes `limit`, so that later insertions from there on stay possible.
  @inline(never)
  private mutating func refill(_ limit: UInt64) -> Bool {
    if runChunk != 0 {
      pool.give(runChunk)
      runChunk = 0
    }
    runFirst = runBuffer
    runEnd = runBuffer
    while levels != 0 {
      let level = levels.trailingZeroBitCount
      let digit = digits[level].trailingZeroBitCount
      let shift = level &* Self.digitBits
      let start =
        base & (UInt64.max << UInt64(shift &+ Self.digitBits)) | UInt64(digit) &<< UInt64(shift)
      if start > limit { return false }
      if level == 0 {
        takeChunkOfEqualKeys(digit)
        return true
      }
      let bucket = buckets + (level &* Self.digitCount &+ digit)
      let (first, next) = (bucket.pointee.first, bucket.pointee.next)
      bucket.pointee.next = Self.sentinel
      unmark(level, digit)
      base = start
      if ChunkPool.chunk(of: first) == ChunkPool.chunk(of: next) {
        sortIntoRun(first, next)
        pool.give(ChunkPool.chunk(of: first))
        runRange = 1 &<< UInt64(shift)
        return true
      }
      runRange = 0
      spread(first, next, below: level, limit)
    }
    // Nothing is pending, so any base will do; entries may come anywhere from the last one on.
    base = 0
    runRange = 0
    return false
  }

  @inline(__always)
  private mutating func unmark(_ level: Int, _ digit: Int) {
    let left = digits[level] & ~(1 &<< UInt64(digit))
    digits[level] = left
    if left == 0 { levels &= ~(1 &<< UInt(level)) }
  }

  /// Makes the first chunk of a level-0 bucket the run. Entries of the same key that come
  /// meanwhile go to the bucket, behind it.
  private mutating func takeChunkOfEqualKeys(_ digit: Int) {
    let bucket = buckets + digit
    let first = bucket.pointee.first
    let chunk = ChunkPool.chunk(of: first)
    runFirst = first
    runChunk = chunk
    runRange = 0
    if chunk == ChunkPool.chunk(of: bucket.pointee.next) {
      runEnd = bucket.pointee.next
      bucket.pointee.next = Self.sentinel
      unmark(0, digit)
    } else {
      runEnd = ChunkPool.entries(chunk) + ChunkPool.chunkCapacity
      bucket.pointee.first = ChunkPool.entries(ChunkPool.link(chunk))
    }
  }

  /// Copies the entries of one chunk into the run, sorted; equal keys keep their order.
  @inline(__always)
  private mutating func sortIntoRun(_ first: EntryPosition, _ end: EntryPosition) {
    var source = first
    var sorted = runBuffer
    while source < end {
      let entry = source.entry
      let key = entry.key
      var position = sorted
      while position > runBuffer, (position - 1).key > key {
        position.entry = (position - 1).entry
        position -= 1
      }
      position.entry = entry
      sorted += 1
      source += 1
    }
    runEnd = sorted
  }

  /// Spreads the entries of a bucket of `level` over lower ones, which are all empty.
  @inline(__always)
  private mutating func spread(
    _ first: EntryPosition, _ next: EntryPosition, below level: Int, _ limit: UInt64
  ) {
    let target = commonLevel(first, next, below: level, limit)
    let lastChunk = ChunkPool.chunk(of: next)
    var chunk = ChunkPool.chunk(of: first)
    var source = first
    while true {
      let isLast = chunk == lastChunk
      let end = isLast ? next : ChunkPool.entries(chunk) + ChunkPool.chunkCapacity
      while source < end {
        let entry = source.entry
        append(entry, target, Self.digit(of: entry.key, target))
        source += 1
      }
      let following = isLast ? 0 : ChunkPool.link(chunk)
      pool.give(chunk)
      if isLast { return }
      chunk = following
      source = ChunkPool.entries(chunk)
    }
  }

  /// The highest level on which the entries differ, after moving `base` to what they share; the
  /// level just below if `base` would pass `limit` by that.
  @inline(__always)
  private mutating func commonLevel(
    _ first: EntryPosition, _ next: EntryPosition, below level: Int, _ limit: UInt64
  ) -> Int {
    let key = first.key
    let lastChunk = ChunkPool.chunk(of: next)
    var chunk = ChunkPool.chunk(of: first)
    var source = first
    var difference: UInt64 = 0
    let enough: UInt64 = 1 &<< UInt64((level &- 1) &* Self.digitBits)
    while true {
      let isLast = chunk == lastChunk
      let end = isLast ? next : ChunkPool.entries(chunk) + ChunkPool.chunkCapacity
      while source < end {
        difference |= source.key ^ key
        source += 1
      }
      if difference >= enough { return level &- 1 }
      if isLast { break }
      chunk = ChunkPool.link(chunk)
      source = ChunkPool.entries(chunk)
    }
    let common = Self.level(of: difference)
    let sharedBase = key & (UInt64.max << UInt64((common &+ 1) &* Self.digitBits))
    if sharedBase > limit { return level &- 1 }
    base = sharedBase
    return common
  }

  // MARK: Looking

  /// The smallest key for which `isPending` holds of some entry; moves nothing.
  func firstKey(where isPending: (PendingEntry) -> Bool) -> UInt64? {
    var position = runFirst
    while position < runEnd {
      if isPending(position.entry) { return position.entry.key }
      position += 1
    }
    var levelsLeft = levels
    while levelsLeft != 0 {
      let level = levelsLeft.trailingZeroBitCount
      levelsLeft &= levelsLeft &- 1
      var digitsLeft = digits[level]
      while digitsLeft != 0 {
        let digit = digitsLeft.trailingZeroBitCount
        digitsLeft &= digitsLeft &- 1
        let bucket = buckets[level &* Self.digitCount &+ digit]
        var smallest: UInt64?
        Self.forEachSpan(bucket) { entries, count in
          for index in 0..<count where isPending((entries + index).entry) {
            smallest = min(smallest ?? .max, (entries + index).key)
          }
        }
        if let smallest { return smallest }
      }
    }
    return nil
  }

  private static func forEachSpan(_ bucket: Bucket, _ body: (EntryPosition, Int) -> Void) {
    let lastChunk = ChunkPool.chunk(of: bucket.next)
    var chunk = ChunkPool.chunk(of: bucket.first)
    var source = bucket.first
    while chunk != lastChunk {
      body(source, ChunkPool.entries(chunk) + ChunkPool.chunkCapacity - source)
      chunk = ChunkPool.link(chunk)
      source = ChunkPool.entries(chunk)
    }
    body(source, bucket.next - source)
  }

  // MARK: Purging

  /// Removes every entry for which `isRemoved` holds; the others keep their order.
  mutating func removeAll(where isRemoved: (PendingEntry) -> Bool) {
    // Towards the end, for a run that is a chunk may have to go back in front of the next chunk.
    var kept = runEnd
    var position = runEnd
    while position > runFirst {
      position -= 1
      if isRemoved(position.entry) {
        count &-= 1
      } else {
        kept -= 1
        kept.entry = position.entry
      }
    }
    runFirst = kept
    for level in 0..<Self.levelCount {
      var digitsLeft = digits[level]
      while digitsLeft != 0 {
        let digit = digitsLeft.trailingZeroBitCount
        digitsLeft &= digitsLeft &- 1
        removeAll(level, digit, where: isRemoved)
      }
    }
  }

  private mutating func removeAll(
    _ level: Int, _ digit: Int, where isRemoved: (PendingEntry) -> Bool
  ) {
    let bucket = buckets + (level &* Self.digitCount &+ digit)
    let old = bucket.pointee
    bucket.pointee.next = Self.sentinel
    unmark(level, digit)
    let lastChunk = ChunkPool.chunk(of: old.next)
    var chunk = ChunkPool.chunk(of: old.first)
    var source = old.first
    while true {
      let isLast = chunk == lastChunk
      let end = isLast ? old.next : ChunkPool.entries(chunk) + ChunkPool.chunkCapacity
      while source < end {
        if isRemoved(source.entry) {
          count &-= 1
        } else {
          append(source.entry, level, digit)
        }
        source += 1
      }
      let following = isLast ? 0 : ChunkPool.link(chunk)
      pool.give(chunk)
      if isLast { return }
      chunk = following
      source = ChunkPool.entries(chunk)
    }
  }
}
