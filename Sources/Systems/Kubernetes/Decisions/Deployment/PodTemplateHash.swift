import Documents
import GoSemantics
import KubernetesAPI

/// The hash of a pod template, by which replica sets are named.
///
/// It is a hash over the printed Go struct, so every field of it counts, set or not. Members that
/// the struct does not have are ignored, as the API server drops them; lists and maps without
/// elements count as absent, as they do after storage.
///
/// Quantities beyond 64 bits and managed fields are printed in a way of their own: such templates
/// get a stable name, though not upstream's.
///
/// Mirrors: `kubernetes@v1.36.2 pkg/controller/controller_utils.go` ComputeHash,
/// `k8s.io/apimachinery@v0.36.2 pkg/util/{dump,rand}`; names in the vectors
/// `kubernetes/timeline-deployment.jsonl.gz`.
public enum PodTemplateHash {
  /// The printed struct of a template whose defaults are filled in; equal for equal templates.
  public static func text(of template: Node) -> String {
    var printer = Printer()
    printer.print(template, "PodTemplateSpec", showsType: true)
    return printer.text
  }

  /// The label `pod-template-hash`.
  ///
  /// - Parameters:
  ///   - text: What ``text(of:)`` answered.
  ///   - collisionCount: How often the name was taken; nil for never.
  public static func hash(ofText text: String, collisionCount: Int32? = nil) -> String {
    var hash = FNV.fnv1a32(text)
    if let collisionCount {
      let count = UInt32(bitPattern: collisionCount)
      let bytes = (0..<4).map { UInt8(truncatingIfNeeded: count >> (8 * UInt32($0))) }
      hash = FNV.fnv1a32(bytes + [0, 0, 0, 0], from: hash)
    }
    return safe(String(hash))
  }

  /// The name of the replica set of a deployment, within the length of a DNS name.
  public static func replicaSetName(deployment: String, hash: String) -> String {
    let room = 253 - 1 - hash.utf8.count
    let stem = deployment.utf8.count > room ? String(deployment.prefix(room)) : deployment
    return "\(stem)-\(hash)"
  }

  /// Replaces every character by one that spells no words.
  private static func safe(_ text: String) -> String {
    let letters = Array("bcdfghjklmnpqrstvwxz2456789")
    return String(text.utf8.map { letters[Int($0) % letters.count] })
  }
}

/// Prints a value as Go's `spew` does with types, sorted keys and no methods.
private struct Printer {
  var text = ""

  mutating func print(_ value: Node?, _ type: String, showsType: Bool) {
    let value = value.flatMap { $0.isNull ? nil : $0 }
    if type.hasPrefix("*") {
      let pointee = String(type.dropFirst())
      text += "(*\(Self.fullName(pointee)))"
      if let value { print(value, pointee, showsType: false) } else { text += "<nil>" }
      return
    }
    if showsType { text += "(\(Self.fullName(type)))" }
    switch type {
    case "string": text += value?.string ?? ""
    case "bool": text += value?.bool == true ? "true" : "false"
    case "int32", "int64": text += "\(value?.int64 ?? 0)"
    case "Time":
      text += "{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}"
    case "resource.Quantity": printQuantity(value)
    case "intstr.IntOrString": printIntOrString(value)
    case "ResourceList": printMap(value, of: "resource.Quantity")
    case "map[string]string": printMap(value, of: "string")
    default:
      if type.hasPrefix("[]") {
        printList(value, of: String(type.dropFirst(2)))
      } else if let fields = PodTemplateSchema.structs[type] {
        printStruct(value, fields)
      } else {
        text += value?.string ?? ""
      }
    }
  }

  private mutating func printStruct(_ value: Node?, _ fields: [PodTemplateSchema.Field]) {
    text += "{"
    for (index, field) in fields.enumerated() {
      if index > 0 { text += " " }
      text += field.name + ":"
      let member = field.member.map { value?[$0] } ?? value
      print(member, field.type, showsType: true)
    }
    text += "}"
  }

  private mutating func printList(_ value: Node?, of type: String) {
    guard let elements = value?.array, !elements.isEmpty else {
      text += "<nil>"
      return
    }
    text += "["
    for (index, element) in elements.enumerated() {
      if index > 0 { text += " " }
      print(element, type, showsType: false)
    }
    text += "]"
  }

  private mutating func printMap(_ value: Node?, of type: String) {
    guard let members = value?.object, !members.isEmpty else {
      text += "<nil>"
      return
    }
    text += "map["
    var sorted = members
    stableSort(&sorted) { bytewiseLess($0.key, $1.key) }
    for (index, member) in sorted.enumerated() {
      if index > 0 { text += " " }
      text += member.key + ":"
      print(member.value, type, showsType: false)
    }
    text += "]"
  }

  private mutating func printQuantity(_ value: Node?) {
    var parts: (value: Int64, scale: Int32) = (0, 0)
    var canonical = ""
    var format = ""
    // The API server hands out canonical texts, and those are what is parsed in the end.
    if let written = value?.string ?? value.map({ $0.json() }),
      let first = try? Quantity(parsing: written),
      let quantity = try? Quantity(parsing: first.text)
    {
      parts = quantity.small ?? (0, 0)
      canonical = quantity.small == nil ? quantity.text : quantity.parsedText ?? ""
      format = quantity.format.rawValue
    }
    text += "{i:(resource.int64Amount){value:(int64)\(parts.value) "
    text += "scale:(resource.Scale)\(parts.scale)} "
    text += "d:(resource.infDecAmount){Dec:(*inf.Dec)<nil>} "
    text += "s:(string)\(canonical) Format:(resource.Format)\(format)}"
  }

  private mutating func printIntOrString(_ value: Node?) {
    let string = value?.string
    text += "{Type:(intstr.Type)\(string == nil ? 0 : 1) "
    text += "IntVal:(int32)\(value?.int64 ?? 0) StrVal:(string)\(string ?? "")}"
  }

  private static func fullName(_ type: String) -> String {
    if type.hasPrefix("[]") { return "[]" + fullName(String(type.dropFirst(2))) }
    switch type {
    case "string", "bool", "int32", "int64", "map[string]string": return type
    default: return type.contains(".") ? type : "v1." + type
    }
  }
}
