import Documents

/// How objects of one kind appear in scripts and recordings.
///
/// A controller's file adds the kinds that it brings; `TimelineRun` lists them.
struct TimelineKind: Sendable {
  /// `Deployment`, …
  let kind: String
  /// Creates the object of a manifest, as a user would submit it.
  var create: @Sendable (_ run: TimelineRun, _ manifest: Node) throws -> Void
  /// Changes an object to what a patched manifest says.
  var update:
    @Sendable (_ run: TimelineRun, _ object: any APIObject, _ manifest: Node) throws -> Void
  /// Deletes an object.
  var delete: @Sendable (_ run: TimelineRun, _ object: any APIObject) throws -> Void
  /// The object of a name.
  var find: @Sendable (_ run: TimelineRun, _ name: String, _ namespace: String) -> (any APIObject)?
  /// What is recorded of an object of this kind, by field; nil for an object of another kind.
  /// Absent fields are left out.
  var fields:
    @Sendable (_ run: TimelineRun, _ object: any APIObject) -> [(field: String, value: Node)]?
  /// The manifest with what controllers have changed of it since, before a patch is merged in.
  var current: @Sendable (_ object: any APIObject, _ manifest: Node) -> Node = { $1 }
}

/// A controller that a timeline names.
struct TimelineController: Sendable {
  /// The name in `controllers`, such as `node-lifecycle`.
  let name: String
  /// The name of its start in `phases`, such as `nodeLifecycleStartSeconds`.
  let phase: String
  /// Makes the controller; what it returns starts it.
  var make: @Sendable (_ run: TimelineRun) throws -> () -> Void
}
