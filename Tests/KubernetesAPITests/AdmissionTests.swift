import Documents
import KubernetesAPI
import Testing

/// Field errors, name rules and schemas.
@Suite struct AdmissionTests {
  @Test func errorsReadAsTheAPIServerWritesThem() {
    let path = FieldPath("spec", "rules").index(2).child("name")
    #expect(
      FieldError.invalid(path, "a\"b", "is bad").description
        == "spec.rules[2].name: Invalid value: \"a\\\"b\": is bad")
    #expect(FieldError.required(path).description == "spec.rules[2].name: Required value")
    #expect(
      FieldError.notSupported(path, "x", ["a", "b"]).body
        == "Unsupported value: \"x\": supported values: \"a\", \"b\"")
    #expect(
      FieldError.invalid(path.key("k"), ["b": "<", "a": 1], "no").body
        == "Invalid value: {\"b\":\"\\u003c\",\"a\":1}: no")
  }

  @Test func equalErrorsAreToldOnce() {
    let error = FieldError.required(FieldPath("a"))
    #expect([error, error].aggregateText == "a: Required value")
    #expect(
      [error, FieldError.forbidden(FieldPath("b"), "why")].aggregateText
        == "[a: Required value, b: Forbidden: why]")
  }

  @Test func namesHaveRules() {
    #expect(NameRules.labelKey("example.com/app").isEmpty)
    #expect(NameRules.labelKey("/x") == ["prefix part must be non-empty"])
    #expect(NameRules.dnsLabel("a.b") == ["must not contain dots"])
    #expect(NameRules.labelKey("").count == 2)
    #expect(NameRules.labelValue("").isEmpty)
    #expect(NameRules.pathSegment("a/%") == ["may not contain '/'", "may not contain '%'"])
  }

  private let schema = ObjectSchema(
    """
    Inner
    name string always required minLength=1
    size *int32 default=3 minimum=1 maximum=9
    amount quantity
    Outer
    inner Inner
    list []Inner
    map map[string]string
    flag bool
    other json
    """)

  @Test func goKeepsWhatItsTypesHave() {
    let node: Node = [
      "unknown": 1, "flag": false, "map": ["b": "2", "a": "1"], "list": [],
      "inner": ["size": 0, "amount": "1000m"],
    ]
    #expect(
      schema.written(node, as: "Outer").json(sortedKeys: false)
        == #"{"inner":{"name":"","size":0,"amount":"1"},"map":{"a":"1","b":"2"},"other":null}"#)
  }

  @Test func defaultsReachIntoListsThatAreThere() {
    let node: Node = ["list": [["name": "a"], ["size": nil]]]
    #expect(
      schema.defaulted(node, as: "Outer")
        == ["list": [["name": "a", "size": 3], ["size": 3]]])
  }

  @Test func wrongValuesAreFound() {
    let node: Node = ["list": [["name": "", "size": 10], ["size": "x"]], "flag": 1]
    #expect(
      schema.errors(node, as: "Outer").map(\.description) == [
        "list[0].name: Invalid value: \"\": list[0].name in body should be at least 1 chars long",
        "list[0].size: Invalid value: 10: list[0].size in body should be less than or equal to 9",
        "list[1].name: Required value",
        "list[1].size: Invalid value: \"string\": list[1].size in body must be of type integer:"
          + " \"string\"",
        "flag: Invalid value: \"integer\": flag in body must be of type boolean: \"integer\"",
      ])
  }

  @Test func yamlIsWrittenAsKubectlDoes() {
    let node: Node = [
      "z": ["a b: c", "", "1.5", "2001-01-01", "~", " x", "it's", "#no", "a\tb"], "e": [:],
      "a": [[1, 2], []],
    ]
    #expect(
      YAMLText.text(of: node) == """
        a:
        - - 1
          - 2
        - []
        e: {}
        z:
        - 'a b: c'
        - ""
        - "1.5"
        - "2001-01-01"
        - "~"
        - ' x'
        - it's
        - '#no'
        - "a\\tb"

        """)
  }
}
