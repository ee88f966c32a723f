/// One score of a cluster, as `scores` gives it.
public struct CELScore: Sendable {
  /// The score's name.
  public var name: String
  /// The score.
  public var value: Int32

  /// Creates a score.
  public init(name: String, value: Int32) {
    self.name = name
    self.value = value
  }
}

/// Where `scores` finds the scores of a cluster.
public protocol CELScoreSource {
  /// The scores that an AddOnPlacementScore holds; nil makes the expression fail.
  func scores(cluster: String, resource: String) -> [CELScore]?
}

/// What an evaluation gives.
public struct CELOutcome: Sendable {
  /// The value, or why there is none.
  public var result: Result<CELValue, CELEvaluationError>
  /// The cost as upstream counts it; beyond the limit if that stopped the evaluation.
  public var cost: UInt64
}

/// An expression that is ready to be evaluated any number of times.
///
///     let program = try CELProgram(compiling: "managedCluster.metadata.name == 'a'", in: .placement)
///     let outcome = program.evaluate([CELValue(cluster)], scores: scores)
public struct CELProgram: Sendable {
  /// The limit on the cost of one evaluation that Kubernetes and Open Cluster Management set.
  public static let perCallLimit: UInt64 = 1_000_000
  /// The limit on the cost of all expressions that are evaluated for one object.
  public static let runtimeCostBudget: UInt64 = 10_000_000

  /// The type of the result as far as checking knows it.
  public let resultType: CELType
  private let plan: Plan

  /// Reads, checks and prepares an expression.
  ///
  /// - Throws: ``CELCompileError`` with all places that are wrong.
  public init(
    compiling text: String, in environment: CELEnvironment
  ) throws(CELCompileError) {
    let macros = Macros(hasOptionals: environment.libraries.contains(.optionals))
    do {
      let root = try Parser.parse(text, macros: macros)
      var faults = Checker.check(root, in: environment)
      if faults.isEmpty, environment.libraries.contains(.strings) {
        faults = FormatValidation.faults(in: root)
      }
      guard faults.isEmpty else { throw CELCompileError(faults: faults, source: text) }
      resultType = root.type
      plan = try Planner.plan(root, in: environment)
    } catch let error as CELCompileError {
      throw error
    } catch let fault as SyntaxFault {
      throw CELCompileError(faults: [fault], source: text)
    } catch {
      throw CELCompileError(
        faults: [SyntaxFault(message: "\(error)", offset: 0)], source: text)
    }
  }

  /// Evaluates the expression.
  ///
  /// - Parameters:
  ///   - variables: The values of the environment's variables, in the order of their declaration.
  ///   - scores: Where the function `scores` looks.
  ///   - costLimit: The cost beyond which the evaluation stops.
  public func evaluate(
    _ variables: [CELValue], scores: (any CELScoreSource)? = nil,
    costLimit: UInt64 = CELProgram.perCallLimit
  ) -> CELOutcome {
    var evaluation = Evaluation(plan, variables, scores: scores, limit: costLimit)
    do {
      let value = try evaluation.value(plan.root)
      return CELOutcome(result: .success(value), cost: evaluation.cost)
    } catch {
      return CELOutcome(result: .failure(error), cost: evaluation.cost)
    }
  }

  /// Evaluates the expression with variables by name; convenient, not fast.
  public func evaluate(
    _ bindings: [String: CELValue]
  ) -> Result<CELValue, CELEvaluationError> {
    let names = plan.variables
    var variables: [CELValue] = []
    for name in names {
      guard let value = bindings[name] else {
        return .failure(CELEvaluationError("no such attribute(s): \(name)"))
      }
      variables.append(value)
    }
    return evaluate(variables).result
  }
}
