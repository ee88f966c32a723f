import Experiments

/// How the intervals were made, and what the words mean.
struct ReportNotes {
  var result: ExperimentResult

  var markup: Markup {
    var methods: [String] = []
    for arm in result.arms {
      for metric in arm.metrics where !methods.contains(metric.method) && !metric.method.isEmpty {
        methods.append(metric.method)
      }
    }
    let explained = methods.map { method -> Markup in
      "<dt>\(method)</dt><dd>\(explanation(method))</dd>"
    }
    let words = Self.glossary.map { "<dt>\($0.word)</dt><dd>\($0.meaning)</dd>" as Markup }
    return """
      <section class="notes"><h2>How to take the intervals</h2>
      <p>A simulated run is one throw of the dice. The same scenario was run again with other random \
      numbers, and each such replication gave one value per metric. An interval says how far the mean of \
      many more replications may lie from the mean of these. It does not say how far a single run may lie \
      from it (see “least” and “most”), nor how far the model is from reality.</p>
      <dl>\(explained)</dl>
      <h2>Glossary</h2><dl>\(words)</dl></section>

      """
  }

  private func explanation(_ method: String) -> Markup {
    let confidence = Figures.roundPercent(result.confidence)
    let lower = method.lowercased()
    if lower.contains("order statistic") {
      let pooled: Markup? =
        lower.contains("pooled")
        ? """
         The samples of all replications are taken together as if independent; those of one run share \
        its failures, so the interval is rather too narrow.
        """ : nil
      return """
        The ends are observed values, chosen by rank so that at least \(confidence) of such intervals \
        hold the true quantile. Nothing is assumed about the distribution, so the two sides differ.\(pooled)
        """
    }
    if lower.hasPrefix("t ") || lower.contains("student") {
      return """
        The mean of one value per replication, give or take Student's t times its standard error. \
        Replications are independent; their values should be nearly normal, which matters less the more \
        there are.
        """
    }
    if lower.contains("wilson") || lower.contains("clopper") || lower.contains("proportion") {
      return "An interval for a share of yes-or-no outcomes; it stays between 0 and 100 %."
    }
    if lower.contains("bootstrap") {
      return "The spread of the estimate when replications are drawn again from those seen."
    }
    return "As named; see the reference of the statistics."
  }

  private static let glossary: [(word: String, meaning: String)] = [
    ("arm", "One variant of the scenario. Arms are compared under the same random numbers."),
    ("availability", "The share of what was asked for that was served, between 0 and 100 %."),
    (
      "detect, evict, reschedule, recover",
      "The steps of a failover: the control plane holds a cluster to be lost; a service is told to "
        + "leave it; its replicas are placed elsewhere; a new replica serves in the place of a lost "
        + "one. Each is counted from the failure."
    ),
    ("digest", "A fingerprint of the scenario and of every file that it reads."),
    ("interval", "The range that holds the true value with the stated confidence."),
    ("nines", "An availability of 99.9 % has three nines; one nine more is a tenth of the loss."),
    ("p50, p95, p99", "The time within which 50, 95 or 99 of 100 cases were through."),
    ("pending", "A replica that no node has room for, or that waits for a decision."),
    ("replication", "One run of the scenario with its own random numbers."),
    ("serving", "A replica that runs, is ready and can be reached."),
    (
      "unreachable",
      "A replica on a node that is down, as long as the control plane keeps it there."
    ),
    ("warm-up", "The first part of a run, which metrics leave out."),
  ]
}
