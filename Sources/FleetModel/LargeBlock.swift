#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// Memory for many rows that are visited in no order.
///
/// Most visits to millions of rows would miss the processor's table of pages, so large blocks ask
/// for large pages where there are such.
public enum LargeBlock {
  /// Memory not initialised, aligned to 64 bytes or more; the caller frees it.
  public static func allocate(byteCount: Int) -> UnsafeMutableRawPointer {
    let page = 2 << 20
    let isLarge = byteCount >= 2 * page
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: max(byteCount, 1), alignment: isLarge ? page : 64)
    #if canImport(Glibc) || canImport(Musl)
      if isLarge { _ = madvise(block, byteCount, MADV_HUGEPAGE) }
    #endif
    return block
  }
}
