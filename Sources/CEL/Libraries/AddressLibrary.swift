/// Kubernetes' addresses.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/ip.go`.
enum AddressLibrary {
  static let type = CELType.opaque("net.IP", [])

  static func address(_ value: CELValue) throws(CELEvaluationError) -> NetworkAddress {
    guard case .opaque(.ip(let address)) = value else { throw .noSuchOverload }
    return address
  }

  static func parse(_ value: CELValue) throws(CELEvaluationError) -> NetworkAddress {
    let text = try value.text()
    guard let address = NetworkAddress.parse(text) else {
      throw CELEvaluationError(
        "IP Address \"\(text)\" parse error during conversion from string: "
          + "ParseAddr(\"\(text)\"): unable to parse IP")
    }
    if address.isMapped {
      throw CELEvaluationError("IPv4-mapped IPv6 address \"\(text)\" is not allowed")
    }
    return address
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "ip",
      [
        .function("string_to_ip", .string, type) { (text) throws(CELEvaluationError) in
          .opaque(.ip(try parse(text)))
        }
      ]),
    FunctionDeclaration(
      "family",
      [
        .method("ip_family", type, .int) { (target) throws(CELEvaluationError) in
          .int(try address(target).isVersion4 ? 4 : 6)
        }
      ]),
    FunctionDeclaration(
      "ip.isCanonical",
      [
        .function("ip_is_canonical", .string, .bool) { (text) throws(CELEvaluationError) in
          .bool(haveSameBytes(try parse(text).text, try text.text()))
        }
      ]),
    test("isUnspecified", "ip_is_unspecified") { $0.isUnspecified },
    test("isLoopback", "ip_is_loopback") { $0.isLoopback },
    test("isLinkLocalMulticast", "ip_is_link_local_multicast") { $0.isLinkLocalMulticast },
    test("isLinkLocalUnicast", "ip_is_link_local_unicast") { $0.isLinkLocalUnicast },
    test("isGlobalUnicast", "ip_is_global_unicast") { $0.isGlobalUnicast },
    FunctionDeclaration(
      "isIP",
      [
        .function("is_ip", .string, .bool) { (text) throws(CELEvaluationError) in
          .bool((try? parse(text)) != nil)
        }
      ]),
    FunctionDeclaration("string", [.function("ip_to_string", type, .string, Conversion.toString)]),
  ]

  private static func test(
    _ name: String, _ id: String, _ test: @escaping @Sendable (NetworkAddress) -> Bool
  ) -> FunctionDeclaration {
    FunctionDeclaration(
      name,
      [
        .method(id, type, .bool) { (target) throws(CELEvaluationError) in
          .bool(test(try address(target)))
        }
      ])
  }
}

/// Kubernetes' ranges of addresses.
///
/// Mirrors: `k8s.io/apiserver@v0.35.4 pkg/cel/library/cidr.go`.
enum PrefixLibrary {
  private static let type = CELType.opaque("net.CIDR", [])
  private static let address = AddressLibrary.type

  private static func prefix(_ value: CELValue) throws(CELEvaluationError) -> NetworkPrefix {
    guard case .opaque(.cidr(let prefix)) = value else { throw .noSuchOverload }
    return prefix
  }

  private static func parse(_ value: CELValue) throws(CELEvaluationError) -> NetworkPrefix {
    let text = try value.text()
    guard let prefix = NetworkPrefix.parse(text) else {
      throw CELEvaluationError(
        "network address parse error during conversion from string: network address parse error "
          + "during conversion from string: netip.ParsePrefix(\"\(text)\")")
    }
    if prefix.address.isMapped {
      throw CELEvaluationError(
        "network address parse error during conversion from string: IPv4-mapped IPv6 address "
          + "\"\(text)\" is not allowed")
    }
    return prefix
  }

  static let functions: [FunctionDeclaration] = [
    FunctionDeclaration(
      "cidr",
      [
        .function("string_to_cidr", .string, type) { (text) throws(CELEvaluationError) in
          .opaque(.cidr(try parse(text)))
        }
      ]),
    FunctionDeclaration(
      "containsIP",
      [
        .method("cidr_contains_ip_string", type, .string, .bool) {
          (target, text) throws(CELEvaluationError) in
          .bool(try prefix(target).contains(try AddressLibrary.parse(text)))
        },
        .method("cidr_contains_ip_ip", type, address, .bool) {
          (target, other) throws(CELEvaluationError) in
          .bool(try prefix(target).contains(try AddressLibrary.address(other)))
        },
      ]),
    FunctionDeclaration(
      "containsCIDR",
      [
        .method("cidr_contains_cidr_string", type, .string, .bool) {
          (target, text) throws(CELEvaluationError) in
          .bool(try prefix(target).contains(try parse(text)))
        },
        .method("cidr_contains_cidr", type, type, .bool) {
          (target, other) throws(CELEvaluationError) in
          .bool(try prefix(target).contains(try prefix(other)))
        },
      ]),
    FunctionDeclaration(
      "ip",
      [
        .method("cidr_ip", type, address) { (target) throws(CELEvaluationError) in
          .opaque(.ip(try prefix(target).address))
        }
      ]),
    FunctionDeclaration(
      "prefixLength",
      [
        .method("cidr_prefix_length", type, .int) { (target) throws(CELEvaluationError) in
          .int(Int64(try prefix(target).length))
        }
      ]),
    FunctionDeclaration(
      "masked",
      [
        .method("cidr_masked", type, type) { (target) throws(CELEvaluationError) in
          .opaque(.cidr(try prefix(target).masked))
        }
      ]),
    FunctionDeclaration(
      "isCIDR",
      [
        .function("is_cidr", .string, .bool) { (text) throws(CELEvaluationError) in
          .bool((try? parse(text)) != nil)
        }
      ]),
    FunctionDeclaration(
      "string", [.function("cidr_to_string", type, .string, Conversion.toString)]),
  ]
}
