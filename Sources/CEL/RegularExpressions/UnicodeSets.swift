/// The sets that Unicode's properties name.
///
/// Which scalars a script or category has is what the standard library knows; upstream's tables may
/// be of a neighbouring version of Unicode.
extension CharacterSet {
  /// The set of `\p{name}`: a general category by its short or long name, a script, `Any`, `ASCII` or
  /// `Assigned`. Case, spaces, hyphens and underscores in names do not matter.
  ///
  /// Source: Go 1.27 `regexp/syntax` (`unicodeTable`).
  static func unicode(_ name: String) -> CharacterSet? {
    let name = canonical(name)
    switch name {
    case "any": return any
    case "ascii": return CharacterSet([0...127])
    case "assigned": return categorySet("Cn").inverted
    default: break
    }
    if let category = categoryNames[name] { return categorySet(category) }
    return scriptNames.contains(where: { canonical($0) == name })
      ? scripts[name].map { CharacterSet($0) } ?? CharacterSet([]) : nil
  }

  private static func canonical(_ name: String) -> String {
    String(name.filter { $0 != "_" && $0 != "-" && $0 != " " }).lowercased()
  }

  // MARK: Categories

  private static func categorySet(_ name: String) -> CharacterSet {
    if name == "LC" {
      return CharacterSet(["Lu", "Ll", "Lt"].flatMap { categories[$0] ?? [] })
    }
    return CharacterSet(
      categories.filter { $0.key == name || (name.count == 1 && $0.key.hasPrefix(name)) }
        .flatMap(\.value))
  }

  /// Short names by canonical name.
  private static let categoryNames: [String: String] = {
    let names = [
      "C": ["Other"], "Cc": ["Control", "cntrl"], "Cf": ["Format"], "Cn": ["Unassigned"],
      "Co": ["Private_Use"], "Cs": ["Surrogate"], "L": ["Letter"], "LC": ["Cased_Letter"],
      "Ll": ["Lowercase_Letter"], "Lm": ["Modifier_Letter"], "Lo": ["Other_Letter"],
      "Lt": ["Titlecase_Letter"], "Lu": ["Uppercase_Letter"], "M": ["Mark", "Combining_Mark"],
      "Mc": ["Spacing_Mark"], "Me": ["Enclosing_Mark"], "Mn": ["Nonspacing_Mark"],
      "N": ["Number"], "Nd": ["Decimal_Number", "digit"], "Nl": ["Letter_Number"],
      "No": ["Other_Number"], "P": ["Punctuation", "punct"], "Pc": ["Connector_Punctuation"],
      "Pd": ["Dash_Punctuation"], "Pe": ["Close_Punctuation"], "Pf": ["Final_Punctuation"],
      "Pi": ["Initial_Punctuation"], "Po": ["Other_Punctuation"], "Ps": ["Open_Punctuation"],
      "S": ["Symbol"], "Sc": ["Currency_Symbol"], "Sk": ["Modifier_Symbol"],
      "Sm": ["Math_Symbol"], "So": ["Other_Symbol"], "Z": ["Separator"],
      "Zl": ["Line_Separator"], "Zp": ["Paragraph_Separator"], "Zs": ["Space_Separator"],
    ]
    var found: [String: String] = [:]
    for (short, long) in names {  // order-free: every canonical name stands once.
      for name in long + [short] { found[canonical(name)] = short }
    }
    return found
  }()

  /// The scalars of every general category.
  private static let categories = runs { scalar in
    Unicode.Scalar(scalar).map { category($0.properties.generalCategory) } ?? "Cs"
  }

  private static func category(_ category: Unicode.GeneralCategory) -> String {
    switch category {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    case .unassigned: "Cn"
    @unknown default: "Cn"
    }
  }

  // MARK: Scripts

  /// The scalars of every script by its canonical name, once for all: under a second.
  ///
  /// The standard library tells a scalar's script only through its own regular expressions.
  private static let scripts: [String: [Span]] = {
    let tests = scriptNames.compactMap { name in
      (try? Regex("\\p{Script=\(name)}")).map { (name: canonical(name), test: $0) }
    }
    var latest = 0
    return runs { scalar in
      guard let unicode = Unicode.Scalar(scalar) else { return nil }
      switch unicode.properties.generalCategory {
      case .unassigned, .privateUse: return nil
      default: break
      }
      let text = String(Character(unicode))
      // Neighbours mostly share their script.
      if text.wholeMatch(of: tests[latest].test) == nil {
        guard let found = tests.firstIndex(where: { text.wholeMatch(of: $0.test) != nil })
        else { return nil }
        latest = found
      }
      return tests[latest].name
    }
  }()

  /// The names of Unicode 16, the most common first.
  private static let scriptNames = [
    "Common", "Inherited", "Latin",
    "Adlam", "Ahom", "Anatolian_Hieroglyphs", "Arabic", "Armenian", "Avestan", "Balinese",
    "Bamum", "Bassa_Vah", "Batak", "Bengali", "Bhaiksuki", "Bopomofo", "Brahmi", "Braille",
    "Buginese", "Buhid", "Canadian_Aboriginal", "Carian", "Caucasian_Albanian", "Chakma", "Cham",
    "Cherokee", "Chorasmian", "Coptic", "Cuneiform", "Cypriot", "Cypro_Minoan", "Cyrillic",
    "Deseret", "Devanagari", "Dives_Akuru", "Dogra", "Duployan", "Egyptian_Hieroglyphs",
    "Elbasan", "Elymaic", "Ethiopic", "Garay", "Georgian", "Glagolitic", "Gothic", "Grantha",
    "Greek", "Gujarati", "Gunjala_Gondi", "Gurmukhi", "Gurung_Khema", "Han", "Hangul",
    "Hanifi_Rohingya", "Hanunoo", "Hatran", "Hebrew", "Hiragana", "Imperial_Aramaic",
    "Inscriptional_Pahlavi", "Inscriptional_Parthian", "Javanese", "Kaithi", "Kannada",
    "Katakana", "Kawi", "Kayah_Li", "Kharoshthi", "Khitan_Small_Script", "Khmer", "Khojki",
    "Khudawadi", "Kirat_Rai", "Lao", "Lepcha", "Limbu", "Linear_A", "Linear_B", "Lisu", "Lycian",
    "Lydian", "Mahajani", "Makasar", "Malayalam", "Mandaic", "Manichaean", "Marchen",
    "Masaram_Gondi", "Medefaidrin", "Meetei_Mayek", "Mende_Kikakui", "Meroitic_Cursive",
    "Meroitic_Hieroglyphs", "Miao", "Modi", "Mongolian", "Mro", "Multani", "Myanmar", "Nabataean",
    "Nag_Mundari", "Nandinagari", "New_Tai_Lue", "Newa", "Nko", "Nushu", "Nyiakeng_Puachue_Hmong",
    "Ogham", "Ol_Chiki", "Ol_Onal", "Old_Hungarian", "Old_Italic", "Old_North_Arabian",
    "Old_Permic", "Old_Persian", "Old_Sogdian", "Old_South_Arabian", "Old_Turkic", "Old_Uyghur",
    "Oriya", "Osage", "Osmanya", "Pahawh_Hmong", "Palmyrene", "Pau_Cin_Hau", "Phags_Pa",
    "Phoenician", "Psalter_Pahlavi", "Rejang", "Runic", "Samaritan", "Saurashtra", "Sharada",
    "Shavian", "Siddham", "SignWriting", "Sinhala", "Sogdian", "Sora_Sompeng", "Soyombo",
    "Sundanese", "Sunuwar", "Syloti_Nagri", "Syriac", "Tagalog", "Tagbanwa", "Tai_Le", "Tai_Tham",
    "Tai_Viet", "Takri", "Tamil", "Tangsa", "Tangut", "Telugu", "Thaana", "Thai", "Tibetan",
    "Tifinagh", "Tirhuta", "Todhri", "Toto", "Tulu_Tigalari", "Ugaritic", "Vai", "Vithkuqi",
    "Wancho", "Warang_Citi", "Yezidi", "Yi", "Zanabazar_Square",
  ]

  /// Ranges of scalars by what they are called; nil has no ranges.
  private static func runs(_ name: (UInt32) -> String?) -> [String: [Span]] {
    var spans: [String: [Span]] = [:]
    var current: String?
    var start: UInt32 = 0
    for scalar in 0...last + 1 {
      let name = scalar <= last ? name(scalar) : nil
      if name == current { continue }
      if let current { spans[current, default: []].append(start...scalar - 1) }
      current = name
      start = scalar
    }
    return spans
  }
}
