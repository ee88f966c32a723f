import Documents
import EventKernel
import Workloads

/// The jobs of one entry of `workloads.traces`, ready to arrive.
enum TraceFile {
  /// More than this arrives in no run.
  static let limit = 1_000_000

  /// Reads a trace: cut, sped up, with names that Kubernetes accepts.
  ///
  /// - Throws: `DocumentError` with file and line; without a file it concerns the entry itself.
  static func jobs(_ section: TraceSection, file: String) throws(DocumentError) -> [TraceJob] {
    let from = section.from.inSeconds
    var jobs = try read(section, file).filter { $0.arrival >= from }
    if let limit = section.limit { jobs = Array(jobs.prefix(limit)) }
    guard !jobs.isEmpty else {
      throw DocumentError(
        file: "", problem: "no row of \"\(file)\" arrives that late; choose an earlier \"from\"")
    }
    guard jobs.count <= limit else {
      throw DocumentError(
        file: "",
        problem: "\"\(file)\" has \(jobs.count) rows, more than \(limit); give a \"limit\"")
    }
    var names: Set<String> = []
    for index in jobs.indices {
      jobs[index].arrival = (jobs[index].arrival - from) / section.speedup
      let name = String(jobs[index].name.lowercased().map { $0 == "_" || $0 == "." ? "-" : $0 })
      let isUsable = isName(name[...]) && !names.contains(name)
      jobs[index].name = isUsable ? name : "\(section.format.rawValue)-row-\(index + 1)"
      names.insert(jobs[index].name)
    }
    return jobs
  }

  private static func read(
    _ section: TraceSection, _ file: String
  ) throws(DocumentError) -> [TraceJob] {
    do throws(TraceError) {
      switch section.format {
      case .openb:
        let pods = try OpenbPod.read(path: file)
        guard pods.isEmpty || pods.contains(where: { $0.creation != nil }) else {
          throw TraceError(file: file, line: 1, problem: "has no column \"creation_time\"")
        }
        return TraceJob.jobs(pods)
      case .opendc:
        return TraceJob.jobs(
          try OpenDCTask.read(path: file),
          memoryUnit: Double(section.memoryUnit.value) / Double(1 << 20))
      case .swim:
        return TraceJob.jobs(try SwimJob.read(path: file), bytesPerSecond: section.perSecond)
      case .azureLLM:
        return TraceJob.jobs(
          try LanguageModelRequest.read(path: file), tokensPerSecond: section.perSecond)
      }
    } catch {
      throw DocumentError(
        file: error.file,
        position: error.line > 0
          ? Node.Position(line: Int32(clamping: error.line), column: 1) : .none,
        path: error.column ?? "", problem: error.problem)
    }
  }
}
