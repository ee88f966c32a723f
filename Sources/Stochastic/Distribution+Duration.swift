import EventKernel

extension Distribution {
  /// The next value drawn from `stream` as a span of virtual time.
  ///
  /// Values below zero (a normal law has them) count as zero; values beyond the range of virtual
  /// time as `VirtualDuration.infinite`.
  public func sampleDuration(using stream: inout RandomStream) -> VirtualDuration {
    .seconds(max(0, sample(using: &stream)))
  }
}
