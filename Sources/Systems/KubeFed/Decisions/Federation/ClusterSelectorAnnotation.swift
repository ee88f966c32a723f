import Documents
import KubernetesAPI

/// Which clusters federation v1 sends an object to.
///
/// Mirrors: `federation@804bb9f
/// pkg/federation-controller/util/clusterselector/clusterselector.go`; vectors
/// `kubefed/cluster_selector_v1.jsonl.gz`.
public struct ClusterSelectorAnnotation: Sendable, Equatable {
  /// The annotation.
  public static let key = "federation.alpha.kubernetes.io/cluster-selector"

  /// The annotation cannot be read, or a demand in it is not valid.
  public struct Invalid: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public var description: String
  }

  private let selector: Selector

  /// Reads the annotation of an object; without it, every cluster is meant.
  public init(annotations: [String: String]) throws(Invalid) {
    try self.init(annotations[Self.key] ?? "null")
  }

  /// Reads a JSON list of demands that must all hold.
  public init(_ text: String) throws(Invalid) {
    let node: Node
    do throws(DocumentError) {
      node = try DocumentReader.readJSON(text)
    } catch {
      throw Invalid(description: error.problem)
    }
    guard !node.isNull else {
      selector = .everything
      return
    }
    guard let elements = node.array else {
      throw Invalid(description: "must be a list, not \(node.kindDescription)")
    }
    var requirements: [SelectorRequirement] = []
    for element in elements { requirements.append(try Self.requirement(element)) }
    selector = Selector(requirements)
  }

  /// Whether a cluster with these labels gets the object.
  public func sends(to labels: [String: String]) -> Bool {
    selector.matches(labels)
  }

  private static func requirement(_ node: Node) throws(Invalid) -> SelectorRequirement {
    guard node.object != nil || node.isNull else {
      throw Invalid(description: "a demand must be an object, not \(node.kindDescription)")
    }
    do throws(ClusterOverrides.Problem) {
      let key = try GoFields.text("key", of: node, "demand")
      let sign = try GoFields.text("operator", of: node, "demand")
      guard let known = operators[sign] else {
        throw ClusterOverrides.Problem("operator: Unsupported value: \"\"")
      }
      let values = try values(node)
      do throws(SelectorError) {
        return try SelectorRequirement(key: key, operator: known, values: values)
      } catch {
        throw ClusterOverrides.Problem(error.description)
      }
    } catch {
      throw Invalid(description: error.description)
    }
  }

  private static func values(_ node: Node) throws(ClusterOverrides.Problem) -> [String] {
    guard let written = GoFields.member("values", of: node) else { return [] }
    guard let elements = written.array else {
      throw ClusterOverrides.Problem("values must be a list, not \(written.kindDescription)")
    }
    var values: [String] = []
    for element in elements {
      guard let value = element.isNull ? "" : element.string else {
        throw ClusterOverrides.Problem(
          "values must be strings, not \(element.kindDescription)")
      }
      values.append(value)
    }
    return values
  }

  private static let operators: [String: SelectorRequirement.Operator] = [
    "!": .doesNotExist, "DoesNotExist": .doesNotExist, "=": .equals, "==": .doubleEquals,
    "in": .isIn, "In": .isIn, "!=": .notEquals, "notin": .notIn, "NotIn": .notIn,
    "exists": .exists, "Exists": .exists, "gt": .greaterThan, "Gt": .greaterThan,
    ">": .greaterThan, "lt": .lessThan, "Lt": .lessThan, "<": .lessThan,
  ]
}
