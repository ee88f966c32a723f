/// Kubernetes' semantic versions, without the variants that normalise.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/semverlib.go` at version 0.
enum VersionLibrary {
  private static let type = CELType.object("kubernetes.Semver")

  private static func version(_ value: CELValue) throws(CELEvaluationError) -> SemanticVersion {
    guard case .opaque(.semanticVersion(let version)) = value else { throw .noSuchOverload }
    return version
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "semver",
      [
        .function("string_to_semver", .string, type) { (text) throws(CELEvaluationError) in
          .opaque(.semanticVersion(try SemanticVersion(parsing: try text.text())))
        }
      ]),
    FunctionDeclaration(
      "isSemver",
      [
        .function("is_semver_string", .string, .bool) { (text) throws(CELEvaluationError) in
          .bool((try? SemanticVersion(parsing: try text.text())) != nil)
        }
      ]),
    FunctionDeclaration("isGreaterThan", [comparison("semver_is_greater_than") { $0 == 1 }]),
    FunctionDeclaration("isLessThan", [comparison("semver_is_less_than") { $0 == -1 }]),
    FunctionDeclaration(
      "compareTo",
      [
        .method("semver_compare_to", type, type, .int) { (a, b) throws(CELEvaluationError) in
          .int(Int64(try version(a).compare(try version(b))))
        }
      ]),
    part("major") { $0.major },
    part("minor") { $0.minor },
    part("patch") { $0.patch },
  ]

  private static func part(
    _ name: String, _ read: @escaping @Sendable (SemanticVersion) -> UInt64
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name,
      [
        .method("semver_\(name)", type, .int) { (target) throws(CELEvaluationError) in
          // Go converts with wrap-around.
          .int(Int64(bitPattern: read(try version(target))))
        }
      ])
  }

  private static func comparison(
    _ id: String, _ test: @escaping @Sendable (Int) -> Bool
  ) -> Overload {
    .method(id, type, type, .bool) { (a, b) throws(CELEvaluationError) in
      .bool(test(try version(a).compare(try version(b))))
    }
  }
}

/// A semantic version.
///
/// Mirrors: `blang/semver@v4 semver.go`.
public struct SemanticVersion: Sendable {
  /// One part of a pre-release, a number or a word.
  enum Part: Sendable {
    case number(UInt64)
    case word(String)
  }

  let major: UInt64
  let minor: UInt64
  let patch: UInt64
  var preRelease: [Part] = []
  var build: [String] = []

  init(parsing text: String) throws(CELEvaluationError) {
    guard !text.isEmpty else { throw CELEvaluationError("Version string empty") }
    let parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw CELEvaluationError("No Major.Minor.Patch elements found")
    }
    major = try Self.number(parts[0], "major number", "Major number")
    minor = try Self.number(parts[1], "minor number", "Minor number")
    var rest = parts[2]
    var builds: [Substring] = []
    if let plus = rest.firstIndex(of: "+") {
      builds = rest[rest.index(after: plus)...].split(
        separator: ".", omittingEmptySubsequences: false)
      rest = rest[..<plus]
    }
    var releases: [Substring] = []
    if let dash = rest.firstIndex(of: "-") {
      releases = rest[rest.index(after: dash)...].split(
        separator: ".", omittingEmptySubsequences: false)
      rest = rest[..<dash]
    }
    patch = try Self.number(rest, "patch number", "Patch number")
    for release in releases {
      guard !release.isEmpty else { throw CELEvaluationError("Prerelease is empty") }
      if release.utf8.allSatisfy({ (48...57).contains($0) }) {
        preRelease.append(
          .number(try Self.number(release, "prerelease", "Numeric PreRelease version")))
      } else {
        try Self.requireWord(release, "prerelease")
        preRelease.append(.word(String(release)))
      }
    }
    for word in builds {
      guard !word.isEmpty else { throw CELEvaluationError("Build meta data is empty") }
      try Self.requireWord(word, "build meta data")
      build.append(String(word))
    }
  }

  private static func requireWord(
    _ text: Substring, _ what: String
  ) throws(CELEvaluationError) {
    guard
      text.utf8.allSatisfy({
        (48...57).contains($0) || (97...122).contains($0 | 0x20) || $0 == 45
      })
    else { throw CELEvaluationError("Invalid character(s) found in \(what) \"\(text)\"") }
  }

  private static func number(
    _ text: Substring, _ what: String, _ title: String
  ) throws(CELEvaluationError) -> UInt64 {
    guard text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw CELEvaluationError("Invalid character(s) found in \(what) \"\(text)\"")
    }
    if text.utf8.count > 1, text.utf8.first == 48 {
      throw CELEvaluationError("\(title) must not contain leading zeroes \"\(text)\"")
    }
    guard let number = UInt64(text) else {
      throw CELEvaluationError("strconv.ParseUint: parsing \"\(text)\": invalid")
    }
    return number
  }

  /// -1, 0 or 1; build metadata do not count.
  func compare(_ other: SemanticVersion) -> Int {
    for (a, b) in [(major, other.major), (minor, other.minor), (patch, other.patch)] where a != b {
      return a < b ? -1 : 1
    }
    if preRelease.isEmpty || other.preRelease.isEmpty {
      return preRelease.isEmpty ? (other.preRelease.isEmpty ? 0 : 1) : -1
    }
    for (a, b) in zip(preRelease, other.preRelease) {
      let order = Self.compare(a, b)
      if order != 0 { return order }
    }
    let (ours, theirs) = (preRelease.count, other.preRelease.count)
    return ours == theirs ? 0 : ours < theirs ? -1 : 1
  }

  private static func compare(_ left: Part, _ right: Part) -> Int {
    switch (left, right) {
    case (.number(let a), .number(let b)): a == b ? 0 : a < b ? -1 : 1
    case (.number, .word): -1
    case (.word, .number): 1
    // Words are ASCII only, for which Swift's order is that of the bytes.
    case (.word(let a), .word(let b)): a == b ? 0 : a < b ? -1 : 1
    }
  }

  /// The version's text.
  var text: String {
    var text = "\(major).\(minor).\(patch)"
    if !preRelease.isEmpty {
      text += "-"
      text += preRelease.map { part in
        switch part {
        case .number(let number): String(number)
        case .word(let word): word
        }
      }.joined(separator: ".")
    }
    if !build.isEmpty { text += "+" + build.joined(separator: ".") }
    return text
  }
}
