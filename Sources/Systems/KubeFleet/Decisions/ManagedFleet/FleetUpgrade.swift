/// What a run of the managed fleet upgrades.
///
/// Mirrors: documentation only, Azure Kubernetes Fleet Manager `concepts-update-orchestration`
/// (April 2026).
public struct FleetUpgrade: Sendable, Equatable {
  /// How much of a cluster (documented).
  public enum Kind: String, Sendable {
    /// Control plane, Kubernetes of the nodes, node images.
    case full = "Full"
    /// The control plane alone.
    case controlPlaneOnly = "ControlPlaneOnly"
    /// The node images alone.
    case nodeImageOnly = "NodeImageOnly"
  }

  /// Which node image (documented).
  public enum NodeImageSelection: String, Sendable {
    /// The newest of the region when a cluster starts.
    case latest = "Latest"
    /// The newest that all regions of the run have when the run starts.
    case consistent = "Consistent"
  }

  /// How much of a cluster.
  public var kind: Kind
  /// The version of Kubernetes; nil for node images.
  public var kubernetesVersion: KubernetesVersion?
  /// Which node image.
  public var nodeImages: NodeImageSelection

  /// An upgrade.
  public init(
    kind: Kind, kubernetesVersion: KubernetesVersion? = nil,
    nodeImages: NodeImageSelection = .latest
  ) {
    self.kind = kind
    self.kubernetesVersion = kubernetesVersion
    self.nodeImages = nodeImages
  }

  /// The node image of a cluster: dates such as `202601.07.0`, which order as text.
  ///
  /// - Parameters:
  ///   - region: Where the cluster is.
  ///   - images: The images of each region of the run.
  /// - Returns: Nil if there is none: the member is skipped by the system (documented).
  public func nodeImage(in region: String, images: [String: [String]]) -> String? {
    switch nodeImages {
    case .latest: return images[region]?.max()
    case .consistent:
      // order-free: an intersection.
      let regions = images.values.map { Set($0) }
      guard var common = regions.first else { return nil }
      for other in regions.dropFirst() { common.formIntersection(other) }
      return common.max()
    }
  }
}

/// A version such as `1.33.4`.
///
/// Mirrors: documentation only, Azure Kubernetes Service, supported versions.
public struct KubernetesVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The first number.
  public var major: Int
  /// The second number.
  public var minor: Int
  /// The third number.
  public var patch: Int

  /// A version.
  public init(_ major: Int, _ minor: Int, _ patch: Int) {
    self.major = major
    self.minor = minor
    self.patch = patch
  }

  /// Reads `1.33.4` or `v1.33.4`; nil for anything else.
  public init?(_ text: String) {
    let digits = text.hasPrefix("v") ? text.dropFirst() : Substring(text)
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false).map {
      Int($0)
    }
    guard parts.count == 3, let major = parts[0], let minor = parts[1], let patch = parts[2],
      major >= 0, minor >= 0, patch >= 0
    else { return nil }
    self.init(major, minor, patch)
  }

  /// `1.33.4`.
  public var description: String { "\(major).\(minor).\(patch)" }

  /// Number by number.
  public static func < (left: KubernetesVersion, right: KubernetesVersion) -> Bool {
    (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
  }
}

/// What an auto-upgrade profile upgrades to.
///
/// Mirrors: documentation only, Azure Kubernetes Fleet Manager `concepts-update-orchestration` and
/// `faq` (2026).
public enum AutoUpgradeChannel: Sendable, Equatable {
  /// The latest patch of the minor version before the newest (documented).
  case stable
  /// The latest patch of the newest minor version (documented).
  case rapid
  /// New node images every week, always the same everywhere (documented).
  case nodeImage
  /// Security patches of node images (documented, preview).
  case nodeSecurityPatch
  /// The latest patch of one minor version (documented).
  case targetKubernetesVersion(major: Int, minor: Int)

  /// The upgrade that a new run makes.
  ///
  /// - Parameter available: The generally available versions.
  /// - Returns: Nil if there is nothing to upgrade to.
  public func upgrade(available: [KubernetesVersion]) -> FleetUpgrade? {
    switch self {
    case .nodeImage, .nodeSecurityPatch:
      return FleetUpgrade(kind: .nodeImageOnly, nodeImages: .consistent)
    case .rapid:
      return version(available.max(), available)
    case .stable:
      guard let newest = available.max() else { return nil }
      let older = available.filter { ($0.major, $0.minor) < (newest.major, newest.minor) }
      return version(older.max(), available)
    case .targetKubernetesVersion(let major, let minor):
      return version(available.filter { $0.major == major && $0.minor == minor }.max(), available)
    }
  }

  private func version(
    _ version: KubernetesVersion?, _ available: [KubernetesVersion]
  ) -> FleetUpgrade? {
    // The kind of node images is not documented for these channels; the default is assumed.
    version.map { FleetUpgrade(kind: .full, kubernetesVersion: $0, nodeImages: .latest) }
  }

  /// Whether a cluster may go to a version: never back, and by one minor version at most
  /// (documented).
  public static func isReachable(
    _ target: KubernetesVersion, from current: KubernetesVersion
  ) -> Bool {
    target >= current && target.major == current.major && target.minor - current.minor <= 1
  }
}
