import Documents
import KubernetesAPI

/// The systems that can be asked. A new one is a case here and a folder beside.
public enum PlaceSystem: String, CaseIterable, Sendable {
  case karmada, kubefleet, ocm

  private var report: any PlaceReport.Type {
    switch self {
    case .karmada: PlaceKarmada.self
    case .kubefleet: PlaceKubeFleet.self
    case .ocm: PlaceOpenClusterManagement.self
    }
  }

  /// Decides for the manifests in files and folders.
  ///
  /// - Parameters:
  ///   - paths: Files, folders, or `-` for standard input.
  ///   - options: What to look at.
  /// - Throws: A manifest that cannot be read or would be refused, with its place.
  public func place(
    _ paths: [String], options: PlaceOptions = PlaceOptions()
  ) throws(DocumentError) -> any PlaceReport {
    try report.place(paths, options)
  }

  /// Decides for two sets of manifests and compares.
  ///
  /// - Parameters:
  ///   - paths: The manifests that are meant to be applied.
  ///   - old: Those that are in effect now.
  ///   - isFresh: Whether to place the new ones as if nothing ran; otherwise what the old ones lead
  ///     to is what runs.
  ///   - options: What to look at.
  /// - Throws: as ``place(_:options:)``.
  public func compare(
    _ paths: [String], against old: [String], isFresh: Bool = false,
    options: PlaceOptions = PlaceOptions()
  ) throws(DocumentError) -> PlaceDifference {
    try report.compare(paths, old, isFresh, options, system: rawValue)
  }
}

extension PlaceReport {
  fileprivate static func place(
    _ paths: [String], _ options: PlaceOptions
  ) throws(DocumentError) -> any PlaceReport {
    try Self(try ManifestFiles.read(paths, kinds: kinds), options: options, running: nil)
  }

  fileprivate static func compare(
    _ paths: [String], _ old: [String], _ isFresh: Bool, _ options: PlaceOptions, system: String
  ) throws(DocumentError) -> PlaceDifference {
    let before = try Self(
      try ManifestFiles.read(old, kinds: kinds), options: options, running: nil)
    let after = try Self(
      try ManifestFiles.read(paths, kinds: kinds), options: options,
      running: isFresh ? nil : before)
    return PlaceDifference(from: before.workloads, to: after.workloads, system: system)
  }
}
