extension Facts {
  static let optionals = #"""
    optional.of(null).hasValue() ⇒ true
    optional.ofNonZeroValue(null).hasValue() ⇒ false
    optional.none().or(optional.none()).orValue(42) ⇒ 42
    optional.none().optMap(y, y + 1).hasValue() ⇒ false
    {}.?key.optFlatMap(k, k.?subkey).hasValue() ⇒ false
    {'key': {}}.?key.optFlatMap(k, k.?subkey).hasValue() ⇒ false
    {'null_key': dyn(null)}.?null_key.hasValue() ⇒ true
    {true: dyn(0)}[?false].absent.hasValue() ⇒ false
    {}.?null_key.invalid.hasValue() ⇒ false
    {'key': {'subkey': 'subvalue'}}.?key.optFlatMap(k, k.?subkey).value() ⇒ "subvalue"
    {'key': {'subkey': ''}}.?key.optFlatMap(k, k.?subkey).value() ⇒ ""
    optional.of(42).optMap(y, y + 1).value() ⇒ 43
    optional.ofNonZeroValue(42).or(optional.of(20)).value() == 42 ⇒ true
    (has({}.x) ? optional.of({}.x) : optional.none()).hasValue() ⇒ false
    {}.?x.hasValue() ⇒ false
    has({}.?x.y) ⇒ false
    has({'x': {'y': 'z'}}.?x.y) ⇒ true
    type(optional.none()) == optional_type ⇒ true
    {'c': {'dashed-index': 'goodbye'}}.c[?'dashed-index'].orValue('default value') ⇒ "goodbye"
    {'c': {}}.c[?'missing-index'].orValue('default value') ⇒ "default value"
    optional.of({'c': {'index': 'goodbye'}}).c.index.orValue('default value') ⇒ "goodbye"
    optional.of({'c': {'index': 'goodbye'}}).c['index'].orValue('default value') ⇒ "goodbye"
    optional.of({'c': {}}).c['missing'].orValue('default value') ⇒ "default value"
    [?{}.?c, ?optional.of(42), ?optional.none()] ⇒ [42]
    [?optional.ofNonZeroValue({'c': []}.?c.orValue(dyn({})))] ⇒ []
    optional.of({}).?c.hasValue() ⇒ false
    optional.none().?repeated_string.hasValue() ⇒ false
    [][?0].hasValue() ⇒ false
    optional.of([])[?0].hasValue() ⇒ false
    optional.none()[?0].hasValue() ⇒ false
    ['foo'][?0].value() ⇒ "foo"
    optional.of(['foo'])[?0].value() ⇒ "foo"
    {true: 1, 2: 2, 5u: 3}[?true].value() ⇒ 1
    {1u: 1.0, 2: 2.0, 3u: 3.0}[?3.0].value() ⇒ 3.0
    {1u: 1.0, 2: 2.0, 3u: 3.0}[?2u].value() ⇒ 2.0
    {1u: 1.0, 2: 2.0, 3u: 3.0}[?1].value() ⇒ 1.0
    optional.none() == optional.none() ⇒ true
    optional.none() == optional.of(1) ⇒ false
    optional.of(1) == optional.none() ⇒ false
    optional.of(1) == optional.of(1) ⇒ true
    optional.none() != optional.none() ⇒ false
    optional.none() != optional.of(1) ⇒ true
    optional.of(1) != optional.none() ⇒ true
    optional.of(1) != optional.of(1) ⇒ false
    has({'foo': optional.none()}.foo) ⇒ true
    has({'foo': optional.none()}.foo.bar) ⇒ false
    has({?'foo': optional.none()}.foo) ⇒ false
    """#
}
