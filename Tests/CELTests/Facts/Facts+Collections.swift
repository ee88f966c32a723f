extension Facts {
  static let collections = #"""
    [0, 1, 2] + [3, 4, 5] == [0, 1, 2, 3, 4, 5] ⇒ true
    [0, 1, 2] + [3, 4, 5] == [3, 4, 5, 0, 1, 2] ⇒ false
    [2] + [2] ⇒ [2, 2]
    [] + [] ⇒ []
    [] + [3, 4] ⇒ [3, 4]
    [1, 2] + [] ⇒ [1, 2]
    [7, 8, 9][0] ⇒ 7
    [7, 8, 9][dyn(0.0)] ⇒ 7
    [7, 8, 9][dyn(0.1)] ⇒ error
    [7, 8, 9][dyn(0u)] ⇒ 7
    ['foo'][0] ⇒ "foo"
    [0, 1, 1, 2, 3, 5, 8, 13][4] ⇒ 3
    ['George', 'John', 'Paul', 'Ringo'][3] ⇒ "Ringo"
    [1, 2, 3][3] ⇒ error
    dyn([1, 2, 3][3]) || false ⇒ error
    dyn([1, 2, 3][3]) || true ⇒ true
    dyn([1, 2, 3][3]) && false ⇒ false
    dyn([1, 2, 3][3]) && true ⇒ error
    [1, 2, 3][dyn('')] ⇒ error
    dyn([1, 2, 3][dyn('')]) || false ⇒ error
    dyn([1, 2, 3][dyn('')]) || true ⇒ true
    dyn([1, 2, 3][dyn('')]) && false ⇒ false
    dyn([1, 2, 3][dyn('')]) && true ⇒ error
    7 in [] ⇒ false
    4u in [4u] ⇒ true
    'alpha' in ['alpha', 'beta', 'gamma'] ⇒ true
    3 in [5, 4, 3, 2, 1] ⇒ true
    20u in [4u, 6u, 8u, 12u, 20u] ⇒ true
    dyn(3.0) in [5, 4, 3, 2, 1] ⇒ true
    dyn(3u) in [5, 4, 3, 2, 1] ⇒ true
    dyn(3) in [5.0, 4.0, 3.0, 2.0, 1.0] ⇒ true
    dyn(3u) in [5.0, 4.0, 3.0, 2.0, 1.0] ⇒ true
    dyn(3) in [5u, 4u, 3u, 2u, 1u] ⇒ true
    dyn(3.0) in [5u, 4u, 3u, 2u, 1u] ⇒ true
    'hawaiian' in ['meat', 'veggie', 'margarita', 'cheese'] ⇒ false
    size([]) ⇒ 0
    size([1, 2, 3]) ⇒ 3
    size({}) ⇒ 0
    size({1: 'one', 2: 'two', 3: 'three'}) ⇒ 3
    true ? 1 : 2 ⇒ 1
    false ? 'foo' : 'bar' ⇒ "bar"
    2 / 0 > 4 ? 'baz' : 'quux' ⇒ error
    true && true ⇒ true
    false && false ⇒ false
    false && true ⇒ false
    true && false ⇒ false
    false && (2 / 0 > 3 ? false : true) ⇒ false
    (2 / 0 > 3 ? false : true) && false ⇒ false
    true && 1/0 != 0 ⇒ error
    1/0 != 0 && true ⇒ error
    true || true ⇒ true
    false || false ⇒ false
    false || true ⇒ true
    true || false ⇒ true
    true || (2 / 0 > 3 ? false : true) ⇒ true
    (2 / 0 > 3 ? false : true) || true ⇒ true
    false || 1/0 != 0 ⇒ error
    1/0 != 0 || false ⇒ error
    !true ⇒ false
    !false ⇒ true
    [1, 2, 3].exists(e, e > 0) ⇒ true
    [1, 2, 3].exists(e, e == 2) ⇒ true
    [1, 2, 3].exists(e, e > 3) ⇒ false
    [1, 'foo', 3].exists(e, e != '1') ⇒ true
    [1, 'foo', 3].exists(e, e == '10') ⇒ false
    [1, 2, 3].exists(e, e / 0 == 17) ⇒ error
    [].exists(e, e == 2) ⇒ false
    {'key1':1, 'key2':2}.exists(k, k == 'key2') ⇒ true
    !{'key1':1, 'key2':2}.exists(k, k == 'key3') ⇒ true
    {'key':1, 1:21}.exists(k, k != 2) ⇒ true
    !{'key':1, 1:42}.exists(k, k == 2) ⇒ true
    [1, 2, 3].all(e, e > 0) ⇒ true
    [1, 2, 3].all(e, e == 2) ⇒ false
    [1, 2, 3].all(e, e == 17) ⇒ false
    [1, 'foo', 3].all(e, e == 1) ⇒ false
    [1, 'foo', 3].all(e, e % 2 == 1) ⇒ error
    [1, 2, 3].all(e, 6 / (2 - e) == 6) ⇒ false
    [1, 2, 3].all(e, e / 0 != 17) ⇒ error
    [].all(e, e > 0) ⇒ true
    {'key1':1, 'key2':2}.all(k, k == 'key2') ⇒ false
    [].exists_one(a, a == 7) ⇒ false
    [7].exists_one(a, a == 7) ⇒ true
    [8].exists_one(a, a == 7) ⇒ false
    [1, 2, 3].exists_one(x, x > 20) ⇒ false
    [6, 7, 8].exists_one(foo, foo % 5 == 2) ⇒ true
    [0, 1, 2, 3, 4].exists_one(n, n % 2 == 1) ⇒ false
    ['foal', 'foo', 'four'].exists_one(n, n.startsWith('fo')) ⇒ false
    [3, 2, 1, 0].exists_one(n, 12 / n > 1) ⇒ error
    {6: 'six', 7: 'seven', 8: 'eight'}.exists_one(foo, foo % 5 == 2) ⇒ true
    [].map(n, n / 2) ⇒ []
    [3].map(n, n * n) ⇒ [9]
    [2, 4, 6].map(n, n / 2) ⇒ [1, 2, 3]
    [2, 1, 0].map(n, 4 / n) ⇒ error
    {'John': 'smart'}.map(key, key) == ['John'] ⇒ true
    [].filter(n, n % 2 == 0) ⇒ []
    [2].filter(n, n == 2) ⇒ [2]
    [1].filter(n, n > 3) ⇒ []
    [1, 2, 3].filter(e, e > 3) ⇒ []
    [0, 1, 2, 3, 4].filter(x, x % 2 == 1) ⇒ [1, 3]
    [1, 2, 3].filter(n, n > 0) ⇒ [1, 2, 3]
    [3, 2, 1, 0].filter(n, 12 / n > 4) ⇒ error
    ['signer'].filter(signer, ['artifact'].all(artifact, true)) ⇒ ["signer"]
    ['signer'].all(signer, ['artifact'].all(artifact, true)) ⇒ true
    {0:1,2:2,5:true}[5] ⇒ true
    {0u:1u,2u:'happy',5u:3u}[2u] ⇒ "happy"
    {'name':100u}['name'] ⇒ 100u
    {true:5}[true] ⇒ 5
    {true:1,2:2,5u:3}[true] ⇒ 1
    {1u: 1.0, 2: 2.0, 3u: 3.0}[3.0] ⇒ 3.0
    {1u: 1.0, 2: 2.0, 3u: 3.0}[3.1] ⇒ error
    {1u: 1.0, 2: 2.0, 3u: 3.0}[2u] ⇒ 2.0
    {1u: 1.0, 2: 2.0, 3u: 3.0}[1] ⇒ 1.0
    {0:1,2:2,5:3}[1] ⇒ error
    dyn({0:1,2:2,5:3}[1]) || false ⇒ error
    dyn({0:1,2:2,5:3}[1]) || true ⇒ true
    dyn({0:1,2:2,5:3}[1]) && false ⇒ false
    dyn({0:1,2:2,5:3}[1]) && true ⇒ error
    {0:1,2:2,5:3}[dyn(b'')] ⇒ error
    dyn({0:1,2:2,5:3}[dyn(b'')]) || false ⇒ error
    dyn({0:1,2:2,5:3}[dyn(b'')]) || true ⇒ true
    dyn({0:1,2:2,5:3}[dyn(b'')]) && false ⇒ false
    dyn({0:1,2:2,5:3}[dyn(b'')]) && true ⇒ error
    {true:null}[true] ⇒ null
    {27:false}[27] ⇒ false
    {'n':'x'}['n'] ⇒ "x"
    {3:15.15}[3] ⇒ 15.15
    {0u:1u,2u:2u,5u:3u}[0u] ⇒ 1u
    {true:1,false:2}[true] ⇒ 1
    {0:b''}[0] ⇒ b""
    {0u:[1]}[0u] ⇒ [1]
    {'map': {'k': 'v'}}['map'] ⇒ {"k": "v"}
    {'map': {'k': 'v'}, 'list': [1]}['map'] ⇒ {"k": "v"}
    has({'a': 1, 'b': 2}.a) ⇒ true
    has({'a': 1, 'b': 2}.c) ⇒ false
    has({}.a) ⇒ false
    {'/api/v1': true, '/api/v2': false}.`/api/v1` ⇒ true
    {'foo.txt': 32, 'bar.csv': 1024}.`foo.txt` ⇒ 32
    has({'/api/v1': true, '/api/v2': false}.`/api/v3`) ⇒ false
    has({'content-type': 'application/json', 'content-length': 145}.`content-type`) ⇒ true
    has({'foo.txt': 32, 'bar.csv': 1024}.`foo.txt`) ⇒ true
    7 in {} ⇒ false
    true in {true: 1} ⇒ true
    'George' in {'John': 'smart', 'Paul': 'cute', 'George': 'quiet', 'Ringo': 'funny'} ⇒ true
    'spider' in {'ant': 6, 'fly': 6, 'centipede': 100} ⇒ false
    3.0 in {1: 1, 2: 2, 3u: 3} && 2u in {1u: 1, 2: 2} && 1 in {1u: 1, 2: 2} ⇒ true
    3.1 in {1: 1, 2: 2, 3u: 3} ⇒ false
    """#
}
