import Documents

/// The part of a resource definition's schema that tells whether the API server takes an object,
/// and what it fills in.
///
/// Mirrors: `ocm@00f84c3 manifests/cluster-manager/hub/crds` (structural schemas).
indirect enum ResourceSchema: Sendable {
  /// What is filled in where a field is absent.
  enum Default: Sendable {
    case text(String)
    case number(Int64)
    /// An object, whose own fields may have defaults.
    case object([(String, Default)])

    var node: Node {
      switch self {
      case .text(let text): Node(text)
      case .number(let number): Node(number)
      case .object(let fields):
        Node(.object(fields.map { Node.Member(key: $0.0, value: $0.1.node) }))
      }
    }
  }

  /// One field of an object.
  struct Field: Sendable {
    var name: String
    var schema: ResourceSchema
    var isRequired = false
    var fallback: Default?
  }

  /// Named fields; others are pruned and not looked at.
  case object([Field])
  /// Any names.
  case map(ResourceSchema)
  /// Elements of one kind.
  case array(ResourceSchema, minimum: Int = 0, maximum: Int = .max)
  case text(TextRule = TextRule())
  case integer(minimum: Int64 = .min, maximum: Int64 = .max)
  case boolean
  /// A number, or a text of this pattern.
  case integerOrText(TextPattern?)
  /// Whatever it is.
  case any
}

extension ResourceSchema.Field {
  /// A field.
  static func field(
    _ name: String, _ schema: ResourceSchema, isRequired: Bool = false,
    otherwise: ResourceSchema.Default? = nil
  ) -> ResourceSchema.Field {
    ResourceSchema.Field(
      name: name, schema: schema, isRequired: isRequired, fallback: otherwise)
  }
}

/// Which texts are allowed.
struct TextRule: Sendable {
  var allowed: [String] = []
  var minimumLength = 0
  var maximumLength = Int.max
  var pattern: TextPattern?

  static func oneOf(_ values: String...) -> TextRule { TextRule(allowed: values) }
}

/// A regular expression of the schemas, with a test of its own: the texts are untrusted, the
/// expressions few.
struct TextPattern: Sendable {
  /// As the schema writes it, for messages.
  var expression: String
  var matches: @Sendable (String) -> Bool
}
