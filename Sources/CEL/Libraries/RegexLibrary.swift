/// Kubernetes' `find` and `findAll`, which the evaluator runs itself.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/regex.go`.
enum RegexLibrary {
  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "find",
      [
        Overload(
          "string_find_string", [.string, .string], .string, isMember: true, .search)
      ]),
    FunctionDeclaration(
      "findAll",
      [
        Overload(
          "string_find_all_string", [.string, .string], .list(.string), isMember: true, .search),
        Overload(
          "string_find_all_string_int", [.string, .string, .int], .list(.string), isMember: true,
          .search),
      ]),
  ]
}
