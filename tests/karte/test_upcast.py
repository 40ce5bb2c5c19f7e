"""Versions: fixtures kept for ever with their hashes, steps from older versions, newer minor and major ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from anzenkarte.formats.values import Json
from anzenkarte.karte import read, shape
from anzenkarte.karte.document import Entity
from anzenkarte.karte.read import read_file, read_text
from anzenkarte.karte.upcast import UPCASTS, Step, oldest, upcast
from anzenkarte.karte.words import VERSION
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import Vocabulary

#: The hashes people may have sealed. They never change, whatever version this program writes.
PINNED = {
    "v1/service.yaml": ["sha256:0d01e98e16b38651e6ff391bc118d9dfeebbabd1ff7c3eb4561e6ba32f3506d3"],
    "v1/customer.yaml": [
        "sha256:bd5f94e48e4900b2c15cc003cd6da18e986c754f977cfd0fc43e9acd9c41730e",
        "sha256:3b678b76ef100ce4dd72a6f33837edfbdc3d5c21db6e1298c250eecf9695e0b9",
    ],
}
PARTY = '{urn: "urn:uuid:8d3f8a52-6c1e-4b7a-9f53-2a1f0c9e7d11", name: V}'


@pytest.mark.parametrize("name", sorted(PINNED))
def test_documents_of_every_version_keep_their_hash(
    name: str, fixtures: Path, vocabulary: Vocabulary, duties: frozenset[str]
) -> None:
    documents = read_file(fixtures / name, vocabulary, duties)
    assert [document.revision for document in documents] == PINNED[name]


def test_every_fixture_is_pinned(fixtures: Path) -> None:
    assert {path.relative_to(fixtures).as_posix() for path in fixtures.rglob("*.yaml")} == set(PINNED)


def _rename_title(data: Mapping[str, Json]) -> dict[str, Json]:
    service = data["service"]
    assert isinstance(service, dict)
    return {**data, "service": {"name": service["title"]}}


def _rename_firms(data: Mapping[str, Json]) -> dict[str, Json]:
    return {("parties" if key == "firms" else key): value for key, value in data.items()}


#: A made-up history: version 2 renamed `title`, version 3 renamed `firms`.
HISTORY = {
    ("service", 1): Step(frozenset({"firms"}), _rename_title),
    ("service", 2): Step(frozenset({"firms"}), _rename_firms),
}
OLD = f"schema: anzenkarte/service/1\nname: old\nkeeper: v\nservice: {{title: Old}}\nfirms: {{v: {PARTY}}}\n"


@pytest.fixture
def third_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """This program writes version 3."""
    monkeypatch.setattr(read, "VERSION", 3)
    monkeypatch.setattr(shape, "VERSION", 3)


@pytest.mark.usefixtures("third_version")
def test_old_document_is_read_as_ours_and_keeps_its_hash(vocabulary: Vocabulary) -> None:
    document = read_text(OLD, vocabulary, upcasts=HISTORY)[0]
    assert document.schema == "anzenkarte/service/3"
    own = document.own
    assert own is not None
    assert own.fields == {"name": "Old"}
    party = document.entity("party", "v")
    assert party is not None
    ours = document.with_entity(Entity("party", "v", party.fields))
    assert ours.revision != document.revision == document.sealed
    monthly = read_text(ours.to_yaml(), vocabulary, upcasts=HISTORY)[0]
    assert monthly.revision == ours.revision


def test_sealed_hash_is_that_of_the_version_it_was_written_in(
    vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "schema: anzenkarte/service/1\nname: a\nkeeper: v\ncomplete: [parties]\n"
    text = f"{head}service: {{name: A}}\nparties: {{v: {PARTY}}}\n"
    then = read_text(text, vocabulary)[0].revision
    monkeypatch.setattr(read, "VERSION", 2)
    monkeypatch.setattr(shape, "VERSION", 2)
    same = {("service", 1): Step(frozenset({"parties"}), dict)}
    assert read_text(text, vocabulary, upcasts=same)[0].revision == then


@pytest.mark.usefixtures("third_version")
def test_version_without_a_way_to_ours_is_refused(vocabulary: Vocabulary) -> None:
    gap = {("service", 2): HISTORY["service", 2]}
    with pytest.raises(InputError) as caught:
        read_text(OLD, vocabulary, upcasts=gap)
    assert [problem.code for problem in caught.value.problems] == ["karte.schema-older"]


def test_steps_change_nothing_they_get() -> None:
    data: dict[str, Json] = {"schema": "anzenkarte/service/1", "name": "a", "service": {"title": "A"}, "firms": {}}
    new = upcast(HISTORY, "service", data, 1, 3)
    assert new == {"schema": "anzenkarte/service/3", "name": "a", "service": {"name": "A"}, "parties": {}}
    assert data == {"schema": "anzenkarte/service/1", "name": "a", "service": {"title": "A"}, "firms": {}}
    assert oldest(HISTORY, "service", 3) == 1
    assert oldest(HISTORY, "engagement", 3) == 3


def test_history_of_this_program_has_no_gap() -> None:
    for kind, version in UPCASTS:
        assert version >= oldest(UPCASTS, kind, VERSION)


def test_newer_minor_version_keeps_what_it_brings(vocabulary: Vocabulary) -> None:
    text = (
        f"schema: anzenkarte/service/1.4\nname: a\nkeeper: v\nservice: {{name: A, colour: blue}}\n"
        f"parties: {{v: {PARTY}}}\nrobots: {{r: {{name: R}}}}\n"
    )
    document = read_text(text, vocabulary)[0]
    assert document.unread == ("robots", "service/colour")
    assert document.to_json()["robots"] == {"r": {"name": "R"}}
    assert read_text(document.to_yaml(), vocabulary)[0].revision == document.revision
    less = read_text(text.replace(", colour: blue", ""), vocabulary)[0]
    assert less.revision != document.revision
