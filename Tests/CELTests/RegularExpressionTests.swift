import Testing

@testable import CEL

@Suite struct RegularExpressionTests {
  @Test(arguments: [
    ("a", "xay", true), ("^a$", "a", true), ("^a$", "a\n", false), ("(?m)^a$", "b\na\nc", true),
    (".", "\n", false), ("(?s).", "\n", true), ("[^a]", "\n", true), ("a|b", "b", true),
    ("^(ab)+$", "ababab", true), ("^(ab)+$", "aba", false), ("^a{2,3}$", "aaa", true),
    ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true), ("^a{2,}$", "aaaaa", true),
    ("a{,2}", "a{,2}", true), ("x{", "x{", true), ("^[a-c]+$", "abc", true), ("[]a]", "]", true),
    ("[^]a]", "]", false), ("[a\\-z]", "-", true), ("[a-]", "-", true), ("\\d+", "a1", true),
    ("^\\D+$", "a1", false), ("^\\w+$", "a_1", true), ("\\s", "\t", true), ("^\\S+$", "a b", false),
    ("\\bfoo\\b", "a foo b", true), ("\\bfoo\\b", "afoo", false), ("\\Bo", "fo", true),
    ("(?i)HELLO", "hello", true), ("(?i)[a-z]+", "\u{212A}", true), ("(?i:A)b", "ab", true),
    ("(?i:A)b", "aB", false), ("\\Qa.b\\E", "a.b", true), ("\\Qa.b\\E", "axb", false),
    ("\\x41", "A", true), ("\\x{1F600}", "😀", true), ("\\101", "A", true), ("\\.", "x", false),
    ("[[:alpha:]]+", "abc", true), ("^[[:^alpha:]]+$", "123", true), ("\\pL", "é", true),
    ("^\\p{Lu}$", "É", true), ("^\\P{Lu}$", "é", true), ("\\p{Greek}", "α", true),
    ("^\\p{Old_Italic}+$", "\u{10300}\u{1032F}", true), ("\\p{Old_Italic}", "a", false),
    ("^\\p{olditalic}$", "\u{10300}", true), ("^\\p{Han}$", "\u{4E00}", true),
    ("^\\p{Common}\\p{Inherited}$", "1\u{301}", true), ("\\p{Arabic}", "\u{60C}", false),
    ("^\\p{Lowercase_Letter}\\p{punct}\\p{lc}$", "a.B", true), ("\\p{Cn}", "\u{378}", true),
    ("\\p{Assigned}", "\u{378}", false), ("\\p{C}", "\u{378}", true), ("\\p{ASCII}", "é", false),
    ("(?P<name>a)", "a", true), ("(?<name>a)", "a", true), ("", "", true), ("a*", "", true),
    ("a??b", "b", true), ("^$", "", true), ("\\Aa\\z", "a", true), ("(|a)*b", "aab", true),
    ("(a*)*", "b", true), ("(?:a|b)(?:c|d)", "bd", true), ("^.$", "é", true), ("\\_", "_", true),
    ("^(?:(?:a{10}){10}){10}$", String(repeating: "a", count: 1000), true),
    ("^1\\.(31|32)\\.\\d+$", "1.31.22", true), ("^1\\.(31|32)\\.\\d+$", "1.30.2", false),
  ])
  func matches(pattern: String, text: String, expected: Bool) throws {
    #expect(try RegularExpression(pattern).matches(text) == expected)
  }

  @Test(arguments: [
    "(", ")", "[", "[a", "*", "+a", "a**", "a+*", "a{1001}", "a{2,1}", "(a{500}){3}", "\\", "\\1",
    "\\8", "\\Z", "\\C", "\\q", "[z-a]", "[[:foo:]]", "\\p{Foo}", "(?=a)", "(?!a)", "(?<=a)",
    "(?P<a>x)(?P<a>y)", "(?P<>x)", "(?P<a", "(?z)", "\\x{110000}", "\\xg",
    "((((((a{10}){10}){10}){2}",
    "(?i", "(?-)",
  ])
  func faultyPatternsAreErrors(pattern: String) {
    #expect(throws: RegexError.self) { try RegularExpression(pattern) }
  }

  @Test func searchesPreferTheLeftmostFirst() throws {
    #expect(try RegularExpression("a|ab").first(in: "xab") == "a")
    #expect(try RegularExpression("ab|a").first(in: "xab") == "ab")
    #expect(try RegularExpression("a+?").first(in: "aaa") == "a")
    #expect(try RegularExpression("a+").first(in: "baaa") == "aaa")
    #expect(try RegularExpression("z").first(in: "baaa") == nil)
    #expect(try RegularExpression("a*").all(in: "baac", limit: -1) == ["", "aa", ""])
    #expect(try RegularExpression("[0-9]+").all(in: "1, 22, 333", limit: 2) == ["1", "22"])
    #expect(try RegularExpression("").all(in: "é1", limit: -1) == ["", "", ""])
  }

  @Test func backtrackersWouldTakeForever() throws {
    let text = String(repeating: "a", count: 5_000)
    #expect(try !RegularExpression("^(a+)+$").matches(text + "!"))
    #expect(try !RegularExpression("^(a|aa)+$").matches(text + "!"))
    #expect(try !RegularExpression("(.*)*(.*)*(.*)*x").matches(text))
    let optional = String(repeating: "a?", count: 200) + String(repeating: "a", count: 200)
    #expect(try RegularExpression(optional).matches(String(repeating: "a", count: 200)))
  }

  @Test func deepAndLargePatternsAreBounded() {
    let deep = String(repeating: "(", count: 5_000) + String(repeating: ")", count: 5_000)
    #expect(throws: RegexError.self) { try RegularExpression(deep) }
    let below = String(repeating: "(", count: 900) + "a" + String(repeating: ")*", count: 900)
    _ = try? RegularExpression(below).matches("aaa")
    let large = String(repeating: "(abcdefgh){1000}", count: 300)
    #expect(throws: RegexError.self) { try RegularExpression(large) }
  }

  @Test func fuelRunsOut() throws {
    var fuel = 1_000
    let text = String(repeating: "a", count: 10_000)
    #expect(try !RegularExpression("a*b").matches(text, fuel: &fuel))
    #expect(fuel <= 0)
  }
}
