import Foundation
import Testing

/// The rules that keep runs reproducible and modules apart, read from the sources themselves.
struct HouseRulesTests {
  /// Modules where bytes enter or leave.
  static let edges: Set<String> = [
    "Documents", "KubernetesAPI", "Conformance", "Scenarios", "Workloads", "Experiments",
    "Reporting", "ResultsStore", "Place", "RegattaKit", "regatta",
  ]

  @Test("the sources are found")
  func sourcesAreFound() {
    #expect(SourceTree.files.count > 200)
    #expect(SourceTree.files.contains { $0.module == "KarmadaControllers" })
  }

  @Test("no wall clock, system randomness or environment below the command line")
  func noHiddenInputs() {
    let forbidden = [
      "Date()", "Date.now", "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator",
      ".randomElement()", ".shuffled()", ".shuffle()", "Task.sleep", "ProcessInfo",
      "DispatchTime.now", "clock_gettime", "gettimeofday", "UUID()", "arc4random", "getenv(",
    ]
    for file in SourceTree.files where file.module != "regatta" {
      for line in file.code {
        for word in forbidden where line.text.contains(word) {
          Issue.record("\(file.path):\(line.number): \(word) is an input that no seed controls")
        }
        if line.text.contains(".random(in:"), !line.text.contains("using:") {
          Issue.record("\(file.path):\(line.number): random(in:) without `using:`")
        }
      }
    }
  }

  @Test("Foundation only where bytes enter or leave")
  func foundationAtTheEdges() {
    for file in SourceTree.files where !Self.edges.contains(file.module) {
      #expect(!file.imports.contains("Foundation"), "\(file.path) imports Foundation")
    }
  }

  @Test("GSL only in Stochastic and Statistics")
  func gslInItsPlace() {
    for file in SourceTree.files where !["Stochastic", "Statistics"].contains(file.module) {
      #expect(!file.imports.contains("CGSL"), "\(file.path) imports CGSL")
    }
  }

  @Test("decisions know no time, the fleet knows no policy, statistics know no fleet")
  func threeWalls() {
    let systems = ["Karmada", "OpenClusterManagement", "KubeFleet", "KubeFed"]
    for file in SourceTree.files {
      let imports = Set(file.imports)
      if file.path.contains("/Decisions/") {
        let world: Set = ["EventKernel", "FleetModel", "Stochastic", "KubernetesControllers"]
        #expect(imports.isDisjoint(with: world), "\(file.path) sees time or the fleet")
      }
      if ["FleetModel", "Failures", "Workloads"].contains(file.module) {
        #expect(imports.isDisjoint(with: systems), "\(file.path) sees a control plane's policy")
      }
      if ["Statistics", "Stochastic"].contains(file.module) {
        #expect(!imports.contains("FleetModel"), "\(file.path) sees the fleet")
      }
      for system in systems where file.path.contains("Systems/\(system)/") {
        let others = systems.filter { $0 != system }.flatMap { [$0, $0 + "Controllers"] }
        #expect(imports.isDisjoint(with: others), "\(file.path) imports another system")
      }
    }
  }

  @Test("iteration over a dictionary or set is sorted, or says why order does not matter")
  func noUnorderedIteration() {
    // `for … in x.keys`, `.values`; the next line or the same one may carry the reason.
    let unordered = #/\bfor\s.+\sin\s.+\.(keys|values)\b/#
    for file in SourceTree.files {
      for line in file.code where line.text.contains(unordered) {
        if line.text.contains("sorted") { continue }
        let near = file.lines[max(0, line.number - 3)...min(file.lines.count - 1, line.number)]
        #expect(
          near.contains { $0.contains("order-free:") },
          "\(file.path):\(line.number): iterates in hash order")
      }
    }
  }

  @Test("every public declaration is documented")
  func publicIsDocumented() {
    let declaration =
      #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:public|open)\s+(?!(?:extension|internal)\b)/#
    for file in SourceTree.files {
      var missing: [Int] = []
      for (index, line) in file.lines.enumerated() where line.prefixMatch(of: declaration) != nil {
        if line.contains("init(from decoder") || line.contains("func encode(to encoder") {
          continue  // Codable's own words
        }
        if !isDocumented(file.lines, index) { missing.append(index + 1) }
      }
      #expect(missing.isEmpty, "\(file.path): undocumented public declarations at \(missing)")
    }
  }

  /// Whether the declaration at `index` has a doc comment directly above, above its attributes, or
  /// shares the comment of the property above it (as in "Degrees north and east").
  private func isDocumented(_ lines: [Substring], _ index: Int) -> Bool {
    let property = #/\b(?:var|let|case)\b/#
    let isProperty = lines[index].contains(property)
    var above = index - 1
    while above >= 0 {
      let text = lines[above].trimmingCharacters(in: .whitespaces)
      if text.hasPrefix("///") { return true }
      if text.hasPrefix("@") || text.hasPrefix("//") {
        above -= 1
      } else if isProperty, text.contains("public"), text.contains(property) {
        above -= 1
      } else {
        return false
      }
    }
    return false
  }

  @Test("every file of decisions says what it mirrors")
  func decisionsNameTheirSource() {
    for file in SourceTree.files where file.path.contains("/Decisions/") {
      let name = file.path.split(separator: "/").last ?? ""
      if name.hasPrefix("Suites") || file.path.contains("/Suites/") { continue }
      #expect(
        file.lines.contains { $0.contains("Mirrors:") },
        "\(file.path) has no `Mirrors:` line")
    }
  }
}
