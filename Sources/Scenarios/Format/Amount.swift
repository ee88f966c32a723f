import Documents
import KubernetesAPI

/// A quantity as Kubernetes writes it, with its value in a fixed unit.
public struct Amount: Sendable, Equatable {
  /// As written, such as `500m` or `64Gi`.
  public var text: String
  /// Thousandths of a core, or bytes.
  public var value: Int64

  /// Creates an amount.
  public init(text: String, value: Int64) {
    self.text = text
    self.value = value
  }

  /// Amounts are equal when they are worth the same.
  public static func == (left: Amount, right: Amount) -> Bool { left.value == right.value }
}

extension Shape where Value == Amount {
  /// Cores, in thousandths.
  static let cpu = amount("CPU quantity", "16 or 500m", inThousandths: true)
  /// Bytes.
  static let bytes = amount("quantity of bytes", "64Gi or 500M", inThousandths: false)

  private static func amount(_ word: String, _ example: String, inThousandths: Bool) -> Shape {
    Shape(
      word: word,
      schema: { _ in
        [
          "anyOf": [
            ["type": "number", "minimum": 0],
            ["type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?([mkMGTP]|[KMGTP]i|[eE][0-9]+)?$"],
          ]
        ]
      },
      read: { node, reading in
        let text = node.string ?? node.double.map { _ in node.json() }
        guard let text, let quantity = try? Quantity(parsing: text) else {
          reading.problem(
            node, "expected a \(word) such as \(example), got \(node.kindDescription)")
          return nil
        }
        let value = inThousandths ? quantity.milliValue : quantity.value
        guard value >= 0, value <= 1 << 50 else {
          reading.problem(node, "the \(word) \(text) is negative or beyond measure")
          return nil
        }
        return Amount(text: text, value: value)
      },
      write: { Node($0.text) })
  }
}
