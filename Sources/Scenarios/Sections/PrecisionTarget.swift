import Documents
import EventKernel

/// One of `run.precision`: how exactly a metric has to be known, such as `availability ± 0.01%`.
public struct PrecisionTarget: Sendable, Equatable, CustomStringConvertible {
  /// As written, with blanks in normal form.
  public var description: String
  /// The dotted name; a statistic in front, as in `p99(x)`, is its last part: `x.p99`.
  public var metric: String
  /// What the figure is about, such as `region` to `eu-west`.
  public var dimensions: [String: String]
  /// The half-width of the interval. A percentage of a ratio is a difference, of anything else a
  /// share of the estimate.
  public var halfWidth: Objective.Bound

  /// Reads a target.
  ///
  ///     availability ± 0.01%
  ///     p99(failover.recover) +- 5%
  ///     pods.pending.mean ± 2
  ///
  /// - Throws: What is wrong, as half a sentence.
  public init(parsing text: String) throws(ObjectiveError) {
    let signs = ["±", "+-", "+/-"]
    guard
      let range = signs.lazy.compactMap({ text.firstRange(of: $0) }).min(by: {
        $0.lowerBound < $1.lowerBound
      })
    else { throw ObjectiveError("has no ±; write for example availability ± 0.01%") }
    let left = text[..<range.lowerBound].trimmed()
    let right = text[range.upperBound...].trimmed()
    halfWidth = try Objective.bound(right)
    guard halfWidth.value > 0 else { throw ObjectiveError("needs a half-width above 0") }
    (metric, dimensions) = try Objective.metric(left)
    description = "\(left) ± \(right)"
  }

  static let shape = Shape<PrecisionTarget>(
    word: "precision", schema: { _ in ["type": "string", "pattern": "±|\\+/?-"] },
    read: { node, reading in
      guard let text = Shape<String>.text.read(node, reading) else { return nil }
      do throws(ObjectiveError) {
        return try PrecisionTarget(parsing: text)
      } catch {
        reading.problem(node, "the precision \"\(text)\" \(error.problem)")
        return nil
      }
    },
    write: { Node($0.description) })
}
