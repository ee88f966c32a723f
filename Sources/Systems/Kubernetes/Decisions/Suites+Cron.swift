import Conformance
import Documents
import GoSemantics

/// The vectors of cron schedules.
enum CronSuites {
  static let all: [VectorSuite] = [next]

  /// Errors agree by their class; their text comes from a library.
  @Sendable private static func matches(_ expected: Node, _ answer: Node) -> Bool {
    if expected["error"] != nil || answer["error"] != nil {
      return expected["error"] == answer["error"]
    }
    return VectorSuite.isEqualOrAnyOf(expected, answer)
  }

  private static let next: VectorSuite = VectorSuite(
    algorithm: "kubernetes.cron.next", matches: matches
  ) { vector in
    struct Input: Decodable {
      @OrZero var schedule: String
      @OrZero var timeZone: String
      var after: String
      @OrZero var count: Int
    }
    let input = try NodeDecoder(file: vector.id).decode(Input.self, from: vector.input)
    guard let after = GoTime.nanoseconds(rfc3339: input.after), (0...10_000).contains(input.count)
    else {
      throw DocumentError(file: vector.id, path: "after", problem: "is no instant, or count wrong")
    }
    let location = try ZoneInfo.location(input.timeZone)
    let whole = after / 1_000_000_000
    let seconds = after % 1_000_000_000 < 0 ? whole - 1 : whole
    return PreparedDecision(
      decide: { () -> Result<[Int64?], CronSchedule.ParseError> in
        do throws(CronSchedule.ParseError) {
          let schedule = try CronSchedule(parsing: input.schedule)
          var times: [Int64?] = []
          var last: Int64? = seconds
          while let start = last, times.count < input.count {
            last = schedule.next(after: start, in: location)
            times.append(last)
          }
          return .success(times)
        } catch {
          return .failure(error)
        }
      },
      answer: { outcome in
        switch outcome {
        case .failure(let error):
          ["error": "invalid schedule", "message": Node(error.description)]
        case .success(let times):
          [
            "next": Node(
              times.map { time in
                Node(time.map { GoTime.rfc3339(seconds: $0, in: location) } ?? "never")
              })
          ]
        }
      })
  }
}
