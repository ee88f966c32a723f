import CGSL

/// A random stream as a `gsl_rng`, so that every `gsl_ran_*` draws from it.
///
/// GSL sees the stream itself as its generator's state: nothing is allocated, and whatever a
/// sampler consumes is consumed from the stream.
enum GSLSource {
  /// Calls `body` with a generator whose words are those of `stream`.
  static func with<Result>(
    _ stream: inout RandomStream, _ body: (UnsafePointer<gsl_rng>) -> Result
  ) -> Result {
    _ = errorHandlerOff
    return withUnsafeMutablePointer(to: &stream) { state in
      var generator = gsl_rng(type: type, state: UnsafeMutableRawPointer(state))
      return withUnsafePointer(to: &generator) { body($0) }
    }
  }

  /// Turned off once, before first use: GSL's own handler aborts the process.
  static let errorHandlerOff: Void = {
    _ = gsl_set_error_handler_off()
  }()

  /// The generator type: 64-bit words, doubles from the upper 53 bits.
  ///
  /// Written once and never freed; GSL compares and dereferences its address.
  nonisolated(unsafe) static let type: UnsafePointer<gsl_rng_type> = {
    let name = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
    for (index, byte) in "philox4x64-10".utf8CString.enumerated() { name[index] = byte }
    let type = UnsafeMutablePointer<gsl_rng_type>.allocate(capacity: 1)
    type.initialize(
      to: gsl_rng_type(
        name: name,
        max: UInt.max,
        min: 0,
        size: MemoryLayout<RandomStream>.size,
        set: { state, seed in
          state?.storeBytes(
            of: RandomStream(key0: UInt64(seed), key1: 0, counter: Block4x64(0, 0, 0, 0)),
            as: RandomStream.self)
        },
        get: { state in
          guard let state else { return 0 }
          return UInt(state.assumingMemoryBound(to: RandomStream.self).pointee.next())
        },
        get_double: { state in
          guard let state else { return 0 }
          return state.assumingMemoryBound(to: RandomStream.self).pointee.uniform()
        }))
    return UnsafePointer(type)
  }()
}

/// Samplers of GSL over a random stream, each with GSL's own consumption of words.
///
/// Distributions use these only where no fast inverse exists; `Distribution` is the public way.
extension RandomStream {
  mutating func gamma(shape: Double, scale: Double) -> Double {
    GSLSource.with(&self) { gsl_ran_gamma($0, shape, scale) }
  }

  mutating func beta(_ a: Double, _ b: Double) -> Double {
    GSLSource.with(&self) { gsl_ran_beta($0, a, b) }
  }

  mutating func erlang(phases: Double, scale: Double) -> Double {
    GSLSource.with(&self) { gsl_ran_erlang($0, scale, phases) }
  }

  mutating func poisson(mean: Double) -> UInt32 {
    GSLSource.with(&self) { gsl_ran_poisson($0, mean) }
  }

  mutating func binomial(p: Double, trials: UInt32) -> UInt32 {
    GSLSource.with(&self) { gsl_ran_binomial($0, p, trials) }
  }

  mutating func geometric(p: Double) -> UInt32 {
    GSLSource.with(&self) { gsl_ran_geometric($0, p) }
  }

  mutating func negativeBinomial(p: Double, n: Double) -> UInt32 {
    GSLSource.with(&self) { gsl_ran_negative_binomial($0, p, n) }
  }
}
