/// CEL expressions over a ManagedCluster that must all be true.
///
/// Mirrors: `ocm@00f84c3 pkg/placement/helpers/cel.go`.
struct ClusterExpressions: Sendable {
  struct CompilationError: Error, CustomStringConvertible {
    var description: String
  }
  private var expressions: [String]

  init(_ expressions: [String]) throws(CompilationError) {
    self.expressions = expressions
  }

  func match(_ cluster: Int, _ state: PrioritizerState) -> Bool {
    expressions.isEmpty
  }
}
