import KubernetesAPI

/// How many replicas a resource template wants, and what each of them asks for.
///
/// Mirrors: `karmada@f8fdd02 pkg/resourceinterpreter/default/native/replica.go`,
/// `pkg/util/helper/binding.go` GenerateReplicaRequirements.
public struct TemplateDemand: Sendable, Equatable {
  /// The replicas; zero for what runs no pods.
  public var replicas: Int32
  /// What one replica asks for; `nil` if its pods name neither resources nor nodes.
  public var requests: ResourceList?

  /// - Parameters:
  ///   - replicas: The replicas.
  ///   - requests: What one replica asks for.
  public init(replicas: Int32, requests: ResourceList? = nil) {
    self.replicas = replicas
    self.requests = requests
  }

  /// The demand of an object; kinds that run no pods, or that nobody interprets, want nothing.
  ///
  /// An absent number of replicas counts as one, which is what the API server would have filled
  /// in.
  public init(of object: (any KubernetesObject)?) {
    switch object {
    case let deployment as Deployment:
      self.init(replicas: deployment.replicas, template: deployment.spec.template.spec)
    case let set as StatefulSet:
      self.init(replicas: set.replicas, template: set.spec.template.spec)
    case let job as Job:
      let parallelism = job.spec.parallelism ?? 1
      self.init(
        replicas: min(parallelism, job.spec.completions ?? parallelism),
        template: job.spec.template.spec)
    case let pod as Pod:
      self.init(replicas: 1, template: pod.spec)
    default:
      self.init(replicas: 0)
    }
  }

  private init(replicas: Int32, template: PodSpec) {
    var total = ComputeResource()
    for container in template.containers {
      total.add(ResourceAmounts(Self.requests(of: container)))
    }
    for container in template.initContainers {
      total.raise(to: ResourceAmounts(Self.requests(of: container)))
    }
    total.add(ResourceAmounts(template.overhead))
    let requests = total.list
    let namesNodes =
      !template.nodeSelector.isEmpty || !template.tolerations.isEmpty
      || template.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution != nil
    self.init(replicas: replicas, requests: requests.isEmpty && !namesNodes ? nil : requests)
  }

  /// Requests, with limits where a resource has no request.
  private static func requests(of container: Container) -> ResourceList {
    container.resources.requests.merging(container.resources.limits) { request, _ in request }
  }
}
