"""Crosswalks as mapping collections and choices of items as profiles: valid, repeatable, equal when read back."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.crosswalks.model import Crosswalk, Line
from anzenkarte.catalogue.crosswalks.relations import RELATIONS, Relation
from anzenkarte.exchange.oscal.document import read_document
from anzenkarte.exchange.oscal.profile import choose, profile_document, read_profile_document
from anzenkarte.exchange.oscal.read_mapping import read_mapping_document
from anzenkarte.exchange.oscal.resolution.chain import resolve
from anzenkarte.exchange.oscal.write import to_bytes
from anzenkarte.exchange.oscal.write_catalogue import catalogue_document
from anzenkarte.exchange.oscal.write_mapping import mapping_document
from anzenkarte.kernel.errors import InputError
from tests.exchange.made import EDITION, ITEMS, both, cited, put


def line(relation: Relation, number: int, target: str) -> Line:
    """A line of the made crosswalk."""
    citation = cited("鍵2") if number % 2 else cited()
    return Line("made-a-b", f"a/{number}", target, relation, number % 5 + 1, both("理由\n二行"), "recalled", citation)


LINES = [line(word, number, f"b/{number}") for number, word in enumerate(RELATIONS)]
MADE = Crosswalk(
    id="made-a-b",
    origin="a",
    target="b",
    author=both("著者"),
    kind="ours",
    published="2025-01-02",
    confidence="partial",
    read_in=both("両方"),
    citation=cited(),
    coverage="partial",
    coverage_note=both("範囲"),
    lines=(LINES[0], line("none", 7, ""), *LINES[1:], line("none", 8, "")),
)


def test_every_crosswalk_is_valid_and_comes_back_equal(catalogue: Catalogue) -> None:
    written = 0
    for crosswalk in catalogue.crosswalks.values():
        if not any(entry.target for entry in crosswalk.lines):
            continue
        data = to_bytes(mapping_document(crosswalk))
        assert data == to_bytes(mapping_document(crosswalk))
        read = read_mapping_document(read_document(data, crosswalk.id).whole, crosswalk.id)
        assert read == replace(crosswalk, lines=tuple(replace(entry, place="") for entry in crosswalk.lines))
        written += 1
    assert written


def test_every_corner_of_a_crosswalk_comes_back() -> None:
    document = mapping_document(MADE)
    assert read_mapping_document(read_document(to_bytes(document)).whole) == MADE
    mapping = orjson.loads(to_bytes(document))["mapping-collection"]["mappings"][0]
    assert [entry["relationship"] for entry in mapping["maps"]] == [
        "equal-to", "subset-of", "superset-of", "intersects-with", "no-relationship",
    ]  # fmt: skip
    assert mapping["source-gap-summary"]["unmapped-controls"] == [{"with-ids": ["a__7", "a__8"]}]


def test_a_set_that_relates_nothing_is_refused() -> None:
    with pytest.raises(InputError, match=r"exchange.mapping-empty"):
        mapping_document(replace(MADE, lines=(line("none", 7, ""),)))


def test_a_changed_relationship_is_told() -> None:
    document = orjson.loads(to_bytes(mapping_document(MADE)))
    document["mapping-collection"]["mappings"][0]["maps"][0]["relationship"] = "similar-to"
    with pytest.raises(InputError, match=r"lines/0/relation catalogue.unknown-word"):
        read_mapping_document(document)


def test_a_choice_comes_back_and_resolves_to_what_was_chosen(tmp_path: object) -> None:
    chosen = choose(EDITION, ITEMS, ("vendor_supplies",))
    document = profile_document(EDITION, chosen)
    assert read_profile_document(read_document(to_bytes(document)).whole) == chosen
    assert chosen.items == tuple(item.id for item in ITEMS[1:])


def test_a_profile_of_ours_resolves_against_the_catalogue_beside_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("beside")
    put(folder, "made-1.oscal.json", catalogue_document(EDITION, ITEMS))
    path = put(folder, "mine.json", profile_document(EDITION, choose(EDITION, ITEMS, ("vendor",))))
    resolved = to_bytes(dict(resolve(path).document))
    assert resolved.count(b'"class": "vendor"') == 1
    assert b'"class": "vendor_supplies"' not in resolved


def test_an_edition_without_such_items_makes_no_profile() -> None:
    with pytest.raises(InputError, match=r"exchange.profile-empty"):
        choose(EDITION, ITEMS, ("institution",))
