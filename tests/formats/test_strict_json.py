"""Strict JSON: the same value space as strict YAML."""

from __future__ import annotations

from pathlib import Path

import pytest

from anzenkarte.formats import strict_json
from anzenkarte.formats.values import Json, Limits
from anzenkarte.kernel.errors import InputError, Problem
from tests.formats.refusals import refused


def problems(source: str | bytes, limits: Limits | None = None) -> list[Problem]:
    """The problems of a text that must be refused, within two seconds of work."""
    return refused(lambda: strict_json.load(source, "f.json", limits or Limits()))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, -2, true, false, null, "x"]}', {"a": [1, -2, True, False, None, "x"]}),
        (b'\xef\xbb\xbf"\xe3\x81\x8b\xe3\x82\x99"', "が"),
        ('"\\u304b\\u3099\\n"', "が\n"),
        ('{"\\u304b\\u3099": {"a": ["\\u304b\\u3099"]}}', {"が": {"a": ["が"]}}),
        ('"\\ud83c\\udfe5"', "🏥"),
        ("9007199254740991", 2**53 - 1),
        ("[" * 64 + "]" * 64, None),
    ],
)
def test_values(text: str | bytes, value: Json) -> None:
    loaded = strict_json.load(text)
    assert loaded.lines == {}
    if value is not None:
        assert loaded.data == value
    else:
        assert str(loaded.data) == text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1,\n"b": {"c": 1,\n"c": 2}, "a": 1.5}',
         [(3, "a", "json.duplicate-key"), (3, "a", "json.not-an-integer"), (3, "b/c", "json.duplicate-key")]),
        ('{"\\u304c": 1, "か\u3099": 2}', [(1, "が", "json.duplicate-key")]),
        ('{"\\u304b\\u3099": 1, "\\u304c": 2}', [(1, "が", "json.duplicate-key")]),
        ("[1.0,\n1e2,\nNaN, -Infinity, Infinity]",
         [(1, "0", "json.not-an-integer"), (2, "1", "json.not-an-integer"), (3, "2", "json.not-an-integer"),
          (3, "3", "json.not-an-integer"), (3, "4", "json.not-an-integer")]),
        ('["]}{[", "\\"", [1, {"a": [9007199254740992]}]]', [(1, "2/1/a/0", "json.integer-too-large")]),
        ("-" + "9" * 1_000_000, [(1, "", "json.integer-too-large")]),
        ('["a",\n"\\ud800"]', [(2, "1", "text.forbidden-character")]),
        ('{"\\u0000": 1}', [(1, "", "text.forbidden-character")]),
        ('"a' + "\\u0327" * 31 + '"', [(1, "", "text.too-many-marks")]),
        ('"a\x07"', [(1, "", "text.forbidden-character")]),
        ("", [(1, "", "json.value-expected")]),
        ("[1,\n]", [(2, "", "json.value-expected")]),
        ("{,}", [(1, "", "json.key-expected")]),
        ("{'a': 1}", [(1, "", "json.key-expected")]),
        ('{"a" 1}', [(1, "", "json.colon-expected")]),
        ("[1\n2]", [(2, "", "json.comma-expected")]),
        ("[1] 2", [(1, "", "json.after-value")]),
        ('["a\n"]', [(1, "", "json.open-quote")]),
        ('["a', [(1, "", "json.open-quote")]),
        ('"\\q"', [(1, "", "json.bad-escape")]),
        ('"\\u12"', [(1, "", "json.bad-escape")]),
        (b"\xff", [(1, "", "text.not-utf8")]),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_with_its_line_and_path(text: str | bytes, found: list[tuple[int, str, str]]) -> None:
    assert [(p.line, p.path, p.code) for p in problems(text)] == found


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[" * 100_000, "json.too-deep"),
        ('{"a":' * 100_000, "json.too-deep"),
        ("[" + "1," * 8_000_000, "json.too-many-values"),
        ("[" + "[]," * 5_000_000, "json.too-many-values"),
        ('"' * 16_000_000, "json.too-many-values"),
        ('"' + '\\"' * 8_000_000, "json.open-quote"),
        ("x" * (16 * 1024 * 1024 + 1), "file.too-large"),
    ],
    ids=lambda value: value[:8],
)
def test_hostile_texts_are_refused_quickly(text: str, code: str) -> None:
    assert [p.code for p in problems(text)] == [code]


def test_the_search_for_problems_stops_at_its_limit() -> None:
    assert len(problems("[" + "1.5, " * 500 + "1]", Limits(problems=7))) == 7


def test_a_file_is_read_and_refused_by_size(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b'{"a": 1}')
    assert strict_json.load_file(path).data == {"a": 1}
    with pytest.raises(InputError) as caught:
        strict_json.load_file(path, "x.json", Limits(size=7))
    assert [p.code for p in caught.value.problems] == ["file.too-large"]
