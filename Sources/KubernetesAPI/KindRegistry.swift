import Documents

/// An object with metadata, decoded from a document.
public protocol KubernetesObject: Decodable, Sendable {
  /// Name, namespace, labels …
  var metadata: ObjectMeta { get }
}

/// Which kind of object, in which version of its group.
public struct GroupVersionKind: Hashable, Sendable, CustomStringConvertible {
  /// `v1` for the core group, otherwise `group/version`.
  public var apiVersion: String
  /// The kind, such as `Deployment`.
  public var kind: String

  /// Creates an identifier.
  public init(apiVersion: String, kind: String) {
    self.apiVersion = apiVersion
    self.kind = kind
  }

  /// The group; empty for the core group.
  public var group: String {
    apiVersion.firstIndex(of: "/").map { String(apiVersion[..<$0]) } ?? ""
  }

  /// `Deployment (apps/v1)`.
  public var description: String { "\(kind) (\(apiVersion))" }
}

/// One kind that can be read.
public struct KindEntry: Sendable {
  /// The kind.
  public let identifier: GroupVersionKind
  let decode:
    @Sendable (Documents.Node, NodeDecoder, String) throws(DocumentError) -> any KubernetesObject

  /// A kind whose objects become values of `type`.
  public init<T: KubernetesObject>(_ type: T.Type, apiVersion: String, kind: String) {
    identifier = GroupVersionKind(apiVersion: apiVersion, kind: kind)
    decode = { (node, decoder, path) throws(DocumentError) in
      try decoder.decode(T.self, from: node, path: path)
    }
  }
}

/// One object out of a document.
public struct ManifestObject: Sendable {
  /// Which kind of object.
  public var identifier: GroupVersionKind
  /// Name, namespace, labels …
  public var metadata: ObjectMeta
  /// The typed object; nil if the registry does not know the kind.
  public var object: (any KubernetesObject)?
  /// The object as it was written.
  public var node: Documents.Node
  /// The file that it was read from.
  public var file: String

  /// The typed object, if it is of this type.
  public func `as`<T: KubernetesObject>(_ type: T.Type) -> T? { object as? T }
}

/// The kinds that can be read, and how.
///
/// A system adds its own kinds: `KindRegistry.kubernetes.adding(KarmadaKinds.all)`.
public struct KindRegistry: Sendable {
  /// What happens to a kind that is not in the registry.
  public enum UnknownKinds: Sendable {
    /// The object is kept as written.
    case keep
    /// It is an error that names the nearest known kind.
    case reject
  }

  private let entries: [GroupVersionKind: KindEntry]

  /// A registry of these kinds.
  public init(_ entries: [KindEntry]) {
    self.entries = Dictionary(entries.map { ($0.identifier, $0) }) { _, last in last }
  }

  /// The kinds of Kubernetes itself.
  public static let kubernetes = KindRegistry([
    KindEntry(Pod.self, apiVersion: "v1", kind: "Pod"),
    KindEntry(ClusterNode.self, apiVersion: "v1", kind: "Node"),
    KindEntry(Namespace.self, apiVersion: "v1", kind: "Namespace"),
    KindEntry(Deployment.self, apiVersion: "apps/v1", kind: "Deployment"),
    KindEntry(ReplicaSet.self, apiVersion: "apps/v1", kind: "ReplicaSet"),
    KindEntry(ReplicationController.self, apiVersion: "v1", kind: "ReplicationController"),
    KindEntry(ClusterService.self, apiVersion: "v1", kind: "Service"),
    KindEntry(PodDisruptionBudget.self, apiVersion: "policy/v1", kind: "PodDisruptionBudget"),
    KindEntry(StatefulSet.self, apiVersion: "apps/v1", kind: "StatefulSet"),
    KindEntry(Job.self, apiVersion: "batch/v1", kind: "Job"),
    KindEntry(PriorityClass.self, apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass"),
  ])

  /// This registry and further kinds.
  public func adding(_ more: [KindEntry]) -> KindRegistry {
    // order-free: a dictionary is made of it again.
    KindRegistry(Array(entries.values) + more)
  }

  /// All kinds, in alphabetical order.
  public var identifiers: [GroupVersionKind] {
    // order-free: sorted.
    entries.keys.sorted { ($0.kind, $0.apiVersion) < ($1.kind, $1.apiVersion) }
  }

  /// Reads every object of a YAML or JSON text; lists count as their items.
  public func read(
    _ text: [UInt8], file: String, unknownKinds: UnknownKinds = .keep,
    limits: DocumentLimits = .standard
  ) throws(DocumentError) -> [ManifestObject] {
    try objects(
      in: DocumentReader.read(text, file: file, limits: limits), file: file,
      unknownKinds: unknownKinds)
  }

  /// Reads every object of a file; lists count as their items.
  public func readFile(
    _ path: String, unknownKinds: UnknownKinds = .keep, limits: DocumentLimits = .standard
  ) throws(DocumentError) -> [ManifestObject] {
    try objects(
      in: DocumentReader.readFile(path, limits: limits), file: path, unknownKinds: unknownKinds)
  }

  /// Turns documents into objects; lists count as their items.
  ///
  /// - Throws: A missing `kind` or `apiVersion`, a field of the wrong type, an unknown kind if
  ///   those are rejected. Unknown fields are tolerated: manifests may be newer than we are.
  public func objects(
    in documents: [Documents.Node], file: String, unknownKinds: UnknownKinds = .keep
  ) throws(DocumentError) -> [ManifestObject] {
    var found: [ManifestObject] = []
    for document in documents {
      try collect(document, file: file, path: "", unknownKinds, inherited: nil, into: &found)
    }
    return found
  }

  private func collect(
    _ node: Documents.Node, file: String, path: String, _ unknownKinds: UnknownKinds,
    inherited: GroupVersionKind?, into found: inout [ManifestObject]
  ) throws(DocumentError) {
    guard node.object != nil else {
      throw DocumentError(
        file: file, position: node.position, path: path,
        problem: "must be a Kubernetes object, not \(node.kindDescription)")
    }
    func text(_ field: String, _ fallback: String?) throws(DocumentError) -> String {
      if let value = node[field], !value.isNull {
        if let string = value.string, !string.isEmpty { return string }
        throw DocumentError(
          file: file, position: value.position, path: path.isEmpty ? field : "\(path).\(field)",
          problem: "must be a name, not \(value.kindDescription)")
      }
      if let fallback { return fallback }
      throw DocumentError(
        file: file, position: node.position, path: path,
        problem: "missing field \"\(field)\" of a Kubernetes object")
    }
    let identifier = GroupVersionKind(
      apiVersion: try text("apiVersion", inherited?.apiVersion),
      kind: try text("kind", inherited?.kind))
    if identifier.kind.hasSuffix("List"), let items = node["items"] {
      guard let elements = items.array ?? (items.isNull ? [] : nil) else {
        throw DocumentError(
          file: file, position: items.position, path: "items",
          problem: "must be a list, not \(items.kindDescription)")
      }
      // Items of a typed list as the API returns it do not repeat the kind.
      let itemKind = String(identifier.kind.dropLast("List".count))
      let inherited =
        itemKind.isEmpty
        ? nil : GroupVersionKind(apiVersion: identifier.apiVersion, kind: itemKind)
      for (index, element) in elements.enumerated() {
        let inside = "\(path.isEmpty ? "" : path + ".")items[\(index)]"
        try collect(
          element, file: file, path: inside, unknownKinds, inherited: inherited, into: &found)
      }
      return
    }
    found.append(try object(node, identifier, file: file, path: path, unknownKinds))
  }

  private func object(
    _ node: Documents.Node, _ identifier: GroupVersionKind, file: String, path: String,
    _ unknownKinds: UnknownKinds
  ) throws(DocumentError) -> ManifestObject {
    let decoder = NodeDecoder(file: file)
    guard let entry = entries[identifier] else {
      if unknownKinds == .reject { throw unknown(identifier, node, file: file, path: path) }
      let inside = path.isEmpty ? "metadata" : path + ".metadata"
      let metadata = try node["metadata"].map { (node) throws(DocumentError) in
        try decoder.decode(ObjectMeta.self, from: node, path: inside)
      }
      return ManifestObject(
        identifier: identifier, metadata: metadata ?? ObjectMeta(), object: nil, node: node,
        file: file)
    }
    let object = try entry.decode(node, decoder, path)
    return ManifestObject(
      identifier: identifier, metadata: object.metadata, object: object, node: node, file: file)
  }

  /// The kind is known in another version, or misspelt, or not known at all.
  private func unknown(
    _ identifier: GroupVersionKind, _ node: Documents.Node, file: String, path: String
  ) -> DocumentError {
    let versions = identifiers.filter { $0.kind == identifier.kind }.map(\.apiVersion)
    let field = versions.isEmpty ? "kind" : "apiVersion"
    let suggestion =
      versions.isEmpty
      ? nearestName(to: identifier.kind, among: identifiers.map(\.kind))
      : nearestName(to: identifier.apiVersion, among: versions) ?? versions.first
    return DocumentError(
      file: file, position: (node[field] ?? node).position,
      path: path.isEmpty ? field : "\(path).\(field)",
      problem: "unknown kind \(identifier)", suggestion: suggestion)
  }
}
