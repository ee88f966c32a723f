import Documents

/// One of `spec.arms`: a named variant of the scenario, to be compared with it.
public struct ArmSection: Sendable, Equatable {
  /// What the scenario itself is called beside its arms.
  public static let baseline = "baseline"

  package var name = ""
  package var set = Node(.object([]))

  static let declaration = Declaration<ArmSection>(
    "Arm", "A variant of the scenario, which `regatta compare` runs beside it.",
    initial: ArmSection.init,
    fields: [
      .required("name", \.name, .name, "The arm's name; the scenario itself is `baseline`"),
      .required(
        "set", \.set, .object,
        "Values by their paths, as `--set` has them: `controlPlane.kind`,"
          + " `fleet.clusters[0].count`; a value replaces all that stood there"),
    ],
    check: { arm, node, reading in
      if arm.name == baseline {
        reading.problem(
          in: "name", node["name"] ?? node, "\"\(baseline)\" is the scenario itself")
      }
      for member in arm.set.object ?? [] where isOwnPath(member.key) {
        reading.within("set") {
          reading.problem(at: member.keyPosition, "an arm has no arms of its own")
        }
      }
    })

  /// Names must differ.
  static func check(_ arms: [ArmSection], _ node: Node, _ reading: Reading) {
    for (index, arm) in arms.enumerated()
    where arms[..<index].contains(where: { $0.name == arm.name }) {
      let place = node["arms"]?.array?[index] ?? node
      reading.within("arms[\(index)]") {
        reading.problem(
          in: "name", place["name"] ?? place, "another arm is called \"\(arm.name)\" too")
      }
    }
  }

  static func isOwnPath(_ path: String) -> Bool {
    let steps = PathStep.parse(path.hasPrefix("spec.") ? path : "spec." + path) ?? []
    return steps.count > 1 && steps[1] == .member("arms")
  }
}

/// What an arm changes, wherever it was written.
public struct ArmPatch: Sendable, Equatable {
  /// The arm's name.
  public let name: String
  let overrides: [Override]

  /// Reads `name:path=value;path=value`, as `--arm` has it; values are YAML.
  public init(parsing text: String) throws(DocumentError) {
    let place = Override.Place(file: "--arm \(text)")
    func failure(_ problem: String) -> DocumentError {
      DocumentError(file: place.file, problem: problem)
    }
    guard let colon = text.firstIndex(of: ":") else {
      throw failure("write name:path=value, such as patient:controlPlane.settings.Failover=false")
    }
    let name = text[..<colon].trimmed()
    guard isName(name[...]) else {
      throw failure("\"\(name)\" is no name: lower-case letters, digits and \"-\"")
    }
    guard name != ArmSection.baseline else { throw failure("\"\(name)\" is the scenario itself") }
    var overrides: [Override] = []
    for part in Self.parts(text[text.index(after: colon)...]) {
      let change = part.trimmed()
      guard !ArmSection.isOwnPath(String(change.prefix { $0 != "=" })) else {
        throw failure("an arm has no arms of its own")
      }
      overrides.append(try Override(parsing: change, at: place))
    }
    self.name = name
    self.overrides = overrides
  }

  /// The patch that a scenario's arm describes.
  init(_ arm: ArmSection, file: String, at path: String) throws(DocumentError) {
    name = arm.name
    var overrides: [Override] = []
    for member in arm.set.object ?? [] {
      let place = Override.Place(
        file: file, position: member.keyPosition, path: "\(path).set.\(member.key)")
      overrides.append(try Override(member.key, member.value, text: member.key, at: place))
    }
    self.overrides = overrides
  }

  /// The scenario's document as the arm has it.
  func apply(to node: Node) throws(DocumentError) -> Node {
    var node = node
    for override in overrides { node = try override.apply(to: node) }
    return node
  }

  /// Parts between semicolons that stand in no quotes and no brackets.
  private static func parts(_ text: Substring) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var depth = 0
    var quote: Character?
    for index in text.indices {
      let character = text[index]
      if let open = quote {
        if character == open { quote = nil }
        continue
      }
      switch character {
      case "\"", "'": quote = character
      case "[", "{", "(": depth += 1
      case "]", "}", ")": depth -= 1
      case ";" where depth <= 0:
        parts.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    return parts + [text[start...]]
  }
}
