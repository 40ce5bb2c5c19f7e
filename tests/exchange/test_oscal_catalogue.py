"""Editions written as OSCAL catalogues: valid, the same bytes every time, and equal when read back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.exchange.draft import draft_of, files_of, values_of
from anzenkarte.exchange.oscal.document import MODELS, read_document, validator
from anzenkarte.exchange.oscal.foreign import foreign_catalogue
from anzenkarte.exchange.oscal.read_catalogue import is_ours, read_catalogue_document
from anzenkarte.exchange.oscal.words import OSCAL_VERSION, packed, token, unpacked
from anzenkarte.exchange.oscal.write import to_bytes
from anzenkarte.exchange.oscal.write_catalogue import catalogue_document
from anzenkarte.kernel.errors import InputError
from tests.exchange.made import EDITION, ITEMS, control
from tests.exchange.made import catalogue as made_catalogue


def test_every_edition_is_valid_and_comes_back_equal(catalogue: Catalogue) -> None:
    assert len(catalogue.editions) > 30
    for edition in catalogue.editions.values():
        items = catalogue.items(edition.id)
        data = to_bytes(catalogue_document(edition, items))
        assert data == to_bytes(catalogue_document(edition, items))
        document = read_document(data, edition.id)
        assert read_catalogue_document(document.whole, edition.id) == (replace(edition, folder=""), items)


def test_every_corner_of_an_edition_comes_back() -> None:
    data = to_bytes(catalogue_document(EDITION, ITEMS))
    assert read_catalogue_document(read_document(data).whole) == (EDITION, ITEMS)
    assert values_of(draft_of(EDITION, ITEMS)) == (EDITION, ITEMS)


def test_items_come_back_in_printed_order_whatever_chapter_they_are_in() -> None:
    shuffled = (ITEMS[1], ITEMS[0], ITEMS[3], ITEMS[2])
    assert read_catalogue_document(catalogue_document(EDITION, shuffled))[1] == shuffled


def test_japanese_is_the_main_text_and_english_stands_beside_it() -> None:
    body = orjson.loads(to_bytes(catalogue_document(EDITION, ITEMS)))["catalog"]
    assert body["metadata"]["title"] == EDITION.title.ja
    assert body["metadata"]["last-modified"] == "2024-05-01T00:00:00+09:00"
    assert body["metadata"]["oscal-version"] == OSCAL_VERSION
    first = body["groups"][1]["groups"][0]["controls"][0]
    assert first["parts"][0]["prose"] == ITEMS[0].summary.ja
    assert first["parts"][0]["parts"][0]["prose"] == ITEMS[0].summary.en
    assert {"name": "label", "value": "1①"} in first["props"]


@given(st.lists(st.text(min_size=1, max_size=8), min_size=2, max_size=6, unique=True))
def test_tokens_are_valid_and_differ(names: list[str]) -> None:
    tokens = [token(name) for name in names]
    assert len(set(tokens)) == len(names)
    for name in tokens:
        made = made_catalogue(groups=[{"title": "t", "controls": [control(name)]}])
        assert validator("catalog").is_valid(made)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=20))
def test_what_is_packed_is_unpacked(text: str) -> None:
    assert unpacked(packed(text)) == text or text != text.encode("utf-8").decode()


@pytest.mark.parametrize("text", ["", " a ", '"', "a\nb", '"a" b', "=1", "　全角"])
def test_odd_values_are_packed_as_json(text: str) -> None:
    assert unpacked(packed(text)) == text


def test_schemas_are_of_the_version_we_write(root: Path) -> None:
    folder = root / "src/anzenkarte/exchange/oscal/schemas"
    licence = (folder / "LICENSE.md").read_text(encoding="utf-8")
    schemas = sorted(folder.glob("*.json"))
    assert len(schemas) == len(MODELS)
    for path in schemas:
        assert f"/{OSCAL_VERSION}/" in orjson.loads(path.read_bytes())["$id"]
        assert path.name in licence


def test_a_changed_catalogue_names_what_is_wrong() -> None:
    document = orjson.loads(to_bytes(catalogue_document(EDITION, ITEMS)))
    props = document["catalog"]["groups"][1]["groups"][0]["controls"][0]["props"]
    next(prop for prop in props if prop["name"] == "confidence")["value"] = "certain"
    with pytest.raises(InputError) as caught:
        read_catalogue_document(document, "x.json")
    assert [problem.code for problem in caught.value.problems] == ["catalogue.unknown-word"]
    assert caught.value.problems[0].file == "x.json"


def test_a_catalogue_of_others_is_not_taken_for_ours() -> None:
    assert not is_ours(made_catalogue())
    with pytest.raises(InputError, match=r"exchange.oscal-foreign"):
        read_catalogue_document(made_catalogue())


def test_a_catalogue_of_others_becomes_a_cautious_draft() -> None:
    edition, items = values_of(foreign_catalogue(made_catalogue(), "given.json"))
    assert [chapter.number for chapter in edition.chapters] == ["ac", "au"]
    assert [item.number for item in items] == ["AC-1", "AC-2", "AC-2.1", "AC-2.2", "AC-10", "AU-1", "AU-2"]
    assert {item.confidence for item in items} == {"partial"}
    assert "given.json" in items[0].read_in.en
    assert sorted(files_of(foreign_catalogue(made_catalogue(), "given.json"))) == ["01-items.yaml", "edition.yaml"]


def test_published_catalogues_are_valid(published: Path) -> None:
    counts = {}
    for path in sorted(published.glob("*catalog-min.json")):
        document = read_document(path)
        _, items = values_of(foreign_catalogue(document.whole, path.name), path.name)
        counts[path.name] = len(items)
    assert counts
    assert counts.get("NIST_SP-800-53_rev4_catalog-min.json", 922) == 922
