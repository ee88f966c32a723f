import Documents

/// The variables in the values of JSON patches.
///
/// They are replaced in the value's JSON text, before it is read.
///
/// Mirrors: `kubefleet@e160c1cd pkg/controllers/workgenerator/override.go`.
enum OverrideVariables {
  enum Failure: String, Error, Sendable {
    case labelMissing = "not found on cluster"
    case unclosed = "missing the closing bracket"
    case invalidValue = "invalid character"
  }

  private static let clusterName = "${MEMBER-CLUSTER-NAME}"
  private static let labelPrefix = "${MEMBER-CLUSTER-LABEL-KEY-"

  /// The value with the cluster's name and labels filled in.
  static func resolve(
    _ value: Node?, cluster: String, labels: [String: String]
  ) throws(Failure) -> Node {
    guard let value else { return .null }
    var text = Array(value.json(sortedKeys: false).utf8)
    guard text.contains(UInt8(ascii: "$")) else { return value }
    replaceAll(Array(clusterName.utf8), with: Array(cluster.utf8), in: &text)
    let prefix = Array(labelPrefix.utf8)
    while let start = first(prefix, in: text, from: 0) {
      let begin = start + prefix.count
      guard let end = text[begin...].firstIndex(of: UInt8(ascii: "}")) else { throw .unclosed }
      let key = String(decoding: text[begin..<end], as: UTF8.self)
      guard let label = labels[key] else { throw .labelMissing }
      // A label that holds the same variable would go on for ever; labels cannot hold `$`.
      text.replaceSubrange(start...end, with: Array(label.utf8))
      if text.count > DocumentLimits.standard.maximumBytes { throw .invalidValue }
    }
    guard let resolved = try? DocumentReader.readJSON(text, file: "override") else {
      throw .invalidValue
    }
    return resolved
  }

  private static func replaceAll(
    _ needle: [UInt8], with replacement: [UInt8], in text: inout [UInt8]
  ) {
    var from = 0
    while let start = first(needle, in: text, from: from) {
      text.replaceSubrange(start..<start + needle.count, with: replacement)
      from = start + replacement.count
    }
  }

  private static func first(_ needle: [UInt8], in text: [UInt8], from: Int) -> Int? {
    guard text.count >= needle.count else { return nil }
    var index = from
    while index <= text.count - needle.count {
      if text[index] == needle[0], text[index..<index + needle.count].elementsEqual(needle) {
        return index
      }
      index += 1
    }
    return nil
  }
}
