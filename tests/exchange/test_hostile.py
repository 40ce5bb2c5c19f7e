"""What strangers hand in ends in a refusal with a place, never in a traceback, and in bounded time."""

from __future__ import annotations

import copy
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.exchange.ciso_read import library_draft
from anzenkarte.exchange.draft import values_of
from anzenkarte.exchange.oscal.document import DEPTH, SIZE, read_document
from anzenkarte.exchange.oscal.foreign import foreign_catalogue
from anzenkarte.exchange.oscal.read_catalogue import read_catalogue_document
from anzenkarte.exchange.oscal.read_mapping import read_mapping_document
from anzenkarte.exchange.oscal.resolution.chain import resolve
from anzenkarte.exchange.oscal.write_catalogue import catalogue_document
from anzenkarte.exchange.oscal.write_mapping import mapping_document
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import InputError
from tests.exchange.made import EDITION, ITEMS, Body, catalogue, profile, put, taking
from tests.exchange.test_oscal_mapping import MADE

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of everything inside."""
    found = [path] if path else []
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        found += places(part, (*path, key))
    return found


def spoil(document: Any, data: st.DataObject) -> Any:
    """The document with one place replaced, removed or repeated."""
    made = copy.deepcopy(document)
    path = data.draw(st.sampled_from(places(made)))
    holder = made
    for step in path[:-1]:
        holder = holder[step]
    how = data.draw(st.sampled_from(["replace", "remove", "repeat"]))
    if how == "remove":
        del holder[path[-1]]
    elif how == "repeat" and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[path[-1]]))
    else:
        holder[path[-1]] = data.draw(JSON)
    return made


def refused_or_read(run: Callable[[], object]) -> None:
    """Only refusals may come out."""
    with suppress(InputError):
        run()


OURS = orjson.loads(orjson.dumps(catalogue_document(EDITION, ITEMS)))
CROSSWALK = orjson.loads(orjson.dumps(mapping_document(MADE)))
PUBLISHED = catalogue(1)
ASKED = profile(
    50,
    [
        {"href": "one.json", "include-controls": [{"with-ids": ["ac-1", "ac-2"], "matching": [{"pattern": "a*"}]}],
         "exclude-controls": [{"with-ids": ["au-1"]}]},
        taking("two.json"),
    ],
    merge={"custom": {"insert-controls": [{"order": "keep", "include-all": {}}], "groups": [{"title": "g"}]}},
    modify={
        "set-parameters": [{"param-id": "ac-1_p", "values": ["v"]}],
        "alters": [{"control-id": "ac-1", "removes": [{"by-id": "ac-1_gdn"}], "adds": [
            {"by-id": "ac-1_smt", "position": "after", "parts": [{"name": "item", "prose": "x"}]}]}],
    },
)  # fmt: skip


@given(st.data())
@settings(max_examples=60)
def test_a_spoilt_catalogue_of_ours(data: st.DataObject) -> None:
    spoilt = orjson.dumps(spoil(OURS, data))
    refused_or_read(lambda: read_catalogue_document(read_document(spoilt, "x.json").whole, "x.json"))
    refused_or_read(lambda: read_catalogue_document(orjson.loads(spoilt), "x.json"))


@given(st.data())
@settings(max_examples=60)
def test_a_spoilt_mapping_of_ours(data: st.DataObject) -> None:
    spoilt = spoil(CROSSWALK, data)
    refused_or_read(lambda: read_document(orjson.dumps(spoilt), "x.json"))
    refused_or_read(lambda: read_mapping_document(spoilt, "x.json"))


@given(st.data())
@settings(max_examples=60)
def test_a_spoilt_catalogue_of_others(data: st.DataObject) -> None:
    spoilt = spoil(PUBLISHED, data)
    refused_or_read(lambda: read_document(orjson.dumps(spoilt), "x.json"))
    refused_or_read(lambda: values_of(foreign_catalogue(spoilt, "x.json"), "x.json"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two catalogues."""
    made = tmp_path_factory.mktemp("hostile")
    put(made, "one.json", catalogue(1))
    put(made, "two.json", catalogue(2, groups=[{"title": "Only"}]))
    return made


@given(st.data())
@settings(max_examples=60)
def test_a_spoilt_profile(folder: Path, data: st.DataObject) -> None:
    spoilt = spoil(ASKED, data)
    refused_or_read(lambda: resolve(put(folder, "asked.json", spoilt)))


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes(data: bytes) -> None:
    refused_or_read(lambda: read_document(data, "x.json"))


@given(JSON)
def test_any_library(value: Any) -> None:
    refused_or_read(lambda: library_draft(Marked(value, {}, "x.yaml")))


def nested(key: str, depth: int) -> bytes:
    """A catalogue of controls, groups or parts inside each other."""
    start = b'{"id":"a%d","title":"t","name":"n","' if key == "parts" else b'{"id":"a%d","title":"t","'
    inner = b"".join((start % level) + key.encode() + b'":[' for level in range(depth))
    last = b'{"id":"z","title":"t"}'
    head = orjson.dumps({key: orjson.loads(orjson.dumps(catalogue(1)))["catalog"][key] for key in ("uuid", "metadata")})
    return b'{"catalog":' + head[:-1] + b',"' + key.encode() + b'":[' + inner + last + b"]}" * depth + b"]}}"


@pytest.mark.parametrize("key", ["controls", "groups"])
@pytest.mark.parametrize("depth", [DEPTH + 1, 100, 200, 400, 5000])
def test_nesting_is_bounded(key: str, depth: int) -> None:
    with pytest.raises(InputError, match=r"exchange\.oscal-(deep|json)|recursion|depth"):
        read_document(nested(key, depth), "x.json")


def test_nesting_as_published_is_read() -> None:
    assert read_document(nested("controls", 8)).model == "catalog"


def test_size_is_bounded(tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as stream:
        stream.truncate(SIZE + 1)
    with pytest.raises(InputError, match=r"file\.too-large"):
        read_document(path)


def test_many_faults_are_told_up_to_a_limit() -> None:
    made = catalogue(1, groups=[{"title": 5} for _ in range(20_000)])
    with pytest.raises(InputError) as caught:
        read_document(orjson.dumps(made), "x.json")
    assert len(caught.value.problems) == 20


def test_patterns_made_to_take_long_do_not(folder: Path) -> None:
    asked: Body = {"href": "one.json", "include-controls": [{"matching": [{"pattern": "*a" * 60 + "b"}]}]}
    assert resolve(put(folder, "slow.json", profile(50, [asked]))).notes == ()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"merge": {"custom": {"insert-controls": [{"include-all": {}} for _ in range(1001)]}}}, "profile-insertions"),
        (
            {"modify": {"alters": [{"control-id": "ac-1", "removes": [{"by-id": "x"} for _ in range(1001)]}]}},
            "profile-changes",
        ),
    ],
)
def test_what_a_profile_may_ask_is_bounded(folder: Path, more: dict[str, Json], code: str) -> None:
    with pytest.raises(InputError, match=rf"exchange\.{code}"):
        resolve(put(folder, "much.json", profile(50, [taking("one.json")], **more)))


def test_patterns_are_bounded(folder: Path) -> None:
    patterns: list[Json] = [{"pattern": "a"} for _ in range(257)]
    asked: Body = {"href": "one.json", "include-controls": [{"matching": patterns}]}
    with pytest.raises(InputError, match=r"include-controls/0/matching exchange\.profile-patterns"):
        resolve(put(folder, "many.json", profile(50, [asked])))
    long: Body = {"href": "one.json", "include-controls": [{"matching": [{"pattern": "a" * 201}]}]}
    with pytest.raises(InputError, match=r"include-controls/0/matching/0 exchange\.profile-pattern "):
        resolve(put(folder, "long.json", profile(50, [long])))


def library(*nodes: str) -> Marked:
    """A framework library with these nodes."""
    lines = ["urn: urn:x:library:made", "locale: en", "ref_id: made", "name: Made", "version: 1", "objects:"]
    return load_one("\n".join([*lines, "  framework:", "    requirement_nodes:", *nodes]), "x.yaml")


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        (["    - {urn: 'a', parent_urn: 'b'}", "    - {urn: 'b', parent_urn: 'a'}"], "ciso-circle"),
        (["    - {urn: 'a', parent_urn: 'a'}"], "ciso-circle"),
        (["    - {urn: 'a', parent_urn: 'nobody'}"], "ciso-parent"),
        ([f"    - {{urn: 'n{i}', parent_urn: 'n{i + 1}'}}" for i in range(70)] + ["    - {urn: 'n70'}"], "ciso-deep"),
    ],
)
def test_nodes_that_lead_nowhere(nodes: list[str], code: str) -> None:
    with pytest.raises(InputError, match=rf"requirement_nodes/0/parent_urn exchange\.{code}") as caught:
        library_draft(library(*nodes))
    assert caught.value.problems[0].line > 0
