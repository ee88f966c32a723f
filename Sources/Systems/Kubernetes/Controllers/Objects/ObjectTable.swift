/// One object as the API server of a member keeps it: identity and change are the point, so it is a
/// class.
protocol APIObject: AnyObject {
  /// Its number in its table: counted from zero in order of creation, never used twice.
  var id: Int32 { get set }
  var name: String { get }
  /// Empty for objects of the whole cluster.
  var namespace: String { get }
}

/// All objects of one kind in one API server, by number and by name.
///
/// Iteration goes by number, which is the order of creation; gaps of deleted objects cost a
/// comparison each, so what happens often asks an index of its own instead (`PodList`).
struct ObjectTable<Object: APIObject>: Sequence {
  private var rows: [Object?] = []
  private var byName: [ObjectName: Int32] = [:]

  private struct ObjectName: Hashable {
    var namespace: String
    var name: String
  }

  /// How many objects there are.
  var count: Int { byName.count }

  /// The object of that number; nil when it is deleted or never was.
  subscript(id: Int32) -> Object? {
    id >= 0 && Int(id) < rows.count ? rows[Int(id)] : nil
  }

  /// The object of that name.
  subscript(name: String, namespace namespace: String = "") -> Object? {
    byName[ObjectName(namespace: namespace, name: name)].flatMap { self[$0] }
  }

  /// Adds an object and numbers it; answers false, and changes nothing, where the name is taken.
  mutating func insert(_ object: Object) -> Bool {
    let name = ObjectName(namespace: object.namespace, name: object.name)
    guard byName[name] == nil else { return false }
    object.id = Int32(rows.count)
    byName[name] = object.id
    rows.append(object)
    return true
  }

  /// Removes an object.
  mutating func remove(_ object: Object) {
    rows[Int(object.id)] = nil
    byName[ObjectName(namespace: object.namespace, name: object.name)] = nil
  }

  /// The objects by number.
  func makeIterator() -> AnyIterator<Object> {
    var next = 0
    return AnyIterator {
      while next < rows.count {
        defer { next += 1 }
        if let object = rows[next] { return object }
      }
      return nil
    }
  }
}
