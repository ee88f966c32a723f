/// The variables, functions and types that expressions may use.
public struct CELEnvironment: Sendable {
  /// A set of functions that belong together.
  public struct Libraries: OptionSet, Sendable {
    /// The bits.
    public let rawValue: UInt32

    /// Creates a set from its bits.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Optional values: `a.?b`, `a[?b]`, `optional.of`, `optMap`, `orValue`…
    public static let optionals = Libraries(rawValue: 1 << 0)
    /// `charAt`, `indexOf`, `replace`, `split`, `format`…
    public static let strings = Libraries(rawValue: 1 << 1)
    /// Kubernetes' `sum`, `min`, `max`, `isSorted`, `indexOf` on lists.
    public static let lists = Libraries(rawValue: 1 << 2)
    /// Kubernetes' `find` and `findAll`.
    public static let regex = Libraries(rawValue: 1 << 3)
    /// Kubernetes' `url`, `getHost`…
    public static let urls = Libraries(rawValue: 1 << 4)
    /// Kubernetes' `quantity`, `isGreaterThan`…
    public static let quantities = Libraries(rawValue: 1 << 5)
    /// Kubernetes' `ip`, `isLoopback`…
    public static let addresses = Libraries(rawValue: 1 << 6)
    /// Kubernetes' `cidr`, `containsIP`…
    public static let prefixes = Libraries(rawValue: 1 << 7)
    /// Kubernetes' `format.named`, `validate`…
    public static let formats = Libraries(rawValue: 1 << 8)
    /// Kubernetes' `semver` with one argument.
    public static let semanticVersions = Libraries(rawValue: 1 << 9)
    /// Open Cluster Management's `scores`.
    public static let scores = Libraries(rawValue: 1 << 10)
    /// Open Cluster Management's `parseJSON`.
    public static let json = Libraries(rawValue: 1 << 11)
    /// Open Cluster Management's `hasConditions`.
    public static let conditions = Libraries(rawValue: 1 << 12)

    /// What every environment of Open Cluster Management has.
    public static let openClusterManagement: Libraries = [
      .optionals, .strings, .lists, .regex, .urls, .quantities, .addresses, .prefixes, .formats,
      .semanticVersions,
    ]
  }

  /// A variable and its type.
  public struct Variable: Sendable {
    /// The name in expressions.
    public var name: String
    /// The type that checking assumes.
    public var type: CELType

    /// Declares a variable.
    public init(_ name: String, _ type: CELType) {
      self.name = name
      self.type = type
    }
  }

  /// The variables, in the order in which an evaluation takes their values.
  public let variables: [Variable]
  /// The libraries besides the standard functions.
  public let libraries: Libraries

  let functions: [String: FunctionDeclaration]
  let types: [String: CELType]
  let constants: [String: CELValue] = ["google.protobuf.NullValue.NULL_VALUE": .int(0)]

  /// Creates an environment.
  public init(variables: [Variable] = [], libraries: Libraries = []) {
    self.variables = variables
    self.libraries = libraries
    var declarations = StandardLibrary.functions
    if libraries.contains(.optionals) { declarations += OptionalLibrary.functions }
    if libraries.contains(.scores) { declarations += ClusterLibrary.scoreFunctions }
    if libraries.contains(.json) { declarations += JSONLibrary.functions }
    if libraries.contains(.conditions) { declarations += ClusterLibrary.conditionFunctions }
    if libraries.contains(.strings) { declarations += StringLibrary.functions }
    if libraries.contains(.lists) { declarations += ListLibrary.functions }
    if libraries.contains(.regex) { declarations += RegexLibrary.functions }
    if libraries.contains(.urls) { declarations += LocatorLibrary.functions }
    if libraries.contains(.quantities) { declarations += QuantityLibrary.functions }
    if libraries.contains(.addresses) { declarations += AddressLibrary.functions }
    if libraries.contains(.prefixes) { declarations += PrefixLibrary.functions }
    if libraries.contains(.formats) { declarations += FormatLibrary.functions }
    if libraries.contains(.semanticVersions) { declarations += VersionLibrary.functions }
    var functions: [String: FunctionDeclaration] = [:]
    for declaration in declarations {
      functions[declaration.name, default: FunctionDeclaration(declaration.name, [])].overloads +=
        declaration.overloads
    }
    self.functions = functions
    var types = StandardLibrary.types
    if libraries.contains(.optionals) { types["optional_type"] = .opaque("optional_type", [.dyn]) }
    if !libraries.isDisjoint(with: [.addresses, .prefixes]) {
      types["net.IP"] = .opaque("net.IP", [])
    }
    if libraries.contains(.prefixes) { types["net.CIDR"] = .opaque("net.CIDR", []) }
    self.types = types
  }

  /// The environment of placements: the variable `managedCluster`, a map, the libraries of Open
  /// Cluster Management, `scores` and `parseJSON`.
  public static let placement = CELEnvironment(
    variables: [Variable("managedCluster", .map(.string, .dyn))],
    libraries: [.openClusterManagement, .scores, .json])

  /// The environment of condition rules of works: the variable `object`.
  public static let conditionRules = CELEnvironment(
    variables: [Variable("object", .dyn)], libraries: [.openClusterManagement, .conditions])

  /// The environment of the messages of condition rules: `object` and the rule's `result`.
  public static let conditionMessages = CELEnvironment(
    variables: [Variable("object", .dyn), Variable("result", .bool)],
    libraries: [.openClusterManagement, .conditions])

  func variableType(_ name: String) -> CELType? {
    variables.first { $0.name == name }?.type
  }
}
