/// The way to a field of an object: `spec.rules[2].name`.
///
/// Mirrors: `k8s.io/apimachinery@v0.36.2 pkg/util/validation/field/path.go`.
public indirect enum FieldPath: Sendable, CustomStringConvertible {
  /// The first field.
  case root(String)
  /// A field of an object.
  case child(FieldPath, String)
  /// An element of a list, or the value of a key.
  case element(FieldPath, String)

  /// A path of fields.
  public init(_ name: String, _ more: String...) {
    self = more.reduce(.root(name)) { .child($0, $1) }
  }

  /// The field of the object here.
  public func child(_ name: String, _ more: String...) -> FieldPath {
    more.reduce(.child(self, name)) { .child($0, $1) }
  }

  /// The element of the list here.
  public func index(_ index: Int) -> FieldPath { .element(self, String(index)) }

  /// The value of a key of the map here.
  public func key(_ key: String) -> FieldPath { .element(self, key) }

  /// Names with dots between them, indices and keys in brackets.
  public var description: String {
    switch self {
    case .root(let name): name
    case .child(let parent, let name): "\(parent.description).\(name)"
    case .element(let parent, let key): "\(parent.description)[\(key)]"
    }
  }
}
