import Documents
import GoSemantics

/// A JSONPath template as Kubernetes writes them, such as `{.status.loadBalancer.ingress[0].ip}`.
///
/// Text outside braces stands for itself. Inside: fields, keys in quotes, indices, slices, unions,
/// `*` and `..`. Filters (`[?(…)]`) and `range` are refused. Where upstream goes through a map in
/// random order, members come in their written order.
///
/// Mirrors: `k8s.io/client-go@v0.36.2 util/jsonpath`, used by
/// `karmada@f8fdd02 pkg/util/helper/failover.go`.
public struct StatusPath: Sendable {
  /// What is wrong with a template or with what it is applied to.
  public struct Failure: Error, Sendable, Equatable {
    /// One sentence.
    public var message: String

    /// - Parameter message: One sentence.
    public init(message: String) {
      self.message = message
    }
  }

  indirect enum Step: Sendable {
    case text(String)
    case field(String)
    case slice(from: Int?, to: Int?, step: Int?)
    case index(Int)
    case union([[Step]])
    case wildcard
    case recursive
  }

  /// Either text or what stands between braces, in order.
  private let parts: [[Step]]

  /// - Parameter template: The template.
  public init(parsing template: String) throws(Failure) {
    var parser = StatusPathParser(template)
    parts = try parser.template()
  }

  /// What the template prints for a value; several results are separated by spaces.
  public func text(in value: Node) throws(Failure) -> String {
    var text = ""
    for part in parts {
      let results = try Self.walk(part, from: [value])
      text += results.map(Self.printed).joined(separator: " ")
    }
    return text
  }

  private static func walk(_ steps: [Step], from values: [Node]) throws(Failure) -> [Node] {
    var values = values
    for step in steps { values = try apply(step, to: values) }
    return values
  }

  private static func apply(_ step: Step, to values: [Node]) throws(Failure) -> [Node] {
    switch step {
    case .text(let text): return [Node(text)]
    case .field(let name):
      // Without input there is no output, and nothing is missing.
      if values.isEmpty { return [] }
      let found = values.compactMap { $0[name] }
      if found.isEmpty { throw Failure(message: "\(name) is not found") }
      return found
    case .index(let index):
      return try sliced(values, from: index, to: index == -1 ? nil : index + 1, step: nil)
    case .slice(let from, let to, let step):
      return try sliced(values, from: from ?? 0, to: to, step: step)
    case .union(let branches):
      var results: [Node] = []
      for branch in branches { results += try walk(branch, from: values) }
      return results
    case .wildcard: return values.flatMap(children)
    case .recursive: return values.flatMap { descendants(of: $0) }
    }
  }

  private static func sliced(
    _ values: [Node], from: Int, to: Int?, step: Int?
  ) throws(Failure) -> [Node] {
    var results: [Node] = []
    for value in values where !value.isNull {
      guard let list = value.array else {
        throw Failure(message: "\(value.kindDescription) is not array or slice")
      }
      let start = from < 0 ? from &+ list.count : from
      var end = to ?? list.count
      if end < 0 { end &+= list.count }
      // Upstream stops at the first list of which nothing is asked.
      if start == end { return results }
      guard start >= 0, start < list.count else {
        throw Failure(
          message: "array index out of bounds: index \(start), length \(list.count)")
      }
      guard end >= 0, end <= list.count else {
        throw Failure(
          message: "array index out of bounds: index \(end &- 1), length \(list.count)")
      }
      guard start < end else {
        throw Failure(message: "starting index \(start) is greater than ending index \(end)")
      }
      let stride = step ?? 1
      guard stride > 0 else { throw Failure(message: "step must be > 0") }
      results += Swift.stride(from: start, to: end, by: stride).map { list[$0] }
    }
    return results
  }

  private static func children(of value: Node) -> [Node] {
    value.array ?? value.object?.map(\.value) ?? []
  }

  /// Everything that contains something, from the outside inwards. Documents have a limited depth.
  private static func descendants(of value: Node) -> [Node] {
    let inner = children(of: value)
    return inner.isEmpty ? [] : [value] + inner.flatMap(descendants)
  }

  /// Lists and objects as JSON, everything else as Go prints it; JSON numbers are floating point.
  private static func printed(_ value: Node) -> String {
    switch value.content {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .integer(let number): GoNumber.text(Double(number))
    case .number(let number): GoNumber.text(number)
    case .string(let text): text
    case .array, .object: value.sortedByKey.json()
    }
  }
}

extension Node {
  /// The same value with every object's members in order, as Go writes maps.
  fileprivate var sortedByKey: Node {
    switch content {
    case .array(let elements): return Node(.array(elements.map(\.sortedByKey)))
    case .object(var members):
      for index in members.indices { members[index].value = members[index].value.sortedByKey }
      stableSort(&members) { bytewiseLess($0.key, $1.key) }
      return Node(.object(members))
    default: return self
    }
  }
}
