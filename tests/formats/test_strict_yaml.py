"""Strict YAML: what is typed, what stays text, what is refused, and where."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from anzenkarte.formats import strict_yaml
from anzenkarte.formats.values import Json, Limits
from anzenkarte.kernel.errors import InputError, Problem
from tests.formats.refusals import refused


def problems(source: str | bytes, limits: Limits | None = None) -> list[Problem]:
    """The problems of a text that must be refused, within two seconds of work."""
    return refused(lambda: strict_yaml.load_documents(source, "f.yaml", limits or Limits()))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("NO", "NO"), ("no", "no"), ("on", "on"), ("Off", "Off"), ("yes", "yes"), ("y", "y"),
        ("1.10", "1.10"), ("1e3", "1e3"), (".5", ".5"), (".inf", ".inf"), (".nan", ".nan"), ("12:30", "12:30"),
        ("190:20:30", "190:20:30"), ("2023-05-31", "2023-05-31"), ("2023-05-31T10:00:00Z", "2023-05-31T10:00:00Z"),
        ("0x10", "0x10"), ("0o7", "0o7"), ("014", "014"), ("1_000", "1_000"), ("+1", "+1"), ("True", "True"),
        ("TRUE", "TRUE"), ("Null", "Null"), ("~", "~"), ("=", "="), ("１２", "１２"),
        ("true", True), ("false", False), ("null", None), ("", None), ("0", 0), ("-7", -7),
        ("9007199254740991", 2**53 - 1), ("-9007199254740991", -(2**53) + 1),
        ('"true"', "true"), ("'12'", "12"), ('""', ""), ("|\n  a\n  b", "a\nb\n"), (">-\n  a\n  b", "a b"),
        ('"a\\tb\\u3042"', "a\tbあ"), ("か\u3099", "が"), ('"\\u304b\\u3099"', "が"), ("[]", []), ("{}", {}),
    ],
)  # fmt: skip
def test_a_value_is_typed_only_when_json_types_it(written: str, value: Json) -> None:
    loaded = strict_yaml.load_one(f"a: {written}\n").data
    assert isinstance(loaded, dict)
    assert loaded["a"] == value
    assert type(loaded["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\nb: {c: 1,\n c: 2}\na: 3\n", [(3, "b/c", "yaml.duplicate-key"), (4, "a", "yaml.duplicate-key")]),
        ('"a": 1\na: 2\n', [(2, "a", "yaml.duplicate-key")]),
        ('"か\\u3099": 1\nが: 2\n', [(2, "が", "yaml.duplicate-key")]),
        ("a: &x 1\nb:\n  - *x\n", [(1, "a", "yaml.anchor"), (3, "b/0", "yaml.alias")]),
        ("*x : 1\n", [(1, "", "yaml.alias")]),
        ("a: !!str 1\nb: !x y\nc: ! z\n", [(1, "a", "yaml.tag"), (2, "b", "yaml.tag"), (3, "c", "yaml.tag")]),
        ("a: !!python/object/apply:os.system ['true']\n", [(1, "a", "yaml.tag")]),
        ("!!map {a: !!set {b}}\n", [(1, "", "yaml.tag"), (1, "a", "yaml.tag")]),
        ("<<: {a: 1}\n", [(1, "", "yaml.merge-key")]),
        ("14: a\n", [(1, "", "yaml.key-not-text")]),
        ("true: a\nx: {null: b}\n", [(1, "", "yaml.key-not-text"), (2, "x", "yaml.key-not-text")]),
        ("?\n: a\n", [(1, "", "yaml.key-not-text")]),
        ("? [a, b]\n: c\n? {d: e}\n: {f: g}\nh: 1\nh: 2\n",
         [(1, "", "yaml.key-not-text"), (3, "", "yaml.key-not-text"), (6, "h", "yaml.duplicate-key")]),
        ("a: 9007199254740992\n", [(1, "a", "yaml.integer-too-large")]),
        ("a: -" + "9" * 100_000, [(1, "a", "yaml.integer-too-large")]),
        ('a: "\\0"\nb: "\\uFEFF"\n', [(1, "a", "text.forbidden-character"), (2, "b", "text.forbidden-character")]),
        ("a: b\nc: \x07\nd: \x85\n", [(2, "", "text.forbidden-character"), (3, "", "text.forbidden-character")]),
        ("a: \ud800\n", [(1, "", "text.forbidden-character")]),
        ('a: "\\ud800"\n', [(1, "", "yaml.bad-escape")]),
        ("a: 1\n%TAG ! x\n", [(2, "", "yaml.directive")]),
        ("a: b: c\n", [(1, "", "yaml.stray-colon")]),
        ("a: @b\n", [(1, "", "yaml.bad-start")]),
        ("a:\n\t- b\n", [(2, "", "yaml.bad-start")]),
        ("a: 1\nb\nc: 2\n", [(2, "", "yaml.no-colon")]),
        ("a: 1\nb: 'x\nc: 2\n", [(2, "", "yaml.open-quote")]),
        ("a: 1\nb: [x,\nc: 2", [(2, "", "yaml.open-bracket")]),
        ("a: {b: [}\n", [(1, "", "yaml.open-bracket")]),
        ('a: "\\q"\n', [(1, "", "yaml.bad-escape")]),
        ("a:\n  b: 1\n c: 2\n", [(3, "", "yaml.indentation")]),
        ("[a] b\n", [(1, "", "yaml.after-value")]),
    ],
)  # fmt: skip
def test_what_is_refused_is_named_with_its_line_and_path(text: str, found: list[tuple[int, str, str]]) -> None:
    assert [(p.line, p.path, p.code) for p in problems(text)] == found


def test_a_duplicate_key_tells_the_first_line() -> None:
    assert problems("a: 1\n\na: 2\n")[0].params == (("first", "1"), ("key", "a"))


def test_lines_are_those_of_keys_and_entries() -> None:
    marked = strict_yaml.load_one("# head\na: 1\nb:\n  - x\n  - c: 2\n    d:\n      e\n", "f.yaml")
    assert marked.file == "f.yaml"
    assert marked.lines == {
        (): 2, ("a",): 2, ("b",): 3, ("b", 0): 4, ("b", 1): 5, ("b", 1, "c"): 5, ("b", 1, "d"): 6,
    }  # fmt: skip
    assert marked.line_of(("b", 1, "d")) == 6
    assert marked.line_of(("b", 1, "absent", 3)) == 5


def test_a_stream_holds_any_number_of_documents() -> None:
    documents = strict_yaml.load_documents("%YAML 1.2\n---\na: 1\n---\n- 2\n...\n")
    assert [part.data for part in documents] == [{"a": 1}, [2]]
    assert [part.line_of(()) for part in documents] == [3, 5]
    assert strict_yaml.load_documents("# nothing\n") == []


def test_load_one_wants_one_document() -> None:
    with pytest.raises(InputError) as none:
        strict_yaml.load_one("# nothing\n", "f.yaml")
    with pytest.raises(InputError) as two:
        strict_yaml.load_one("a: 1\n---\nb: 2\n", "f.yaml")
    assert none.value.problems == (Problem.at("yaml.no-document", file="f.yaml"),)
    assert two.value.problems == (Problem.at("yaml.many-documents", {"count": 2}, file="f.yaml", line=3),)


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", "a: 日本".encode("shift_jis"), b"a\nb: \xc3("])
def test_other_encodings_are_refused(data: bytes) -> None:
    assert [p.code for p in problems(data)] == ["text.not-utf8"]
    assert problems(data)[0].line == 1 + data[: data.find(b"\xc3(")].count(b"\n") * data.endswith(b"\xc3(")


def test_one_leading_byte_order_mark_and_any_line_end_are_taken() -> None:
    assert strict_yaml.load_one(b"\xef\xbb\xbfa: |\r\n  x\r\n  y\rb: 2\r\n").data == {"a": "x\ny\n", "b": 2}
    assert [p.code for p in problems("\ufeff\ufeffa: 1\n")] == ["text.forbidden-character"]


BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (BOMB, {"yaml.anchor", "yaml.alias"}),
        ("[" * 10_000, {"yaml.too-deep"}),
        ("{" * 10_000, {"yaml.too-deep"}),
        ("[\n" * 1_000_000, {"yaml.too-deep"}),
        ("{a: " * 10_000, {"yaml.too-deep"}),
        ("- " * 10_000, {"yaml.too-deep"}),
        ("? " * 10_000, {"yaml.key-not-text"}),
        ("\n".join(" " * n + "a:" for n in range(3000)), {"yaml.too-deep"}),
        ("[" * 10_000 + "]" * 10_000, {"yaml.too-deep"}),
        ("-\n" * 8_000_000, {"yaml.too-many-values"}),
        ("[" + "a," * 8_000_000, {"yaml.too-many-values"}),
        ("--- a\n" * 2_000_000, {"yaml.too-many-values"}),
        ("x" * (16 * 1024 * 1024 + 1), {"file.too-large"}),
        ("a: 1\n" * 3_000_000, {"yaml.duplicate-key"}),
        ("か" + "\u0327\u0301" * 2_000_000, {"text.too-many-marks"}),
        ('a: "' + "\\u0327\\u0301" * 500_000 + '"', {"text.too-many-marks"}),
        ('"' * 10_000_001, {"yaml.after-value"}),
        ("''" * 5_000_000 + "'", {"yaml.open-quote"}),
        ("%TAG !a! x\n" * 1_000_000, {"yaml.directive"}),
        ("\x00" * 1_000_000, {"text.forbidden-character"}),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else "",
)  # fmt: skip
def test_hostile_texts_are_refused_quickly(text: str, codes: set[str]) -> None:
    assert {p.code for p in problems(text)} == codes


def test_nesting_up_to_the_limit_is_read() -> None:
    assert strict_yaml.load_one("[" * 64 + "]" * 64).lines[(0,) * 63] == 1
    assert [p.code for p in problems("[" * 65 + "]" * 65)] == ["yaml.too-deep"]


def test_the_search_for_problems_stops_at_its_limit() -> None:
    assert len(problems("a: 1\n" * 500, Limits(problems=7))) == 7


def test_long_keys_are_cut_in_messages() -> None:
    key = "k" * 1000
    (problem,) = problems(f"{key}: 1\n" * 2)
    assert len(problem.path) == 80
    assert len(dict(problem.params)["key"]) == 80


def test_a_hundred_megabyte_file_is_refused_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as stream:
        os.truncate(stream.fileno(), 100 * 1024 * 1024)
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        strict_yaml.load_file(path)
    assert time.process_time() - began < 0.1
    assert caught.value.problems == (Problem.at("file.too-large", {"size": "100.0", "limit": "16.0"}, file=str(path)),)


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "file.missing"),
        (lambda path: path.mkdir(), "file.not-a-file"),
        (lambda path: os.mkfifo(path), "file.not-a-file"),
        (lambda path: path.symlink_to(path), "file.unreadable"),
    ],
)
def test_what_is_no_readable_file_is_refused(tmp_path: Path, make: Callable[[Path], None], code: str) -> None:
    path = tmp_path / "x.yaml"
    make(path)
    with pytest.raises(InputError) as caught:
        strict_yaml.load_file(path, "x.yaml")
    assert caught.value.problems == (Problem.at(code, file="x.yaml"),)


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: 1\n---\nb: 2\n")
    assert [part.data for part in strict_yaml.load_file(path)] == [{"a": 1}, {"b": 2}]
    path.write_bytes(b"a: 1\n")
    assert strict_yaml.load_one_file(path).file == str(path)


def test_half_a_megabyte_takes_less_than_half_a_second() -> None:
    entry = "- id: mhlw-6.0/operations/14/{0}\n  title: {{ja: 二要素認証, en: Two factors}}\n"
    entry += "  note: '{0} [a]'\n  list: [a, 1]\n"
    text = "".join(entry.format(number) for number in range(4200))
    assert len(text.encode()) > 450_000
    began = time.process_time()
    assert len(strict_yaml.load_one(text).lines) == 1 + 4200 * 9
    assert time.process_time() - began < 0.5
