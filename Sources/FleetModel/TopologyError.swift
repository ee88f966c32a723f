/// Why a described fleet cannot exist.
public enum TopologyError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A kind of thing, for messages.
  public enum Kind: String, Sendable {
    case region, zone, cluster
    case pool = "node pool"
    case tenant, service
  }
  /// There is none of something of which at least one is needed.
  case none(Kind, of: String)
  /// A name is empty.
  case unnamed(Kind, of: String)
  /// Two things of one kind have one name.
  case duplicate(Kind, name: String)
  /// A name that nothing has; the owner named it.
  case unknown(Kind, name: String, in: String, suggestion: String?)
  /// A cluster or pool names a zone that exists, but elsewhere.
  case misplacedZone(String, of: String)
  /// Regions are part of each other.
  case cycle([String])
  /// A count or amount that must be at least `least` is not.
  case tooSmall(value: Int64, of: String, least: Int64)
  /// A number is not finite or outside its range.
  case outOfRange(value: Double, of: String, low: Double, high: Double)
  /// More nodes or pods than 32-bit indices can name.
  case tooLarge(count: Int, of: String)

  /// What is wrong, where, and what to do.
  public var description: String {
    switch self {
    case .none(let kind, let owner): "\(owner) has no \(kind.rawValue); give it at least one"
    case .unnamed(let kind, let owner): "a \(kind.rawValue) of \(owner) has an empty name"
    case .duplicate(let kind, let name):
      "two \(kind.rawValue)s are named \"\(name)\"; names must be unique"
    case .unknown(let kind, let name, let owner, let suggestion):
      "\(owner) names \(kind.rawValue) \"\(name)\", which does not exist"
        + (suggestion.map { "; did you mean \"\($0)\"?" } ?? "")
    case .misplacedZone(let zone, let owner):
      "\(owner) names zone \"\(zone)\", which is not one of its own"
    case .cycle(let names):
      "regions are part of each other: \(names.joined(separator: " → "))"
    case .tooSmall(let value, let owner, let least):
      "\(owner) is \(value) but must be at least \(least)"
    case .outOfRange(let value, let owner, let low, let high):
      "\(owner) is \(value) but must lie between \(low) and \(high)"
    case .tooLarge(let count, let owner): "\(owner) is \(count), more than can be simulated"
    }
  }
}
