import Documents
import Stochastic

/// How a pod comes up on its node, as its kubelet goes about it.
public struct StartupSection: Sendable, Equatable {
  package var imagePull: Distribution?
  package var start = Distribution.lognormal(median: 8, sigma: 0.7)
  package var readiness: Distribution?

  static let declaration = Declaration<StartupSection>(
    "Startup", "From binding a pod to a node until it is Ready.", initial: StartupSection.init,
    fields: [
      .optional(
        "imagePull", \.imagePull, .durations,
        "Pulling the image of the first container to a node that has none yet, once per node and"
          + " image, one pull after the other on a node (`serializeImagePulls`); absent: images are"
          + " there"),
      .field(
        "start", \.start, .durations,
        "From having the image until the containers run; alone, from binding to Ready"),
      .optional(
        "readiness", \.readiness, .durations,
        "From running containers to Ready, as the readiness probe finds it; absent: at once"),
    ])

  /// The phases, or one distribution for all of them together.
  static let shape = Shape<StartupSection>(
    word: "distribution of durations, or phases", declaration: declaration,
    schema: { collector in
      [
        "anyOf": [
          Shape<Distribution>.durations.schema(collector), declaration.shape.schema(collector),
        ]
      ]
    },
    read: { node, reading in
      if node.object != nil { return declaration.shape.read(node, reading) }
      guard let whole = Shape<Distribution>.durations.read(node, reading) else { return nil }
      var section = StartupSection()
      section.start = whole
      return section
    },
    write: { section in
      section.imagePull == nil && section.readiness == nil
        ? Shape<Distribution>.durations.write(section.start) : declaration.shape.write(section)
    })
}
