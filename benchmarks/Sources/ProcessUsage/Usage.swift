#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What this process has used.
public enum Usage {
  /// User and system time of the process so far, in seconds.
  public static var cpuSeconds: Double {
    let usage = resources
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + 1e-6 * Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
  }

  /// The same in nanoseconds, for operations of microseconds; reading it takes a part of one, which
  /// `Sample` takes off.
  public static var cpuNanoseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The most memory that was ever resident, in bytes.
  public static var peakResidentBytes: Int {
    #if canImport(Darwin)
      Int(resources.ru_maxrss)
    #else
      Int(resources.ru_maxrss) * 1024
    #endif
  }

  private static var resources: rusage {
    var usage = rusage()
    // 0 is RUSAGE_SELF, whose imported type differs between platforms.
    getrusage(0, &usage)
    return usage
  }
}
