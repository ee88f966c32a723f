import CEL
import Conformance
import Documents
import KubernetesAPI
import Testing

/// The recorded placement predicates that use expressions.
@Suite struct PredicateVectorTests {
  static let path: String = {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    return tests.joined(separator: "/") + "/Vectors/ocm/placement-predicates.jsonl.gz"
  }()

  private struct Scores: CELScoreSource {
    let objects: [Node]

    func scores(cluster: String, resource: String) -> [CELScore]? {
      let found = objects.first {
        $0["metadata"]?["namespace"]?.string == cluster
          && $0["metadata"]?["name"]?.string == resource
      }
      guard let found else { return nil }
      return (found["status"]?["scores"]?.array ?? []).map {
        CELScore(
          name: $0["name"]?.string ?? "", value: Int32(truncatingIfNeeded: $0["value"]?.int64 ?? 0))
      }
    }
  }

  @Test func expressionsDecideAsRecorded() throws {
    let cases = try VectorFile.read(path: Self.path)
    var count = 0
    for vector in cases {
      let predicates = vector.input["predicates"]?.array ?? []
      let selectors = predicates.map { $0["requiredClusterSelector"] ?? .null }
      let expressions = selectors.map { expressionsOf($0) }
      guard expressions.contains(where: { !$0.isEmpty }) else { continue }
      count += 1
      let clusters = vector.input["managedClusters"]?.array ?? []
      let isMisconfigured =
        vector.expected["status"]?["code"]?.string == "Misconfigured"
      var programs: [[CELProgram]] = []
      do {
        programs = try expressions.map {
          try $0.map { try CELProgram(compiling: $0, in: .placement) }
        }
      } catch {
        #expect(isMisconfigured, "\(vector.id): \(error)")
        continue
      }
      #expect(!isMisconfigured || clusters.isEmpty, "\(vector.id): should not compile")
      let matched = Set((vector.expected["matched"]?.array ?? []).compactMap(\.string))
      let scores = Scores(objects: vector.input["addOnPlacementScores"]?.array ?? [])
      for cluster in clusters {
        let name = cluster["metadata"]?["name"]?.string ?? ""
        let value = CELValue(Self.asTyped(cluster))
        let answers = zip(selectors, programs).map { selector, programs in
          (
            programs.allSatisfy { program in
              if case .success(.bool(true)) = program.evaluate([value], scores: scores).result {
                return true
              }
              return false
            }, hasOtherSelectors(selector)
          )
        }
        // Predicates are OR-ed; only those with nothing but expressions are decided here.
        if answers.contains(where: { $0.0 && !$0.1 }) {
          #expect(matched.contains(name), "\(vector.id): \(name) should not match")
        } else if answers.allSatisfy({ !$0.0 }) {
          #expect(!matched.contains(name), "\(vector.id): \(name) should match")
        }
      }
    }
    #expect(count == 301)
  }

  private func expressionsOf(_ selector: Node) -> [String] {
    (selector["celSelector"]?["celExpressions"]?.array ?? []).compactMap(\.string)
  }

  private func hasOtherSelectors(_ selector: Node) -> Bool {
    func isEmpty(_ node: Node?) -> Bool {
      (node?["matchLabels"]?.object ?? []).isEmpty
        && (node?["matchExpressions"]?.array ?? []).isEmpty
    }
    return !isEmpty(selector["labelSelector"]) || !isEmpty(selector["claimSelector"])
  }

  /// The cluster as upstream's typed object shows it: fields that are never omitted are there, and
  /// quantities have their canonical text.
  private static func asTyped(_ cluster: Node) -> Node {
    var cluster = cluster
    var spec = cluster["spec"] ?? Node([String: Node]())
    if spec["hubAcceptsClient"] == nil { spec.set("hubAcceptsClient", false) }
    cluster.set("spec", spec)
    var status = cluster["status"] ?? Node([String: Node]())
    if status["conditions"] == nil { status.set("conditions", .null) }
    if status["version"] == nil { status.set("version", Node([String: Node]())) }
    // Fields with `omitempty` are absent when they are empty.
    for field in ["clusterClaims", "capacity", "allocatable"]
    where (status[field]?.array ?? []).isEmpty && (status[field]?.object ?? []).isEmpty {
      status.remove(field)
    }
    for field in ["capacity", "allocatable"] {
      guard let resources = status[field]?.object else { continue }
      var canonical = Node([String: Node]())
      for resource in resources {
        let text = resource.value.string ?? resource.value.int64.map { String($0) } ?? ""
        let quantity = try? Quantity(parsing: text)
        canonical.set(resource.key, Node(quantity?.text ?? text))
      }
      status.set(field, canonical)
    }
    cluster.set("status", status)
    return cluster
  }
}
