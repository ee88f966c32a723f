import Foundation
import Glibc

/// A headless Chromium, driven by the DevTools protocol through a pair of pipes.
///
/// Everything blocks; a deadline ends the browser, and then whatever waits for it throws.
final class Browser {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Where Chromium is; nil when it is not installed.
  static let path: String? = {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    for name in ["chromium", "chromium-browser", "google-chrome"] {
      for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)")
      {
        return "\(folder)/\(name)"
      }
    }
    return nil
  }()

  /// What the page complained about since it was opened: console messages, exceptions, dialogs.
  private(set) var complaints: [String] = []
  /// The addresses that the page asked for, its own included.
  private(set) var requests: [String] = []

  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let folder: URL
  private var buffer = Data()
  private var lastIdentifier = 0
  private var session: String?
  private var hasLoaded = false

  /// Starts the browser with one empty page.
  init(secondsAtMost: Double = 120) throws {
    guard let path = Self.path else { throw Failure(description: "chromium is not installed") }
    // A browser that has gone must give an error, not end the tests.
    signal(SIGPIPE, SIG_IGN)
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("regatta-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    // The protocol wants descriptors 3 and 4, which Process cannot give; the shell can.
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 0</dev/null 1>&2", path] + [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--remote-debugging-pipe", "--window-size=1280,900",
        "--user-data-dir=\(folder.path)/profile", "about:blank",
      ]
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let process = self.process
    DispatchQueue.global().asyncAfter(deadline: .now() + secondsAtMost) {
      if process.isRunning { process.terminate() }
    }
    let target = try call("Target.createTarget", ["url": "about:blank"])
    let attached = try call(
      "Target.attachToTarget", ["targetId": target["targetId"] ?? "", "flatten": true])
    session = attached["sessionId"] as? String
    for domain in ["Page", "Runtime", "Log", "Network"] { _ = try call("\(domain).enable") }
  }

  /// Ends the browser and removes what it left.
  func close() {
    if process.isRunning {
      process.terminate()
      process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Shows `html` from a file, as a user would open it, and waits until it has loaded.
  func open(_ html: String, fragment: String = "") throws {
    let file = folder.appendingPathComponent("report.html")
    try Data(html.utf8).write(to: file)
    // The same address with another fragment would not load again.
    try navigate("about:blank")
    complaints = []
    requests = []
    try navigate(file.absoluteString + fragment)
  }

  /// The value of an expression in the page.
  func evaluate(_ expression: String) throws -> Any {
    let answer = try call(
      "Runtime.evaluate",
      ["expression": expression, "returnByValue": true, "awaitPromise": true])
    if let details = answer["exceptionDetails"] {
      throw Failure(description: "\(expression): \(details)")
    }
    return (answer["result"] as? [String: Any])?["value"] ?? NSNull()
  }

  /// The value of an expression that is a text.
  func text(_ expression: String) throws -> String { "\(try evaluate(expression))" }

  /// The value of an expression that is a number.
  func number(_ expression: String) throws -> Double {
    guard let number = try evaluate(expression) as? NSNumber else {
      throw Failure(description: "\(expression) is no number")
    }
    return number.doubleValue
  }

  /// Presses and releases a key, as a keyboard would.
  func press(_ key: String, code: Int, text: String? = nil) throws {
    for type in [text == nil ? "rawKeyDown" : "keyDown", "keyUp"] {
      var event: [String: Any] = ["type": type, "key": key, "windowsVirtualKeyCode": code]
      if let text, type == "keyDown" { event["text"] = text }
      _ = try call("Input.dispatchKeyEvent", event)
    }
  }

  /// Presses the mouse at the first point, moves through the others and lets go at the last.
  func drag(_ points: [(x: Double, y: Double)]) throws {
    func send(_ type: String, _ point: (x: Double, y: Double), _ buttons: Int) throws {
      _ = try call(
        "Input.dispatchMouseEvent",
        [
          "type": type, "x": point.x, "y": point.y, "button": "left", "buttons": buttons,
          "clickCount": 1,
        ])
    }
    guard let first = points.first, let last = points.last else { return }
    try send("mousePressed", first, 1)
    for point in points.dropFirst() { try send("mouseMoved", point, 1) }
    try send("mouseReleased", last, 0)
  }

  /// The middle of an element in the window, after scrolling it into view.
  func middle(_ selector: String) throws -> (x: Double, y: Double) {
    let quoted = "document.querySelector(\"\(selector)\")"
    _ = try evaluate("\(quoted).scrollIntoView({block: \"center\"})")
    let box = "\(quoted).getBoundingClientRect()"
    return (
      try number("\(box).left + \(box).width / 2"), try number("\(box).top + \(box).height / 2")
    )
  }

  /// Pretends another window: its width, and whether colours are dark or the medium is paper.
  func pretend(width: Int, dark: Bool = false) throws {
    _ = try call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false])
    _ = try call(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": dark ? "dark" : "light"]]])
  }

  private func navigate(_ address: String) throws {
    hasLoaded = false
    _ = try call("Page.navigate", ["url": address])
    while !hasLoaded { note(try receive()) }
  }

  /// Sends a command and returns its result; what the page reports meanwhile is noted.
  private func call(_ method: String, _ parameters: [String: Any] = [:]) throws -> [String: Any] {
    lastIdentifier += 1
    var message: [String: Any] = [
      "id": lastIdentifier, "method": method, "params": parameters,
    ]
    if let session { message["sessionId"] = session }
    var bytes = try JSONSerialization.data(withJSONObject: message)
    bytes.append(0)
    try input.fileHandleForWriting.write(contentsOf: bytes)
    while true {
      let answer = try receive()
      guard answer["id"] as? Int == lastIdentifier else {
        note(answer)
        continue
      }
      if let error = answer["error"] { throw Failure(description: "\(method): \(error)") }
      return answer["result"] as? [String: Any] ?? [:]
    }
  }

  private func receive() throws -> [String: Any] {
    while true {
      if let end = buffer.firstIndex(of: 0) {
        let message = buffer[buffer.startIndex..<end]
        buffer = Data(buffer[buffer.index(after: end)...])
        return try JSONSerialization.jsonObject(with: message) as? [String: Any] ?? [:]
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { throw Failure(description: "the browser has ended, or took too long") }
      buffer.append(more)
    }
  }

  private func note(_ event: [String: Any]) {
    guard let method = event["method"] as? String,
      let parameters = event["params"] as? [String: Any]
    else { return }
    switch method {
    case "Page.loadEventFired": hasLoaded = true
    case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded",
      "Page.javascriptDialogOpening":
      complaints.append("\(method): \(parameters)")
    case "Network.requestWillBeSent":
      requests.append((parameters["request"] as? [String: Any])?["url"] as? String ?? "?")
    default: break
    }
  }
}
