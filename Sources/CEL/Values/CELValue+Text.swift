import GoSemantics
import KubernetesAPI

extension CELValue {
  /// The value as messages show it.
  var plainText: String {
    var text = ""
    write(to: &text, depth: 0)
    return text
  }

  private func write(to text: inout String, depth: Int) {
    guard text.utf8.count < 1024, depth < 8 else {
      text += "…"
      return
    }
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .int(let value): text += String(value)
    case .uint(let value): text += String(value)
    case .double(let value): text += GoNumber.text(value)
    case .string(let value): text += value
    case .bytes(let bytes): text += String(decoding: bytes, as: UTF8.self)
    case .list(let elements):
      text += "["
      for (place, element) in elements.enumerated() {
        if text.utf8.count >= 1024 { break }
        if place > 0 { text += ", " }
        element.write(to: &text, depth: depth + 1)
      }
      text += "]"
    case .map(let map):
      text += "{"
      for place in 0..<map.count {
        if text.utf8.count >= 1024 { break }
        if place > 0 { text += ", " }
        map.keys[place].write(to: &text, depth: depth + 1)
        text += ": "
        map.values[place].write(to: &text, depth: depth + 1)
      }
      text += "}"
    case .timestamp(let time): text += time.text
    case .duration(let length): text += GoDuration.format(nanoseconds: length)
    case .type(let type): text += type.runtimeName
    case .optional(let optional):
      guard let value = optional.value else {
        text += "optional.none()"
        return
      }
      text += "optional("
      value.write(to: &text, depth: depth + 1)
      text += ")"
    case .opaque(let value): text += value.text
    }
  }
}

extension CELValue: CustomStringConvertible {
  /// The value as messages show it; long ones are cut.
  public var description: String { plainText }
}

extension CELOpaque {
  /// The value's text.
  var text: String {
    switch self {
    case .quantity(let quantity): quantity.text
    case .semanticVersion(let version): version.text
    case .url(let locator): locator.text
    case .ip(let address): address.text
    case .cidr(let prefix): prefix.text
    case .format(let format): format.name
    }
  }
}
