/// Where a number comes from; every preset says so for each of its laws.
public enum Provenance: String, Sendable, CaseIterable {
  /// Seen in the cited source while the data were collected.
  case seen = "S"
  /// Measured on one of the public traces.
  case measured = "M"
  /// Well known from the literature, quoted without reading it again.
  case literature = "L"
  /// An assumption: a round default between the cited values.
  case assumption = "A"
}

/// A named law with its provenance.
public struct FailureLaw: Sendable, Equatable {
  /// What fails, such as `node-transient` or `region-full`.
  public var subject: String
  /// From being repaired to the next failure, in seconds.
  public var timeToFailure: Distribution
  /// From failure to being repaired, in seconds.
  public var repair: Distribution
  /// The marks of its numbers, the weakest last.
  public var provenance: [Provenance]
  /// The source in a few words.
  public var note: String
}

/// A named set of failure laws.
public struct FailurePreset: Sendable, Equatable {
  /// The name scenarios use.
  public var name: String
  /// One sentence on what it stands for.
  public var summary: String
  /// The laws, one per subject.
  public var laws: [FailureLaw]

  /// The law of a subject, if the preset has one.
  public func law(for subject: String) -> FailureLaw? {
    laws.first { $0.subject == subject }
  }

  /// The preset of that name.
  public static func named(_ name: String) -> FailurePreset? {
    all.first { $0.name == name }
  }
}
