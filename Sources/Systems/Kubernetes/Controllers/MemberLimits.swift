import EventKernel
import FleetModel
import Kubernetes

/// How much of each limit a member uses, at constant cost per change.
struct MemberLimits {
  let limits: ScaleLimits
  private(set) var pods = 0
  private(set) var services = 0
  /// Pods by namespace, which are numbered over the whole fleet.
  private var inNamespace: [Int32] = []
  private var churnWindow: Int64 = -1
  private var changes = 0
  private var wasBusy = false
  /// Dimensions that are beyond their limit now.
  private var beyond: UInt8 = 0
  /// Whether some node has more slots than its limit.
  let watchesNodes: Bool

  /// Changes per window are told by their mean over it, in seconds.
  static let churnSeconds: Int64 = 60

  init(_ limits: ScaleLimits, slots: Int64) {
    self.limits = limits
    watchesNodes = slots > Int64(limits.podsPerNode)
  }

  /// Whether one pod more may be made in a namespace.
  func verdict(onPodIn namespace: Int) -> (ScaleDimension, ScaleVerdict)? {
    guard limits.action == .reject else { return nil }
    if pods + 1 > limits.pods { return (.pods, limits.verdict(.pods, at: Double(pods + 1))) }
    let count = Int(self.count(in: namespace)) + 1
    if count > limits.objectsPerNamespace {
      return (.objectsPerNamespace, limits.verdict(.objectsPerNamespace, at: Double(count)))
    }
    return nil
  }

  func count(in namespace: Int) -> Int32 {
    namespace < inNamespace.count ? inNamespace[namespace] : 0
  }

  /// One pod more or less.
  ///
  /// - Returns: The dimensions that crossed their limits upwards, as a set of bits.
  mutating func change(by delta: Int, namespace: Int) -> UInt8 {
    pods += delta
    while inNamespace.count <= namespace { inNamespace.append(0) }
    inNamespace[namespace] += Int32(delta)
    if delta < 0 {
      if pods <= limits.pods { beyond &= ~Self.bit(.pods) }
      if Int(inNamespace[namespace]) == limits.objectsPerNamespace {
        beyond &= ~Self.bit(.objectsPerNamespace)
      }
      return 0
    }
    var crossed: UInt8 = 0
    if pods > limits.pods { crossed |= mark(.pods) }
    if Int(inNamespace[namespace]) > limits.objectsPerNamespace {
      crossed |= mark(.objectsPerNamespace)
    }
    return crossed
  }

  /// A pod was created, changed or deleted.
  ///
  /// - Returns: Whether more change per second than the limit says, told once per busy spell.
  mutating func churn(at now: VirtualTime) -> Bool {
    let window = now.nanoseconds / (Self.churnSeconds * 1_000_000_000)
    if window != churnWindow {
      wasBusy = window == churnWindow + 1 && isBusy
      churnWindow = window
      changes = 0
    }
    let before = isBusy
    changes += 1
    return isBusy && !before && !wasBusy
  }

  private var isBusy: Bool {
    Double(changes) > limits.churnPerSecond * Double(Self.churnSeconds)
  }

  mutating func changeServices(by delta: Int) -> Bool {
    services += delta
    if services <= limits.services { beyond &= ~Self.bit(.services) }
    return services > limits.services && mark(.services) != 0
  }

  /// Notes that a limit is crossed.
  ///
  /// - Returns: Its bit, or 0 if that is known.
  mutating func mark(_ dimension: ScaleDimension) -> UInt8 {
    let bit = Self.bit(dimension)
    if beyond & bit != 0 { return 0 }
    beyond |= bit
    return bit
  }

  static func bit(_ dimension: ScaleDimension) -> UInt8 { 1 << dimension.rawValue }
}
