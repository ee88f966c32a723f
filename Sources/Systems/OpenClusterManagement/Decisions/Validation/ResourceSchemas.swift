extension ResourceSchema {
  // The schemas of the kinds that are read, without what no decision depends on.
  //
  // Mirrors: `ocm@00f84c3 manifests/cluster-manager/hub/crds`.

  private static let effect = ResourceSchema.text(
    .oneOf("NoSelect", "PreferNoSelect", "NoSelectIfNew"))
  private static let qualifiedName = ResourceSchema.text(
    TextRule(maximumLength: 316, pattern: .qualifiedName))
  private static let names = ResourceSchema.array(.text())

  private static let requirements = ResourceSchema.array(
    .object([
      .field("key", .text(), isRequired: true), .field("operator", .text(), isRequired: true),
      .field("values", names),
    ]))
  private static let labelSelector = ResourceSchema.object([
    .field("matchExpressions", requirements), .field("matchLabels", .map(.text())),
  ])
  private static let claimSelector = ResourceSchema.object([
    .field("matchExpressions", requirements)
  ])

  private static let conditions = ResourceSchema.array(
    .object([
      .field("status", .text(.oneOf("True", "False", "Unknown")), isRequired: true),
      .field("type", qualifiedName, isRequired: true),
    ]))

  /// `cluster.open-cluster-management.io/v1` ManagedCluster.
  static let managedCluster = ResourceSchema.object([
    .field(
      "spec",
      .object([
        .field("hubAcceptsClient", .boolean),
        .field("leaseDurationSeconds", .integer(), otherwise: .number(60)),
        .field(
          "managedClusterClientConfigs",
          .array(
            .object([
              .field("caBundle", .text()), .field("url", .text(), isRequired: true),
            ]))),
        .field(
          "taints",
          .array(
            .object([
              .field("effect", effect, isRequired: true),
              .field("key", qualifiedName, isRequired: true), .field("timeAdded", .any),
              .field("value", .text(TextRule(maximumLength: 1024))),
            ]))),
      ])),
    .field(
      "status",
      .object([
        .field("allocatable", .map(.integerOrText(.quantity))),
        .field("capacity", .map(.integerOrText(.quantity))),
        .field(
          "clusterClaims",
          .array(
            .object([
              .field("name", .text(TextRule(minimumLength: 1, maximumLength: 253))),
              .field("value", .text(TextRule(minimumLength: 1, maximumLength: 1024))),
            ]))),
        .field("conditions", conditions),
      ])),
  ])

  /// `cluster.open-cluster-management.io/v1beta2` ManagedClusterSet.
  static let managedClusterSet = ResourceSchema.object([
    .field(
      "spec",
      .object([
        .field(
          "clusterSelector",
          .object([
            .field("labelSelector", labelSelector),
            .field(
              "selectorType", .text(.oneOf("ExclusiveClusterSetLabel", "LabelSelector")),
              isRequired: true, otherwise: .text("ExclusiveClusterSetLabel")),
          ]), otherwise: .object([])), .field("managedNamespaces", .any),
      ]), otherwise: .object([]))
  ])

  /// `cluster.open-cluster-management.io/v1beta2` ManagedClusterSetBinding.
  static let managedClusterSetBinding = ResourceSchema.object([
    .field(
      "spec", .object([.field("clusterSet", .text(TextRule(minimumLength: 1)))]))
  ])

  private static let prioritizerConfiguration = ResourceSchema.object([
    .field(
      "scoreCoordinate",
      .object([
        .field(
          "addOn",
          .object([
            .field("resourceName", .text(), isRequired: true),
            .field("scoreName", .text(), isRequired: true),
          ])),
        .field("builtIn", .text()),
        .field(
          "type", .text(.oneOf("BuiltIn", "AddOn")), isRequired: true,
          otherwise: .text("BuiltIn")),
      ]), isRequired: true),
    .field("weight", .integer(minimum: -10, maximum: 10), otherwise: .number(1)),
  ])

  private static let groupStrategy = ResourceSchema.object([
    .field("clustersPerDecisionGroup", .integerOrText(.groupSize), otherwise: .text("100%")),
    .field(
      "decisionGroups",
      .array(
        .object([
          .field(
            "groupClusterSelector",
            .object([
              .field("claimSelector", claimSelector), .field("labelSelector", labelSelector),
            ]), isRequired: true),
          .field("groupName", .text(TextRule(pattern: .groupName)), isRequired: true),
        ]))),
  ])

  private static let spreadConstraint = ResourceSchema.object([
    .field("maxSkew", .integer(minimum: 1), otherwise: .number(1)),
    .field("topologyKey", qualifiedName, isRequired: true),
    .field("topologyKeyType", .text(.oneOf("Label", "Claim")), isRequired: true),
    .field(
      "whenUnsatisfiable", .text(.oneOf("DoNotSchedule", "ScheduleAnyway")),
      otherwise: .text("ScheduleAnyway")),
  ])

  /// `cluster.open-cluster-management.io/v1beta1` Placement.
  static let placement = ResourceSchema.object([
    .field(
      "spec",
      .object([
        .field("clusterSets", names),
        .field("decisionStrategy", .object([.field("groupStrategy", groupStrategy)])),
        .field("numberOfClusters", .integer(minimum: -0x8000_0000, maximum: 0x7FFF_FFFF)),
        .field(
          "predicates",
          .array(
            .object([
              .field(
                "requiredClusterSelector",
                .object([
                  .field("celSelector", .object([.field("celExpressions", names)])),
                  .field("claimSelector", claimSelector),
                  .field("labelSelector", labelSelector),
                ]))
            ]))),
        .field(
          "prioritizerPolicy",
          .object([
            .field("configurations", .array(prioritizerConfiguration)),
            .field("mode", .text(), otherwise: .text("Additive")),
          ])),
        .field(
          "scoreRateLimit", .text(TextRule(pattern: .seconds)), otherwise: .text("1m")),
        .field(
          "sortBy", .text(.oneOf("ClusterName", "Score")), otherwise: .text("ClusterName")),
        .field(
          "spreadPolicy",
          .object([.field("spreadConstraints", .array(spreadConstraint, maximum: 8))])),
        .field(
          "tolerations",
          .array(
            .object([
              .field("effect", effect), .field("key", qualifiedName),
              .field("operator", .text(), otherwise: .text("Equal")),
              .field("tolerationSeconds", .integer()),
              .field("value", .text(TextRule(maximumLength: 1024))),
            ]))),
      ]), isRequired: true)
  ])

  /// `cluster.open-cluster-management.io/v1beta1` PlacementDecision.
  static let placementDecision = ResourceSchema.object([
    .field(
      "status",
      .object([
        .field(
          "decisions",
          .array(
            .object([
              .field("clusterName", .text(), isRequired: true),
              .field("reason", .text(), isRequired: true),
            ])), isRequired: true)
      ]))
  ])

  /// `cluster.open-cluster-management.io/v1alpha1` AddOnPlacementScore.
  static let addOnPlacementScore = ResourceSchema.object([
    .field(
      "status",
      .object([
        .field(
          "scores",
          .array(
            .object([
              .field("name", .text(), isRequired: true),
              .field("value", .integer(minimum: -100, maximum: 100), isRequired: true),
            ]))),
        .field("validUntil", .text()),
      ]))
  ])

  private static func rollout(_ more: [Field]) -> ResourceSchema {
    .object(
      [
        .field("maxFailures", .integerOrText(.rolloutSize), otherwise: .number(0)),
        .field("minSuccessTime", .text(), otherwise: .text("0")),
        .field(
          "progressDeadline", .text(TextRule(pattern: .progressDeadline)),
          otherwise: .text("None")),
      ] + more)
  }

  private static let mandatoryGroups = Field(
    name: "mandatoryDecisionGroups",
    schema: .array(
      .object([.field("groupIndex", .integer()), .field("groupName", .text())])))

  private static let rolloutStrategy = ResourceSchema.object([
    .field("all", rollout([])),
    .field(
      "progressive",
      rollout([mandatoryGroups, .field("maxConcurrency", .integerOrText(.rolloutSize))])),
    .field("progressivePerGroup", rollout([mandatoryGroups])),
    .field(
      "type", .text(.oneOf("All", "Progressive", "ProgressivePerGroup")),
      otherwise: .text("All")),
  ])

  private static let workSpec = ResourceSchema.object([
    .field(
      "deleteOption",
      .object([
        .field(
          "propagationPolicy", .text(.oneOf("Foreground", "Orphan", "SelectivelyOrphan")),
          otherwise: .text("Foreground")), .field("selectivelyOrphans", .any),
        .field("ttlSecondsAfterFinished", .integer()),
      ])),
    .field("executor", .any), .field("manifestConfigs", .any),
    .field("workload", .object([.field("manifests", .array(.any))])),
  ])

  /// `work.open-cluster-management.io/v1` ManifestWork.
  static let manifestWork = ResourceSchema.object([
    .field("spec", workSpec), .field("status", .object([.field("conditions", conditions)])),
  ])

  /// `work.open-cluster-management.io/v1alpha1` ManifestWorkReplicaSet.
  static let manifestWorkReplicaSet = ResourceSchema.object([
    .field(
      "spec",
      .object([
        .field(
          "cascadeDeletionPolicy", .text(.oneOf("Background", "Foreground")), isRequired: true,
          otherwise: .text("Background")),
        .field("manifestWorkTemplate", workSpec),
        .field(
          "placementRefs",
          .array(
            .object([
              .field("name", .text(TextRule(minimumLength: 1)), isRequired: true),
              .field(
                "rolloutStrategy", rolloutStrategy,
                otherwise: .object([
                  ("all", .object([("progressDeadline", .text("None"))])), ("type", .text("All")),
                ])),
            ]), minimum: 1), isRequired: true),
      ]))
  ])
}
