import Experiments
import Foundation

/// `result.json`: everything an experiment found out, with sorted keys and one spelling per number.
public struct JSONReport: Renderer {
  /// `--format json`.
  public let format = "json"
  /// Its name in a results directory.
  public let fileName: String? = "result.json"

  /// Creates the renderer.
  public init() {}

  /// The whole report.
  public func render(_ result: ExperimentResult) -> String { Self.text(of: result) }

  /// Any result as text.
  static func text(of result: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    do {
      return layOut(Array(try encoder.encode(result))) + "\n"
    } catch {
      preconditionFailure("a result holds only values that JSON can express: \(error)")
    }
  }

  /// Reads what `render` wrote.
  ///
  /// - Throws: `DecodingError`, also for a `schemaVersion` of the future.
  public static func read(_ text: String) throws -> ExperimentResult {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    let result = try decoder.decode(ExperimentResult.self, from: Data(text.utf8))
    guard result.schemaVersion == 1 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: [],
          debugDescription: "schemaVersion \(result.schemaVersion) is not known; this reads 1"))
    }
    return result
  }

  /// Breaks compact JSON into lines: one per member and element, but arrays of plain values in one
  /// piece, so that a difference of two results is a difference of lines and series stay short.
  private static func layOut(_ json: [UInt8]) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(json.count * 5 / 4)
    var depth = 0
    var flat = 0
    var position = 0
    func breakLine() {
      out.append(UInt8(ascii: "\n"))
      out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: depth * 2))
    }
    while position < json.count {
      let byte = json[position]
      switch byte {
      case UInt8(ascii: "\""):
        let end = endOfString(json, from: position)
        out.append(contentsOf: json[position..<end])
        position = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        out.append(byte)
        if flat > 0 {
          flat += 1
        } else if isFlat(json, from: position) {
          flat = 1
        } else {
          depth += 1
          breakLine()
        }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if flat > 0 {
          flat -= 1
        } else {
          depth -= 1
          breakLine()
        }
        out.append(byte)
      case UInt8(ascii: ","):
        out.append(byte)
        if flat > 0 { out.append(UInt8(ascii: " ")) } else { breakLine() }
      case UInt8(ascii: ":"):
        out.append(byte)
        out.append(UInt8(ascii: " "))
      default:
        out.append(byte)
      }
      position += 1
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Whether the array or object that opens here holds only plain values (an object, at most one).
  private static func isFlat(_ json: [UInt8], from start: Int) -> Bool {
    let isObject = json[start] == UInt8(ascii: "{")
    var position = start + 1
    var members = 0
    while position < json.count {
      switch json[position] {
      case UInt8(ascii: "\""):
        position = endOfString(json, from: position)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): return false
      case UInt8(ascii: "}"), UInt8(ascii: "]"): return true
      case UInt8(ascii: ":"): members += 1
      default: break
      }
      if isObject, members > 1 { return false }
      position += 1
    }
    return true
  }

  private static func endOfString(_ json: [UInt8], from start: Int) -> Int {
    var position = start + 1
    while position < json.count, json[position] != UInt8(ascii: "\"") {
      position += json[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(json.count, position + 1)
  }
}
