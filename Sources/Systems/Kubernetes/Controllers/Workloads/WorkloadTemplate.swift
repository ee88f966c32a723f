import Documents
import EventKernel
import Kubernetes
import KubernetesAPI

/// The pod template of a workload, as the API server keeps it: with every default.
final class WorkloadTemplate {
  /// The template as a document.
  let document: Documents.Node
  /// What its hash is made from; equal for equal templates.
  let text: String
  private let decoded: PodTemplateSpec

  /// - Parameters:
  ///   - document: A `spec.template`.
  ///   - file: Where it comes from, for messages.
  init(_ document: Documents.Node, file: String) throws {
    self.document = PodTemplateDefaults.applied(to: document)
    text = PodTemplateHash.text(of: self.document)
    var decoded = try NodeDecoder(file: file).decode(PodTemplateSpec.self, from: self.document)
    decoded.spec.tolerations = DefaultTolerations.added(to: decoded.spec.tolerations)
    self.decoded = decoded
  }

  /// What its pods have in common, with further labels.
  func pods(labels: [String: String] = [:]) -> PodTemplate {
    var template = decoded
    template.metadata.labels.merge(labels) { $1 }
    return PodTemplate(template)
  }

  /// Labels of the pods.
  var labels: [String: String] { decoded.metadata.labels }
}

extension APIServer {
  /// The time that the API server writes into objects, for decisions that count nanoseconds.
  func stored(_ nanoseconds: Int64) -> Int64 { nanoseconds - nanoseconds % 1_000_000_000 }
}
