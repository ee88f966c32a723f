import Conformance
import Documents

/// How to replay the vectors of random streams, samplers and arrival processes.
public enum StochasticSuites {
  /// Every suite of this module.
  public static let all: [VectorSuite] =
    generatorSuites + [substream] + samplerSuites + [discrete, shuffle, thinning, modulated]
    + LawSuites.all

  // MARK: - rng-kat

  private static let generatorSuites: [VectorSuite] = [
    generator32("philox4x32-10", CounterGenerators.philox4x32),
    generator64("philox4x64-10", CounterGenerators.philox4x64),
    generator64("philox2x64-10", CounterGenerators.philox2x64),
    generator64("threefry4x64-20", CounterGenerators.threefry4x64),
    generator64("threefry2x64-20", CounterGenerators.threefry2x64),
    generator32("threefry4x32-20", CounterGenerators.threefry4x32),
  ]

  private static func generator64(
    _ name: String, _ block: @escaping @Sendable (Int, [UInt64], [UInt64]) -> [UInt64]
  ) -> VectorSuite {
    VectorSuite(algorithm: "rng." + name) { vector in
      let input = VectorInput(vector.input)
      let rounds = try input.integer("rounds")
      let (counter, key) = (try input.words("counter"), try input.words("key"))
      return PreparedDecision {
        block(rounds, counter, key)
      } answer: {
        ["output": Node($0.map { Node(hexadecimal($0, digits: 16)) })]
      }
    }
  }

  private static func generator32(
    _ name: String, _ block: @escaping @Sendable (Int, [UInt32], [UInt32]) -> [UInt32]
  ) -> VectorSuite {
    VectorSuite(algorithm: "rng." + name) { vector in
      let input = VectorInput(vector.input)
      let rounds = try input.integer("rounds")
      let counter = try input.words("counter").map { UInt32(truncatingIfNeeded: $0) }
      let key = try input.words("key").map { UInt32(truncatingIfNeeded: $0) }
      return PreparedDecision {
        block(rounds, counter, key)
      } answer: {
        ["output": Node($0.map { Node(hexadecimal(UInt64($0), digits: 8)) })]
      }
    }
  }

  // MARK: - rng-substreams

  private static let substream = VectorSuite(
    algorithm: "rng.substream", matches: NumericTolerance(relative: 0).matches
  ) { vector in
    let input = VectorInput(vector.input)
    let seed = try input.seed()
    let (entity, purpose) = (try input.text("entity"), try input.text("purpose"))
    return PreparedDecision {
      let stream = RandomStream(seed, entity: entity, purpose: purpose)
      var (words, uniforms) = (stream, stream)
      return (
        stream, (0..<10).map { _ in words.next() }, (0..<10).map { _ in uniforms.uniform() }
      )
    } answer: { stream, words, uniforms in
      let counter = [
        stream.counter.word0, stream.counter.word1, stream.counter.word2, stream.counter.word3,
      ]
      return [
        "key": hexadecimal([stream.key0, stream.key1]), "counter": hexadecimal(counter),
        "words": hexadecimal(words), "uniforms": Node(uniforms.map { Node($0) }),
      ]
    }
  }

  // MARK: - gsl-distributions

  private typealias Reading = @Sendable (VectorInput) throws -> GSLSampler

  private static let samplers: [(name: String, isCount: Bool, read: Reading)] = [
    ("uniform", false, { _ in .uniform }),
    ("uniform_pos", false, { _ in .uniformPositive }),
    ("uniform_int", true, { .uniformInteger(below: UInt(try $0.integer("n"))) }),
    ("exponential", false, { .exponential(mean: try $0.number("mean")) }),
    (
      "weibull", false,
      { .weibull(scale: try $0.number("scale"), shape: try $0.number("shape")) }
    ),
    (
      "lognormal", false,
      { .lognormal(zeta: try $0.number("zeta"), sigma: try $0.number("sigma")) }
    ),
    ("gamma", false, { .gamma(shape: try $0.number("shape"), scale: try $0.number("scale")) }),
    (
      "pareto", false,
      { .pareto(shape: try $0.number("shape"), minimum: try $0.number("scale")) }
    ),
    ("gaussian", false, { .gaussian(sigma: try $0.number("sigma")) }),
    ("gaussian_ziggurat", false, { .gaussianZiggurat(sigma: try $0.number("sigma")) }),
    ("poisson", true, { .poisson(mean: try $0.number("mu")) }),
    (
      "binomial", true,
      { .binomial(p: try $0.number("p"), trials: UInt32(try $0.integer("n"))) }
    ),
    ("bernoulli", true, { .bernoulli(p: try $0.number("p")) }),
    ("geometric", true, { .geometric(p: try $0.number("p")) }),
    (
      "negative_binomial", true,
      { .negativeBinomial(p: try $0.number("p"), n: try $0.number("n")) }
    ),
    ("beta", false, { .beta(a: try $0.number("a"), b: try $0.number("b")) }),
    ("erlang", false, { .erlang(scale: try $0.number("scale"), n: try $0.number("n")) }),
    ("chisq", false, { .chiSquare(degreesOfFreedom: try $0.number("nu")) }),
    (
      "hyperexponential", false,
      {
        .hyperexponential(
          p1: try $0.number("p1"), mean1: try $0.number("mean1"), mean2: try $0.number("mean2"))
      }
    ),
  ]

  private static let samplerSuites = samplers.map { sampler in
    draws(sampler.name) { input, count in
      let law = try sampler.read(input)
      return { stream in
        (0..<count).map { _ in
          let value = law.sample(using: &stream)
          return sampler.isCount ? Node(Int64(value)) : Node(value)
        }
      }
    }
  }

  private static let discrete = draws("discrete") { input, count in
    let weights = try input.numbers("weights")
    return { stream in
      GSLSampler.discrete(weights: weights, draws: count, using: &stream).map { Node($0) }
    }
  }

  private static let shuffle = draws("shuffle") { input, _ in
    let count = try input.integer("n")
    return { stream in GSLSampler.shuffle(count: count, using: &stream).map { Node($0) } }
  }

  private typealias Draws = (inout RandomStream) -> [Node]

  private static func draws(
    _ law: String, _ prepare: @escaping @Sendable (VectorInput, Int) throws -> Draws
  ) -> VectorSuite {
    VectorSuite(
      algorithm: "gsl.ran." + law, matches: NumericTolerance(relative: 1e-13).matches
    ) { vector in
      let input = VectorInput(vector.input)
      let (key, counter) = (try input.words("key"), try input.words("counter"))
      let start = RandomStream(
        key0: key[0], key1: key[1],
        counter: Block4x64(counter[0], counter[1], counter[2], counter[3]))
      let draw = try prepare(try input.inside("parameters"), try input.integer("draws"))
      return PreparedDecision {
        var stream = start
        let values = draw(&stream)
        return (values, stream.next())
      } answer: { values, nextWord in
        ["values": Node(values), "nextWord": Node(hexadecimal(nextWord, digits: 16))]
      }
    }
  }

  // MARK: - arrival-processes

  private static let thinning = arrivals("nhppSinusoidThinning") { input in
    .nonHomogeneous(
      base: try input.number("baseRate"),
      profile: .sinusoid(
        amplitude: try input.number("amplitude"), period: try input.number("period"),
        phase: try input.number("phase")))
  } counts: {
    ("candidates", $0.candidateCount)
  }

  private static let modulated = arrivals("mmpp2") { input in
    .modulated(
      rates: try input.numbers("rates"), switchRates: try input.numbers("switchRates"),
      initialState: try input.integer("initialState"))
  } counts: {
    ("switches", $0.switchCount)
  }

  private static func arrivals(
    _ name: String, process: @escaping @Sendable (VectorInput) throws -> ArrivalProcess.Kind,
    counts: @escaping @Sendable (ArrivalGenerator) -> (String, Int)
  ) -> VectorSuite {
    VectorSuite(
      algorithm: "arrival." + name, matches: NumericTolerance(relative: 1e-13).matches
    ) { vector in
      let input = VectorInput(vector.input)
      let start = ArrivalGenerator(
        ArrivalProcess(try process(input)), seed: try input.seed(),
        entity: try input.text("entity"))
      let count = try input.integer("arrivals")
      return PreparedDecision {
        var generator = start
        return ((0..<count).compactMap { _ in generator.next() }, counts(generator))
      } answer: { times, count in
        ["times": Node(times.map { Node($0) }), count.0: Node(count.1)]
      }
    }
  }
}

private func hexadecimal(_ words: [UInt64]) -> Node {
  Node(words.map { Node(hexadecimal($0, digits: 16)) })
}

private func hexadecimal(_ word: UInt64, digits: Int) -> String {
  let text = String(word, radix: 16)
  return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
}

extension VectorInput {
  /// The address shared by the streams of a case.
  fileprivate func seed() throws(VectorInputError) -> StreamSeed {
    guard let master = UInt64(try text("masterSeed")) else {
      throw VectorInputError(member: "masterSeed", problem: "must be a number below 2^64")
    }
    return StreamSeed(
      master: master, scenario: UInt64(try integer("scenario")),
      replication: UInt64(try integer("replication")))
  }
}
