import ArgumentParser

/// The command line: arguments in, exit status out.
@main
struct Regatta: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "regatta", abstract: "A discrete-event multicluster simulator and benchmark.")
}
