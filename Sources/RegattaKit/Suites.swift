import Conformance
import Karmada
import KarmadaControllers
import KubeFed
import KubeFedControllers
import KubeFleet
import Kubernetes
import KubernetesAPI
import KubernetesControllers
import OpenClusterManagement
import Statistics
import Stochastic

/// Every suite of golden vectors; a system joins by adding its own here.
public enum Suites {
  /// Decisions: one call, one answer.
  public static let decisions: [VectorSuite] =
    StochasticSuites.all + StatisticsSuites.all + KubernetesAPISuites.all + KubernetesSuites.all
    + KarmadaSuites.all + KubeFedSuites.all + OpenClusterManagementSuites.all + KubeFleetSuites.all

  /// Changes over virtual time.
  public static let timelines: [TimelineSuite] =
    KubernetesTimelineSuites.all + KarmadaTimelineSuites.all + KubeFedTimelineSuites.all

  /// What `regatta verify` replays vectors with.
  public static let runner = VectorRunner(suites: decisions, timelines: timelines)
}
