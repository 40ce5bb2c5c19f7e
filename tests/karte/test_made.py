"""Properties over made-up documents: they round-trip, hash alike in any order, and differ exactly when hashes do."""

from __future__ import annotations

import json
import time
from random import Random

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.formats.values import Json
from anzenkarte.karte.diff import describe, diff
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_text
from anzenkarte.karte.schema import json_schema
from anzenkarte.karte.written import MOST
from anzenkarte.karte.yaml_text import yaml_text
from anzenkarte.kernel.errors import InputError, Problem
from tests.karte.made import RANDOMS, VOCABULARY, WORDS, made, plain, shuffled

SCHEMA = jsonschema_rs.Draft202012Validator(json_schema(VOCABULARY))


def _read(data: Json) -> Document:
    return read_text(json.dumps(data), VOCABULARY, None, "made.json")[0]


@given(RANDOMS)
def test_written_text_reads_back_with_the_same_hash(random: Random) -> None:
    data = made(random)
    document = _read(data)
    again = read_text(document.to_yaml(), VOCABULARY)[0]
    assert again.revision == document.revision
    assert {e.subject: e.digest for e in again} == {e.subject: e.digest for e in document}
    assert again.complete == document.complete
    assert SCHEMA.is_valid(data)


@given(RANDOMS)
def test_any_value_survives_writing(random: Random) -> None:
    value = plain(random)
    assert load_one(yaml_text({"x": value})).data == {"x": value}


@pytest.mark.parametrize("word", WORDS)
def test_awkward_words_survive_as_value_and_as_key(word: str) -> None:
    assert load_one(yaml_text({"x": word, word: [word]})).data == {"x": word, word: [word]}


@given(RANDOMS)
def test_order_of_keys_never_counts(random: Random) -> None:
    data = made(random)
    one, other = _read(data), _read(shuffled(data, random))
    assert one.revision == other.revision
    assert {e.subject: e.digest for e in one} == {e.subject: e.digest for e in other}
    assert diff([one], [other], VOCABULARY) == []


@given(RANDOMS)
def test_differences_are_none_exactly_when_hashes_are_equal(random: Random) -> None:
    one = changed = _read(made(random))
    for entity in random.sample(list(one), min(2, len(list(one)))):
        note: dict[str, Json] = {"note": random.choice(WORDS)} if random.random() < 0.5 else {}
        changed = changed.with_entity(Entity(entity.kind, entity.id, {**entity.fields, **note}))
    for other in (changed, changed.without("party", "p1"), _read(made(random))):
        changes = diff([one], [other], VOCABULARY)
        same = (one.kind, one.name, one.revision) == (other.kind, other.name, other.revision)
        assert (changes == []) == same
        assert len(describe(changes, VOCABULARY, "ja")) == len(describe(changes, VOCABULARY, "en")) == len(changes)


PIECES = (
    "\n", "  ", "- ", ": ", "[", "]", "{", "}", ",", '"', "null", "true", "999999999999999999", "unknown: stated",
    "x-", "anzenkarte/service/2", "name", "parties", "p0", "component/e0", "R99年", "2021-02-31", "\t", "か\u3099",
    "---\n",
)  # fmt: skip


def _spoilt_text(random: Random, extra: str) -> str:
    """The text of a valid document with pieces put in, cut out or replaced."""
    text = yaml_text(made(random))
    for _ in range(random.randrange(1, 5)):
        start = random.randrange(len(text) + 1)
        end = min(len(text), start + random.randrange(12))
        text = text[:start] + random.choice((*PIECES, extra)) + text[random.choice((start, end)) :]
    return text


def _spoilt_value(random: Random) -> Json:
    """A valid document in which values, anywhere, are replaced by any other."""
    root: dict[str, Json] = {"root": made(random)}
    for _ in range(random.randrange(1, 4)):
        at, key = root, "root"
        for _ in range(random.randrange(5)):
            inner = at[key]
            if not isinstance(inner, dict) or not inner:
                break
            at, key = inner, random.choice(list(inner))
        at[key] = plain(random)
    return root["root"]


def _refusals(text: str, file: str) -> tuple[Problem, ...]:
    """The problems of a text, none when it is read; within two seconds of work, and with no other end."""
    began = time.process_time()
    problems: tuple[Problem, ...] = ()
    try:
        read_text(text, VOCABULARY, frozenset({"backup"}), file)
    except InputError as error:
        problems = error.problems
    assert time.process_time() - began < 2
    return problems


@given(RANDOMS, st.text(max_size=3))
def test_spoilt_text_is_read_or_refused(random: Random, extra: str) -> None:
    text = _spoilt_text(random, extra)
    lines = text.count("\n") + text.count("\r") + 1
    assert all(0 <= problem.line <= lines for problem in _refusals(text, "spoilt.yaml"))


@given(RANDOMS)
def test_spoilt_value_is_read_or_refused(random: Random) -> None:
    value = _spoilt_value(random)
    problems = _refusals(json.dumps(value), "spoilt.json")
    assert SCHEMA.is_valid(value) or problems


def _file(entry: str, count: int) -> str:
    head = "schema: anzenkarte/service/1\nname: a\nkeeper: p\nservice: {name: A}\ncomponents:\n"
    return head + "".join(entry.replace("NEXT", str(n + 1)).replace("N", str(n)) + "\n" for n in range(count))


@pytest.mark.parametrize(
    "entry",
    [
        "  cN: {name: c, part_of: cNEXT, owner: nobody-N}",
        "  cN: {name: c, part_of: cNEXT}",
        "  cN: {name: c, patchdN: true, " + "k" * 60 + "N: x}",
        "  CN: {name: c}",
        "  cN: {part_of: cN}",
    ],
)
def test_large_files_are_judged_soon(entry: str) -> None:
    assert 0 < len(_refusals(_file(entry, 8_000), "large.yaml")) <= MOST + 1


def test_many_documents_are_judged_soon() -> None:
    party = 'parties: {p: {urn: "urn:uuid:8d3f8a52-6c1e-4b7a-9f53-2a1f0c9e7d11", name: P}}'
    one = "schema: anzenkarte/institution/1\nname: iN\nkeeper: p\ninstitution: {name: I, party: p}\n" + party
    stream = "\n---\n".join(one.replace("iN", f"i{number}") for number in range(2_000))
    assert _refusals(stream, "stream.yaml") == ()
    entry = "- " + one.replace("\n", "\n  ")
    listed = "\n".join(entry.replace("iN", f"i{number}") for number in range(2_000))
    assert _refusals(listed, "list.yaml") == ()
    last = _refusals(listed.replace("name: i1999", "name: I1999"), "list.yaml")
    assert [(problem.line, problem.path) for problem in last] == [(1999 * 5 + 2, "name")]
