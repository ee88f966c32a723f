/// Kubernetes' locators.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/urls.go`.
enum LocatorLibrary {
  private static let type = CELType.object("kubernetes.URL")

  private static func locator(_ value: CELValue) throws(CELEvaluationError) -> UniformLocator {
    guard case .opaque(.url(let locator)) = value else { throw .noSuchOverload }
    return locator
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "url",
      [
        .function("string_to_url", .string, type) { (text) throws(CELEvaluationError) in
          let text = try text.text()
          do throws(UniformLocator.Fault) {
            _ = try UniformLocator.parseRequest(text)
            return .opaque(.url(try UniformLocator.parse(text)))
          } catch {
            throw CELEvaluationError(
              "URL parse error during conversion from string: parse \"\(text)\": "
                + error.message)
          }
        }
      ]),
    part("getScheme", "scheme") { $0.scheme },
    part("getHost", "host") { $0.host },
    part("getHostname", "hostname") { $0.hostName },
    part("getPort", "port") { $0.port },
    part("getEscapedPath", "escaped_path") { $0.escapedPath },
    FunctionDeclaration(
      "getQuery",
      [
        .method("url_get_query", type, .map(.string, .list(.string))) {
          (target) throws(CELEvaluationError) in
          .map(
            CELMap(
              strings: try locator(target).parameters.map { name, values in
                (name, .list(values.map { .string($0) }))
              }))
        }
      ]),
    FunctionDeclaration(
      "isURL",
      [
        .function("is_url_string", .string, .bool) { (text) throws(CELEvaluationError) in
          .bool((try? UniformLocator.parseRequest(try text.text())) != nil)
        }
      ]),
  ]

  private static func part(
    _ name: String, _ word: String, _ read: @escaping @Sendable (UniformLocator) -> String
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name,
      [
        .method("url_get_\(word)", type, .string) { (target) throws(CELEvaluationError) in
          .string(read(try locator(target)))
        }
      ])
  }
}
