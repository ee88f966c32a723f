import Conformance
import Documents

/// The vectors of quantities, selectors, affinity and taints.
public enum KubernetesAPISuites {
  /// One suite per algorithm.
  public static let all: [VectorSuite] = [
    quantityParse, quantityArithmetic, scaledValue, labelSelector, labelsParse, nodeAffinity,
    taintToleration,
  ]

  /// Errors agree if both are errors: their texts come from libraries.
  @Sendable static func matchesOrBothFail(_ expected: Documents.Node, _ answer: Documents.Node)
    -> Bool
  {
    if expected["error"] != nil || answer["error"] != nil {
      return expected["error"] != nil && answer["error"] != nil
    }
    return VectorSuite.isEqualOrAnyOf(expected, answer)
  }

  private static func failure(_ error: some Error) -> Documents.Node {
    ["error": Documents.Node("\(error)")]
  }

  // MARK: Quantities

  private struct QuantityFacts {
    var quantity: Quantity
    var text: String
    var canonical: String
    var value: Int64
    var milliValue: Int64
    var double: Double

    init(_ text: String) throws(QuantityError) {
      quantity = try Quantity(parsing: text)
      self.text = quantity.text
      canonical = quantity.canonicalText
      value = quantity.value
      milliValue = quantity.milliValue
      double = quantity.approximateDouble
    }
  }

  private static let quantityParse: VectorSuite = VectorSuite(
    algorithm: "kubernetes.quantity.parse", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable { var text: String }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: { Result { () throws(QuantityError) in try QuantityFacts(input.text) } },
      answer: { outcome in
        switch outcome {
        case .failure(let error): return failure(error)
        case .success(let facts):
          let double = facts.double
          return [
            "string": Node(facts.text), "canonical": Node(facts.canonical),
            "format": Node(facts.quantity.format.rawValue), "value": Node(facts.value),
            "milliValue": Node(facts.milliValue), "sign": Node(facts.quantity.signum),
            "approximateFloat": double.isFinite
              ? Node(double) : Node(double.isNaN ? "NaN" : double < 0 ? "-Inf" : "+Inf"),
          ]
        }
      })
  }

  private static let quantityArithmetic: VectorSuite = VectorSuite(
    algorithm: "kubernetes.quantity.arithmetic", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable { var a: Quantity, b: Quantity }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        let sum = input.a + input.b
        return (
          sum: sum.text, difference: (input.a - input.b).text,
          compare: Quantity.compare(input.a, input.b), sumMilli: sum.milliValue
        )
      },
      answer: {
        [
          "sum": Node($0.sum), "difference": Node($0.difference), "compare": Node($0.compare),
          "sumMilli": Node($0.sumMilli),
        ]
      })
  }

  private static let scaledValue: VectorSuite = VectorSuite(
    algorithm: "kubernetes.intstr.scaledValue", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable {
      var value: IntOrString
      @OrZero var total: Int64
      @OrZero var roundUp: Bool
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        Result { () throws(IntOrString.PercentageError) in
          try input.value.scaled(total: input.total, roundUp: input.roundUp)
        }
      },
      answer: { outcome in
        switch outcome {
        case .success(let value): ["value": Node(value)]
        case .failure(let error): failure(error)
        }
      })
  }

  // MARK: Selectors

  private static let labelSelector: VectorSuite = VectorSuite(
    algorithm: "kubernetes.labelSelector.match", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable {
      var selector: LabelSelector?
      var labels: [String: String]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        Result { () throws(SelectorError) in
          let selector = try Selector(input.selector)
          return (matches: selector.matches(input.labels), text: selector.description)
        }
      }, answer: selectorAnswer)
  }

  private static let labelsParse: VectorSuite = VectorSuite(
    algorithm: "kubernetes.labels.parse", matches: matchesOrBothFail
  ) { vector in
    struct Input: Decodable {
      @OrZero var text: String
      var labels: [String: String]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        Result { () throws(SelectorError) in
          let selector = try Selector(parsing: input.text)
          return (matches: selector.matches(input.labels), text: selector.description)
        }
      }, answer: selectorAnswer)
  }

  @Sendable private static func selectorAnswer(
    _ outcome: Result<(matches: Bool, text: String), SelectorError>
  ) -> Documents.Node {
    switch outcome {
    case .success(let answer):
      ["matches": Node(answer.matches), "selectorString": Node(answer.text)]
    case .failure(let error):
      ["error": "invalid selector", "message": Node(error.description)]
    }
  }

  // MARK: Nodes

  private static let nodeAffinity: VectorSuite = VectorSuite(algorithm: "kubernetes.nodeAffinity") {
    vector in
    struct Input: Decodable {
      var node: ClusterNode
      var pod: Pod
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let (name, labels) = (input.node.metadata.name, input.node.metadata.labels)
    let (spec, affinity) = (input.pod.spec, input.pod.spec.affinity?.nodeAffinity)
    let wishes = affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []
    return PreparedDecision(
      decide: {
        let required = RequiredNodeAffinity(
          nodeSelector: spec.nodeSelector, affinity: affinity
        ).matches(name: name, labels: labels)
        let score = Result { () throws(SelectorError) in
          try PreferredNodeAffinity(wishes).score(name: name, labels: labels)
        }
        return (required: required, score: score)
      },
      answer: { outcome in
        var answer: Documents.Node = ["requiredMatch": Node(outcome.required.matches)]
        if outcome.required.error != nil { answer.set("requiredError", true) }
        switch outcome.score {
        case .success(let score) where !wishes.isEmpty: answer.set("preferredScore", Node(score))
        case .success: break
        case .failure: answer.set("preferredError", true)
        }
        return answer
      })
  }

  private static let taintToleration: VectorSuite = VectorSuite(
    algorithm: "kubernetes.taintToleration"
  ) {
    vector in
    struct Input: Decodable {
      var taints: [Taint]
      var tolerations: [Toleration]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        (
          untolerated: TaintTolerance.firstUntolerated(input.taints, input.tolerations),
          noExecute: TaintTolerance.eviction(input.taints, input.tolerations)
        )
      },
      answer: { outcome in
        var noExecute: Documents.Node = ["allTolerated": Node(outcome.noExecute.allTolerated)]
        if input.taints.contains(where: { $0.effect == "NoExecute" }) {
          switch outcome.noExecute.eviction {
          case .never: noExecute.set("evictAfterSeconds", nil)
          case .after(let seconds): noExecute.set("evictAfterSeconds", Node(seconds))
          }
        }
        var answer: Documents.Node = [
          "schedulable": Node(outcome.untolerated == nil), "noExecute": noExecute,
        ]
        if let taint = outcome.untolerated { answer.set("firstUntoleratedTaint", taint.node) }
        return answer
      })
  }
}

extension Taint {
  /// The taint as JSON, without the parts that are not given.
  public var node: Documents.Node {
    var node: Documents.Node = ["key": Node(key)]
    if !value.isEmpty { node.set("value", Node(value)) }
    node.set("effect", Node(effect))
    if let timeAdded { node.set("timeAdded", Node(timeAdded)) }
    return node
  }
}
