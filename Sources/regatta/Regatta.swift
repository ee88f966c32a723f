import ArgumentParser

/// The command line: arguments in, exit status out.
@main
struct Regatta: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regatta", abstract: "A discrete-event multicluster simulator and benchmark.",
    discussion: """
      Exit status: 0 success; 1 objective missed, regression or disagreement; 2 invalid input; \
      64 wrong usage; 70 internal error.
      """,
    version: "regatta \(version)",
    subcommands: [
      RunCommand.self, CompareCommand.self, SweepCommand.self, PlanCommand.self,
      CheckCommand.self, HistoryCommand.self, PlaceCommand.self, VerifyCommand.self,
      ExplainCommand.self, ListCommand.self,
      SchemaCommand.self,
    ])
}
