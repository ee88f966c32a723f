import Conformance
import Documents
import KubernetesAPI

/// The vectors of back-offs and limiters.
enum RateLimiterSuites {
  static let all: [VectorSuite] = [
    exponential, fastSlow, steppedBackoff, flowBackoff, reserve, tryAccept,
  ]

  /// An operation on one item: a failure or its forgetting.
  private enum Operation {
    case when(String)
    case forget(String)

    init(_ text: String) throws {
      if text.hasPrefix("when:") {
        self = .when(String(text.dropFirst(5)))
      } else if text.hasPrefix("forget:") {
        self = .forget(String(text.dropFirst(7)))
      } else {
        throw DocumentError(file: "vector", problem: "unknown operation \"\(text)\"")
      }
    }
  }

  private static func results(_ values: [Int64]) -> Node {
    ["results": Node(values.map { Node($0) })]
  }

  private static let exponential: VectorSuite = VectorSuite(
    algorithm: "kubernetes.workqueue.itemExponentialFailure"
  ) { vector in
    struct Input: Decodable {
      var baseDelayNanos: Int64
      var maxDelayNanos: Int64
      var operations: [String]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let operations = try input.operations.map(Operation.init)
    return PreparedDecision(
      decide: {
        var limiter = ExponentialRetry(
          baseNanoseconds: input.baseDelayNanos, mostNanoseconds: input.maxDelayNanos)
        return operations.map { operation -> Int64 in
          switch operation {
          case .when(let item): return limiter.delay(after: item)
          case .forget(let item):
            limiter.forget(item)
            return Int64(limiter.failureCount(item))
          }
        }
      }, answer: results)
  }

  private static let fastSlow: VectorSuite = VectorSuite(
    algorithm: "kubernetes.workqueue.itemFastSlow"
  ) {
    vector in
    struct Input: Decodable {
      var fastDelayNanos: Int64
      var slowDelayNanos: Int64
      var maxFastAttempts: Int
      var operations: [String]
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let operations = try input.operations.map(Operation.init)
    return PreparedDecision(
      decide: {
        var limiter = FastSlowRetry(
          fast: input.fastDelayNanos, slow: input.slowDelayNanos,
          fastAttempts: input.maxFastAttempts)
        return operations.map { operation -> Int64 in
          switch operation {
          case .when(let item): return limiter.delay(after: item)
          case .forget(let item):
            limiter.forget(item)
            return Int64(limiter.failureCount(item))
          }
        }
      }, answer: results)
  }

  private static let steppedBackoff: VectorSuite = VectorSuite(
    algorithm: "kubernetes.wait.backoffStep"
  ) {
    vector in
    struct Input: Decodable {
      var durationNanos: Int64
      @OrZero var factor: Double
      @OrZero var steps: Int
      @OrZero var capNanos: Int64
      var calls: Int
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    return PreparedDecision(
      decide: {
        var backoff = SteppedBackoff(
          duration: input.durationNanos, factor: input.factor, steps: input.steps,
          cap: input.capNanos)
        let delays = (0..<input.calls).map { _ in backoff.step() }
        return (delays: delays, backoff: backoff)
      },
      answer: {
        [
          "delaysNanos": Node($0.delays.map { Node($0) }),
          "remainingSteps": Node($0.backoff.steps),
          "finalDurationNanos": Node($0.backoff.duration),
        ]
      })
  }

  private static let flowBackoff: VectorSuite = VectorSuite(
    algorithm: "kubernetes.flowcontrol.backoff"
  ) {
    vector in
    struct Operation: Decodable {
      var atSeconds: Double
      var op: String
    }
    struct Input: Decodable {
      var initialNanos: Int64
      var maxNanos: Int64
      var operations: [Operation]
    }
    enum Outcome {
      case delay(Int64)
      case inBackoff(Bool)
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    let known: Set<String> = ["next", "reset", "isInBackOffSinceUpdate"]
    for operation in input.operations where !known.contains(operation.op) {
      throw DocumentError(file: "vector", problem: "unknown operation \"\(operation.op)\"")
    }
    return PreparedDecision(
      decide: {
        var backoff = FlowBackoff(initial: input.initialNanos, most: input.maxNanos)
        return input.operations.map { operation -> Outcome in
          let now = Int64((operation.atSeconds * 1e9).rounded())
          switch operation.op {
          case "next": backoff.next("key", event: now, now: now)
          case "reset": backoff.reset("key")
          default: return .inBackoff(backoff.isInBackoff("key", event: now))
          }
          return .delay(backoff.delay("key"))
        }
      },
      answer: { outcomes in
        [
          "results": Node(
            outcomes.map {
              switch $0 {
              case .delay(let delay): ["delayNanos": Node(delay)] as Node
              case .inBackoff(let isIn): ["inBackoff": Node(isIn)] as Node
              }
            })
        ]
      })
  }

  private struct BucketInput: Decodable {
    var qps: Double
    var qpsPrecision: String?
    var burst: Int
    var atNanos: [Int64]

    var bucket: TokenBucket {
      qpsPrecision == "float64"
        ? TokenBucket(rate: qps, burst: burst) : TokenBucket(qps: Float(qps), burst: burst)
    }
  }

  private static let reserve: VectorSuite = VectorSuite(algorithm: "kubernetes.tokenBucket.reserve")
  {
    vector in
    let input = try NodeDecoder(file: vector.id).decode(BucketInput.self, from: vector.input)
    return PreparedDecision(
      decide: {
        var bucket = input.bucket
        return input.atNanos.map { bucket.reserve(at: $0) ?? Int64.max }
      }, answer: { ["delaysNanos": Node($0.map { Node($0) })] })
  }

  private static let tryAccept: VectorSuite = VectorSuite(
    algorithm: "kubernetes.tokenBucket.tryAccept"
  ) {
    vector in
    let input = try NodeDecoder(file: vector.id).decode(BucketInput.self, from: vector.input)
    return PreparedDecision(
      decide: {
        var bucket = input.bucket
        return input.atNanos.map { bucket.tryAccept(at: $0) }
      }, answer: { ["accepted": Node($0.map { Node($0) })] })
  }
}
