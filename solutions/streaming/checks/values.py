"""Exercise 1: values of topics, and what is due for them."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np

from warehouse.checks import fields, run_each, same
from warehouse.streaming.records import Record, Rejected, Row

LARGEST = 1_000_000
SHOPS = ("Oslo", "", "Zürich", "東京", "0", "null", 'a"b\\c', "\U0001f4a7")
INTEGERS = (0, -1, 1, 1_700_000_000, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), -86_400)

#: A value, and the reason for which it is rejected, or a Row.
Value = tuple[bytes | None, str | Row]


def expect(
    decode: Callable, cases: list[tuple[Record, int, Row | str]], places: bool = False
) -> None:
    """``cases``: record, the most bytes, and the row or the reason that is due. ``places``: whether the place of a
    rejection is looked at, too."""
    given = [(record, largest) for record, largest, _ in cases]
    for (_, _, due), ((record, largest), got) in zip(cases, run_each(decode, given)):
        what = f"what becomes of {repr(record.value)[:300]}, of {largest} bytes at most,"
        if type(due) is str:
            due = Rejected(record.partition, record.offset, due)
            if not places:
                got = due._replace(reason=fields(got, Rejected)[2])
        same(got, due, what)


def placed(values: list[Value], largest: int = LARGEST) -> list[tuple[Record, int, Row | str]]:
    """Each value at a place of its own, with a broker's time that no shop has."""
    return [
        (
            Record(at % 5, 3 * at, b"key" if at % 2 else None, value, 1_800_000_000_123 + at),
            largest,
            due,
        )
        for at, (value, due) in enumerate(values)
    ]


def written(fields: dict, rng: np.random.Generator, **how) -> bytes:
    """An object of these fields, in any order."""
    names = [str(name) for name in rng.permutation(list(fields))]
    return json.dumps({name: fields[name] for name in names}, **how).encode()


def sale(rng: np.random.Generator) -> dict:
    return {
        "time": int(
            rng.choice([int(rng.integers(-(10**6), 2 * 10**9)), int(INTEGERS[rng.integers(9)])])
        ),
        "shop": SHOPS[int(rng.integers(len(SHOPS)))],
        "cents": int(INTEGERS[rng.integers(9)])
        if rng.random() < 0.5
        else int(rng.integers(-999, 9_999)),
    }


def sales(rng: np.random.Generator) -> list:
    """Good values: in any order, with fields besides, of all alphabets, escaped or not, with blanks; at the largest
    size."""
    values: list[Value] = []
    more = (
        {},
        {"till": 3},
        {"Time": "x", "key": None},
        {"items": [{"shop": 1}], "nested": {"cents": "?"}},
        {" time": 7, "shop ": "x", "CENTS": 7, "cents\n": 7, "": {}},
    )
    for at in range(40):
        fields = sale(rng)
        how = {"ensure_ascii": bool(at % 2), "indent": (None, None, 2)[at % 3]}
        values.append((written({**fields, **more[at % 5]}, rng, **how), Row(**fields)))
    values.append((b' {"time":1,"shop":"","cents":0}\n', Row(1, "", 0)))
    values.append((b'{"time":0,"shop":"a","cents":-0}', Row(0, "a", 0)))
    values.append((b'{"time":1,"time":2,"shop":"a","shop":"b","cents":3}', Row(2, "b", 3)))
    values.append((b'{"time":"x","time":2,"shop":7,"shop":"b","cents":3}', Row(2, "b", 3)))
    values.append((b'{"time":1,"shop":"NaN","cents":2,"x":"Infinity"}', Row(1, "NaN", 2)))
    quoted = rb'{"time":1,"shop":"a \" NaN \" b","cents":2,"x":"\"","y":"-Infinity"}'
    values.append((quoted, Row(1, 'a " NaN " b', 2)))
    values.append(
        (b'{"time":1,"shop":"\\u00e4\\ud83d\\udca7","cents":2}', Row(1, "ä\U0001f4a7", 2))
    )
    # what stands in other fields is looked at by nobody
    for more in (rb'"x":"\ud800"', rb'"\udfff":[{"y":"\ud83d"}]', b'"x":%d' % 10**30, b'"x":1e3'):
        values.append((b'{"time":1,"shop":"a","cents":2,%s}' % more, Row(1, "a", 2)))
    # a text is what it is, blanks, marks and all; a nest that Python can read is no fault of its field
    for shop in (" Oslo ", "a\n", "o\u0308", "\ufeffa", "\u2028", "\0", "\uffff", "OSLO", "ﬁ"):
        for how in (False, True):
            fields = {"time": 1, "shop": shop, "cents": 2}
            values.append((written(fields, rng, ensure_ascii=how), Row(1, shop, 2)))
    nest = b"[" * 90 + b"]" * 90
    values.append((b'{"time":1,"shop":"[[[","cents":2,"x":%s}' % nest, Row(1, "[[[", 2)))
    exact = [(Record(1, 2, None, value, 5), len(value), due) for value, due in values[:3]]
    return placed(values) + exact


def no_texts(rng: np.random.Generator) -> list:
    """Nothing; one byte too much; bytes that are no UTF-8."""
    good = b'{"time": 1, "shop": "Oslo", "cents": 2}'
    broken = [
        b'{"time": 1, "shop": "Z\xfcrich", "cents": 2}',
        b"\xff\xfe" + '{"time": 1, "shop": "a", "cents": 2}'.encode("utf-16-le"),
        b'{"time": 1, "shop": "\xed\xa0\x80", "cents": 2}',  # a surrogate, as no UTF-8 has it
        b'{"time": 1, "shop": "\xc0\xaf", "cents": 2}',  # more bytes than needed
        b'{"time": 1, "shop": "Oslo", "cents": 2}\x80',
        bytes(range(128, 256)),
    ]
    cases = placed(
        [(None, "empty"), (b"", "empty"), (None, "empty"), *((b, "no UTF-8") for b in broken)]
    )
    cases += [(Record(0, 9, None, good, 0), len(good) - 1, "too large")]
    cases += [(Record(0, 0, None, "ä".encode() * 3, 0), 5, "too large")]  # bytes count, not letters
    cases += [(Record(0, 0, None, good * 9, 0), 1, "too large")]
    cases += [(Record(0, 0, None, good, 0), 0, "too large")]
    return cases


def no_json(rng: np.random.Generator) -> list:
    """Texts that are none, and those that Python reads all the same."""
    good = '{"time": 1, "shop": "Oslo", "cents": 2}'
    texts = [
        "{", "}", " ", "time", "{'time': 1}", good + ",", good + good, good[:-1], good[1:],
        '{"time": 1, "shop": "Oslo", "cents": 02}', '{"time": 1, "shop": "O\tslo", "cents": 2}',
        '{"time": 1, "shop": "Oslo", "cents": 2,}', '{time: 1, "shop": "Oslo", "cents": 2}',
        '{"time": +1, "shop": "Oslo", "cents": 2}', '{"time": 0x1, "shop": "Oslo", "cents": 2}',
        "\ufeff" + good, good.encode("utf-16-le").decode(), good + "\0",
        '{"time": 1, "shop": "Oslo", "cents": ' + "7" * 5_000 + "}",
        "NaN", "-Infinity", "[Infinity]", '{"time": NaN}',
        '{"time": 1, "shop": "Oslo", "cents": NaN}', '{"time": Infinity, "shop": "Oslo", "cents": 1}',
        '{"time": 1, "shop": "Oslo", "cents": 2, "x": NaN}',
        '{"time": NaN, "time": 1, "shop": "Oslo", "cents": 2}',
        '{"time": 1, "shop": "Oslo", "cents": 2, "x": [1, {"y": -Infinity}]}',
    ]  # fmt: skip
    made: list[Value] = [(text.encode(), "no JSON") for text in texts]
    # JSON has numbers of any size
    return placed([*made, (good.replace("{", '{"x": 1e999, ').encode(), Row(1, "Oslo", 2))])


def no_objects() -> list:
    texts = ["[]", "null", "true", "0", "1.5", '"time"', '["time", "shop", "cents"]', "[{}]", " 7 ",
             '[{"time": 1, "shop": "Oslo", "cents": 2}]', '"{}"', "false", '""']  # fmt: skip
    return placed([(text.encode(), "no object") for text in texts])


def odd_fields(rng: np.random.Generator) -> list:
    """Each field missing, null and of every other type, the others right; numbers beyond 64 bits."""
    not_whole = [None, True, False, 1.0, 0.0, 1e3, -2.5, "1", "", [], [1], {}, {"time": 1}]
    not_whole += [2**63, -(2**63) - 1, 2**64, 10**30]
    no_text = [None, True, 0, 7, 1.5, [], ["Oslo"], {}, {"shop": "Oslo"}]
    values: list[Value] = []
    for name, odd in (("time", not_whole), ("shop", no_text), ("cents", not_whole)):
        for value in odd:
            values.append((written({**sale(rng), name: value}, rng), f"no {name}"))
        fields = sale(rng)
        del fields[name]
        values.append((written({**fields, "more": 1}, rng), f"no {name}"))
        values.append((written({**fields, name.upper(): 1}, rng), f"no {name}"))
        for whole in (2**63 - 1, -(2**63), 0):
            if name != "shop":
                values.append(
                    (written(fields | {name: whole}, rng), Row(**{**fields, name: whole}))
                )
    values.append((b'{"time": 1e3, "shop": "Oslo", "cents": 1}', "no time"))
    values.append((b"{}", "no time"))
    return placed(values)


def surrogates() -> list:
    texts = (r"\ud800", r"a\udfffb", r"\udca7\ud83d", r"\ud83d")
    return placed(
        [
            ('{"time": 1, "shop": "TEXT", "cents": 2}'.replace("TEXT", text).encode(), "no shop")
            for text in texts
        ]
    )


def several(rng: np.random.Generator) -> list:
    """Values with two faults and three."""
    values = [
        (b"\xff" * 9 + b"{", "no UTF-8"),
        (b'{"x": NaN, "time": "no"}', "no JSON"),
        (b"[NaN]", "no JSON"),
        (b'{"cents": true, "shop": 1, "time": 1.0}', "no time"),
        (b'{"cents": 1, "time": "1"}', "no time"),
        (b'{"time": 1, "shop": 1}', "no shop"),
        (b'{"cents": true, "shop": 1, "time": 1}', "no shop"),
        (b'{"shop": 1}', "no time"),
        (b'{"cents": null, "time": 5}', "no shop"),
        (b'{"cents": null, "shop": "\\ud800"}', "no time"),
        (b'{"cents": null, "time": 5}', "no shop"),
        (b'{"cents": null, "time": 5}', "no shop"),
    ]
    cases = placed(values)
    many = (b"\xff" * 4, b"[[[[", b"null")
    cases += [(Record(3, 8 + at, None, value, 0), 3, "too large") for at, value in enumerate(many)]
    return cases + [(Record(7, 10**12, None, b"", 0), 0, "empty")]


def mangled(rng: np.random.Generator) -> list:
    """Good values cut off and changed at any byte, deep nests, and what is due by ``oracle``."""
    values: list[Value] = [
        (b"[" * 100_000, "no JSON"),
        (b'{"time":' * 60_000, "no JSON"),
        (
            b'{"time": 1, "shop": "Oslo", "cents": 2, "x": ' + b"[" * 90_000 + b"]" * 90_000 + b"}",
            "no JSON",
        ),
    ]
    for _ in range(60):
        value = bytearray(written(sale(rng), rng, ensure_ascii=False))
        cut = int(rng.integers(0, len(value)))
        if rng.random() < 0.5:
            value[cut] = int(rng.integers(0, 256))
        else:
            del value[cut:]
        values.append((bytes(value), oracle(bytes(value))))
    values += [
        (bytes(some), oracle(bytes(some)))
        for some in rng.integers(0, 256, (20, 12), dtype=np.uint8)
    ]
    return placed(values)


def oracle(value: bytes) -> Row | str:
    """By another way: the text's own re-encoding says whether it is UTF-8, a scan of pairs what stands where."""
    if not value:
        return "empty"
    text = value.decode("utf-8", "surrogateescape")
    if any("\udc80" <= letter <= "\udcff" for letter in text):
        return "no UTF-8"
    constants: list[str] = []
    try:
        pairs = json.loads(
            text, parse_constant=constants.append, object_pairs_hook=lambda them: ("object", them)
        )
    except (ValueError, RecursionError):
        return "no JSON"
    if constants:
        return "no JSON"
    if not (isinstance(pairs, tuple) and pairs[0] == "object"):
        return "no object"
    fields = dict(pairs[1])
    for name, kind in (("time", int), ("shop", str), ("cents", int)):
        value = fields.get(name)
        if type(value) is not kind:
            return f"no {name}"
        if kind is int and value.bit_length() > 63 and value != -(2**63):
            return f"no {name}"
        if kind is str and any("\ud800" <= letter <= "\udfff" for letter in value):
            return f"no {name}"
    return Row(*(fields[name] for name in ("time", "shop", "cents")))
