"""Generated and mutated documents: a value or an InputError, soon; never anything else."""

from __future__ import annotations

import time

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from anzenkarte.formats import strict_json, strict_yaml
from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.guarded_zip import read_members
from anzenkarte.formats.plain_text import forbidden, nfc
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import InputError
from tests.formats.refusals import fillable

SEED_YAML = """\
schema: anzenkarte/karte/1
service: {id: s1, name: {ja: 電子カルテ, en: "EHR \\u3042"}}
components:
  - id: vpn
    kind: 'vpn'
    notes: |
      二行の
      文
    ports: [443, 80]
"""
SEED_JSON = '{"a": [1, -2, true, null], "b": {"c": "\\u3042", "d": "\\n"}, "e": ""}'
PIECES = st.sampled_from(
    ["\n", "  ", "- ", ": ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!!python/object:os.system ", "<<: ", "---\n",
     "...\n", "%YAML 1.1\n", "#", '"', "'", "|\n", ">+2\n", "\\u0000", "\\", "\t", "\x00", "\ufeff", "か\u3099", "1e9",
     "NaN", "-0", "9" * 30, "true", "\ud800", "\r", "\u2028", "[[" * 40, "a: " * 5]
)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, seed: str) -> str:
    """A document with pieces put in, cut out or repeated."""
    text = seed
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 20)))
        text = text[:start] + draw(PIECES | st.text(max_size=4)) + text[draw(st.sampled_from((start, end))) :]
    return text


def check(documents: list[Marked]) -> None:
    """What was read is in the value space, plain text and marked completely."""
    for document in documents:
        canonical_bytes(document.data)
        assert set(document.lines.values()) <= set(range(1, 10_000))


def judge_yaml(source: str | bytes) -> None:
    """Read and accept only values or refusals with a sentence."""
    began = time.process_time()
    try:
        check(strict_yaml.load_documents(source))
    except InputError as error:
        fillable(error.problems)
    assert time.process_time() - began < 2


def judge_json(source: str | bytes) -> None:
    """The same for JSON."""
    began = time.process_time()
    try:
        check([strict_json.load(source)])
    except InputError as error:
        fillable(error.problems)
    assert time.process_time() - began < 2


@settings(max_examples=300)
@given(mutated(SEED_YAML))
def test_mutated_yaml(text: str) -> None:
    judge_yaml(text)


@settings(max_examples=200)
@given(st.lists(PIECES, max_size=30).map("".join))
def test_yaml_made_of_pieces(text: str) -> None:
    judge_yaml(text)


@settings(max_examples=300)
@given(mutated(SEED_JSON))
@example('{"a": 1, "a": ')
def test_mutated_json(text: str) -> None:
    judge_json(text)


@settings(max_examples=200)
@given(st.binary(max_size=200))
@example(b"PK\x03\x04\x14\x00")
@example(b"\x89PNG\r\n\x1a\n")
def test_binary_rubbish(data: bytes) -> None:
    judge_yaml(data)
    judge_json(data)
    try:
        members = read_members(data)
    except InputError as error:
        fillable(error.problems)
    else:
        assert members == {}


@given(st.text(st.characters(exclude_categories=["Cs"])).filter(lambda text: not forbidden(text) and "\r" not in text))
def test_a_text_written_by_another_program_survives(text: str) -> None:
    written = yaml.safe_dump({"a": text}, allow_unicode=True)
    assert strict_yaml.load_one(written).data == {"a": nfc(text)}
