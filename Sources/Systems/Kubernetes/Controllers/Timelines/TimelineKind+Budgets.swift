import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

extension TimelineKind {
  /// Budgets of disruptions.
  static let disruptionBudgets = TimelineKind(
    kind: "PodDisruptionBudget",
    create: { run, manifest in
      try run.server.createBudget(manifest, file: run.script.identity)
    },
    update: { run, object, manifest in
      guard let object = object as? DisruptionBudgetObject else { return }
      let budget = try run.decode(PodDisruptionBudget.self, manifest)
      run.server.update(object, in: \.budgets, .spec) {
        $0.revision &+= 1
        $0.apply(budget.spec)
      }
    },
    delete: { run, object in
      if let budget = object as? DisruptionBudgetObject {
        run.server.remove(budget, from: \.budgets)
      }
    },
    find: { run, name, namespace in run.server.budgets[name, namespace: namespace] },
    fields: { _, object in
      guard let budget = object as? DisruptionBudgetObject else { return nil }
      var fields: [(String, Node)] = [("exists", true)]
      // Nothing is said before the controller has been there.
      guard budget.condition != nil else { return fields }
      fields.append(("status.currentHealthy", Node(budget.status.currentHealthy)))
      fields.append(("status.desiredHealthy", Node(budget.status.desiredHealthy)))
      fields.append(("status.expectedPods", Node(budget.status.expectedPods)))
      fields.append(("status.disruptionsAllowed", Node(budget.status.disruptionsAllowed)))
      fields.append(("status.disruptedPods", Node(budget.status.disruptedPods.count)))
      return fields
    })
}
