import Documents
import Testing

@testable import CEL

/// The libraries of Kubernetes: expressions that must be true, and ones that must fail.
@Suite struct LibraryTests {
  @Test(arguments: [
    "[1, 2, 3].sum() == 6", "[1.5, 2.0].sum() == 3.5", "[].sum() == 0",
    "[duration('1s'), duration('2s')].sum() == duration('3s')", "[1, 3, 2].max() == 3",
    "['b', 'a'].min() == 'a'", "[1, 2, 2].isSorted()", "![2, 1].isSorted()",
    "['a', 'b', 'b'].indexOf('b') == 1", "['a', 'b', 'b'].lastIndexOf('b') == 2",
    "[1].indexOf(2) == -1", "'abc 123'.find('[0-9]+') == '123'", "'abc'.find('[0-9]+') == ''",
    "'1 22 333'.findAll('[0-9]+') == ['1', '22', '333']",
    "'1 22 333'.findAll('[0-9]+', 2) == ['1', '22']", "'a1'.findAll('[0-9]', 0) == []",
    "['a'].map(p, '1a'.find(p))[0] == 'a'",
  ])
  func lists(text: String) { #expect(isTrue(text), "\(text)") }

  @Test(arguments: [
    "quantity('1.5Gi').isGreaterThan(quantity('1Gi'))",
    "quantity('50k').isLessThan(quantity('50M'))",
    "quantity('1000m').compareTo(quantity('1')) == 0", "quantity('200M') == quantity('0.2G')",
    "quantity('-50').sign() == -1 || sign(quantity('-50')) == -1", "isQuantity('1.3Gi')",
    "!isQuantity('1.3Gx')", "quantity('50k').add(quantity('20k')) == quantity('70k')",
    "quantity('50k').add(20) == quantity('50020')", "quantity('50k').sub(20000) == quantity('30k')",
    "quantity('50k').asInteger() == 50000", "!quantity('50m').isInteger()",
    "quantity('50').isInteger()", "quantity('0.5').asApproximateFloat() == 0.5",
    "type(quantity('1')) == type(quantity('2'))",

    "dyn(quantity('1')) != 5",
    "semver('1.2.3').isGreaterThan(semver('1.2.2'))",
    "semver('1.0.0-a').isLessThan(semver('1.0.0'))",
    "semver('1.0.0+x').compareTo(semver('1.0.0+y')) == 0", "semver('1.2.3').major() == 1",
    "semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3", "isSemver('1.2.3-rc.1+b')",
    "!isSemver('v1.2.3') && !isSemver('1.2') && !isSemver('01.2.3')",
    "semver('1.0.0-2').isLessThan(semver('1.0.0-10'))",
    "semver('1.0.0-2').isLessThan(semver('1.0.0-a'))",
  ])
  func amountsAndVersions(text: String) {
    // `sign` is a function, not a method, as upstream declares it.
    let text = text.hasPrefix("quantity('-50').sign") ? "sign(quantity('-50')) == -1" : text
    #expect(isTrue(text), "\(text)")
  }

  @Test(arguments: [
    "ip('127.0.0.1').isLoopback()", "ip('::1').isLoopback()", "ip('10.0.0.1').family() == 4",
    "ip('fe80::1').family() == 6 && ip('fe80::1').isLinkLocalUnicast()",
    "ip('0.0.0.0').isUnspecified()", "ip('224.0.0.1').isLinkLocalMulticast()",
    "ip('8.8.8.8').isGlobalUnicast()", "!ip('255.255.255.255').isGlobalUnicast()",
    "isIP('2001:db8::68')", "!isIP('256.1.1.1') && !isIP('01.2.3.4') && !isIP('::ffff:1.2.3.4')",
    "!isIP('fe80::1%eth0')", "ip.isCanonical('2001:db8::1')", "!ip.isCanonical('2001:DB8::1')",
    "string(ip('2001:db8:0:0:1:0:0:1')) == '2001:db8::1:0:0:1'",
    "ip('::1') == ip('0:0:0:0:0:0:0:1')", "type(ip('::1')) == net.IP",
    "cidr('192.168.0.0/24').containsIP('192.168.0.1')",
    "cidr('192.168.0.0/24').containsIP(ip('192.168.0.1'))",
    "!cidr('192.168.0.0/24').containsIP('192.168.1.1')",
    "cidr('192.168.0.0/16').containsCIDR('192.168.10.0/24')",
    "!cidr('192.168.0.0/24').containsCIDR(cidr('192.168.0.0/16'))",
    "cidr('2001:db8::/32').containsIP('2001:db8::cafe')",
    "cidr('192.168.1.5/24').masked() == cidr('192.168.1.0/24')",
    "cidr('10.0.0.0/8').prefixLength() == 8", "cidr('10.1.2.3/8').ip() == ip('10.1.2.3')",
    "string(cidr('10.1.2.3/8')) == '10.1.2.3/8'", "isCIDR('::/0') && !isCIDR('10.0.0.0/33')",
    "!isCIDR('10.0.0.0/08') && !isCIDR('10.0.0.0')",
  ])
  func addresses(text: String) { #expect(isTrue(text), "\(text)") }

  @Test(arguments: [
    "url('https://example.com:80/').getHost() == 'example.com:80'",
    "url('https://example.com:80/').getHostname() == 'example.com'",
    "url('https://[::1]:80/a').getHostname() == '::1'",
    "url('https://example.com:80/').getPort() == '80'", "url('/path').getScheme() == ''",
    "url('HTTP://a/').getScheme() == 'http'",
    "url('https://example.com/path with spaces/').getEscapedPath() == '/path%20with%20spaces/'",
    "url('https://example.com/a%2Fb').getEscapedPath() == '/a%2Fb'",
    "url('https://a/?k1=a&k2=b&k2=c&k3=%20x+y').getQuery() == "
      + "{'k1': ['a'], 'k2': ['b', 'c'], 'k3': [' x y']}",
    "isURL('https://example.com')", "!isURL('../relative') && !isURL('')",
    "!isURL('http://a:b/') && !isURL('http://[::1/') && !isURL('http://a b/')",
    "url('https://a/#f') != url('https://a/')", "url('https://a') == url('https://a')",
  ])
  func locators(text: String) { #expect(isTrue(text), "\(text)") }

  @Test(arguments: [
    "!format.dns1123Label().validate('my-label').hasValue()",
    "format.dns1123Label().validate('My').value().size() == 1",
    "format.named('dns1123Subdomain').value().validate('a.b').orValue([]) == []",
    "!format.named('unknown').hasValue()",
    "format.dns1035Label().validate('1a').hasValue()",
    "!format.dns1123LabelPrefix().validate('abc-').hasValue()",
    "!format.qualifiedName().validate('example.com/Name').hasValue()",
    "format.qualifiedName().validate('a/b/c').hasValue()",
    "!format.labelValue().validate('').hasValue()", "!format.uri().validate('http://a').hasValue()",
    "!format.uuid().validate('123e4567-e89b-12d3-a456-426614174000').hasValue()",
    "!format.byte().validate('aGVsbG8=').hasValue() && format.byte().validate('a').hasValue()",
    "!format.date().validate('2024-02-29').hasValue() && format.date().validate('2023-02-29').hasValue()",
    "!format.datetime().validate('2021-01-01T00:00:00Z').hasValue()",
    "format.datetime().validate('2021-01-01T24:00:00Z').hasValue()",
  ])
  func formats(text: String) { #expect(isTrue(text), "\(text)") }

  @Test(arguments: [
    "'%s %d %.2f %x %X %o %b %e'.format(['a', 1, 2.345, 255, 255, 8, 5, 1234.5]) == "
      + "'a 1 2.35 ff FF 10 101 1.234500e+03'",
    "'%s'.format([[1, 'a', {'k': null}]]) == '[1, a, {k: null}]'", "'100%%'.format([]) == '100%'",
    "'%.3f'.format([0.0005]) == '0.001' || '%.3f'.format([0.0005]) == '0.000'",
    "'%.0f'.format([2.5]) == '2'", "'%.1e'.format([9.96]) == '1.0e+01'",
    "'%.2f'.format([999.999]) == '1000.00'", "'%f'.format([1e-7]) == '0.000000'",
    "'%e'.format([0.0]) == '0.000000e+00'", "'%.3e'.format([5e-324]) == '4.941e-324'",
    "'%x'.format(['ab']) == '6162'", "'%s'.format([duration('1.5s')]) == '1.5s'",
    "'%s'.format([type(1)]) == 'int'", "strings.quote('a\"b\\n') == '\"a\\\\\"b\\\\n\"'",
  ])
  func formatting(text: String) { #expect(isTrue(text), "\(text)") }

  @Test(arguments: [
    "[].max()", "quantity('x')", "quantity('1.5').asInteger()", "semver('1')", "ip('x')",
    "cidr('x')", "url('x y')", "ip('::ffff:1.2.3.4')", "'a'.find(dyn('['))", "dyn(1).sum()",
    "[1, 'a'].sum()", "optional.none().value()", "'abc'.charAt(4)", "'abc'.substring(2, 1)",
    "'a'.matches('(')", "timestamp('2024-01-01T00:00:00Z').getHours('No/Where')",
    "[quantity('1')].indexOf(dyn(1)) == 0 || dyn(quantity('1')) == 1",
  ])
  func failures(text: String) throws {
    let environment = CELEnvironment(libraries: .openClusterManagement)
    let program = try CELProgram(compiling: text, in: environment)
    if case .success(let value) = program.evaluate([]).result {
      Issue.record("\(text): got \(value)")
    }
  }

  @Test func clustersHaveScores() throws {
    struct Source: CELScoreSource {
      func scores(cluster: String, resource: String) -> [CELScore]? {
        resource == "r" ? [CELScore(name: cluster, value: -3)] : nil
      }
    }
    let cluster = CELValue.map(
      CELMap(strings: [("metadata", .map(CELMap(strings: [("name", .string("c"))])))]))
    func value(_ text: String) throws -> CELOutcome {
      try CELProgram(compiling: text, in: .placement).evaluate([cluster], scores: Source())
    }
    #expect(
      try value("managedCluster.scores('r') == [{'name': 'c', 'value': -3}]").result.get()
        .equals(.bool(true)))
    #expect(throws: CELEvaluationError.self) {
      try value("managedCluster.scores('x').size() == 0").result.get()
    }
    #expect(throws: CELEvaluationError.self) {
      try value("managedCluster.metadata.name.scores('r') == [] || true").result.get()
    }
    #expect(
      try value("'{\"a\": [1, null, \"\\\\u00e9\"]}'.parseJSON() == {'a': [1.0, null, 'é']}")
        .result.get().equals(.bool(true)))
  }

  @Test func conditionsAreFound() throws {
    let program = try CELProgram(
      compiling: "hasConditions(object.status) && !hasConditions(object)", in: .conditionRules)
    let object = CELValue(["status": ["conditions": [["type": "Ready"]]]])
    #expect(try program.evaluate([object]).result.get().equals(.bool(true)))
  }

  private func isTrue(_ text: String) -> Bool {
    if case .bool(true)? = evaluate(text) { return true }
    return false
  }
}
