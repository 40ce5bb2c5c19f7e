"""Library YAML and CSV: the published structure, both languages, nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.exchange.ciso import framework_library, mapping_library
from anzenkarte.exchange.ciso_read import library_draft
from anzenkarte.exchange.csv_text import crosswalk_csv, items_csv, safe
from anzenkarte.exchange.draft import files_of, values_of
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Text
from tests.exchange.made import EDITION, ITEMS
from tests.exchange.test_oscal_mapping import MADE

HEADER = {"urn", "locale", "ref_id", "name", "description", "copyright", "version", "provider", "packager"}


def read(data: bytes) -> Any:
    """A library as plain values."""
    return load_one(data, "library.yaml").data


def test_a_framework_is_a_flat_list_of_nodes_that_know_their_parents() -> None:
    library = read(framework_library(EDITION, ITEMS))
    assert set(library) >= HEADER
    nodes = library["objects"]["framework"]["requirement_nodes"]
    urns = [node["urn"] for node in nodes]
    assert len(set(urns)) == len(urns)
    assert [(node["depth"], node["assessable"]) for node in nodes] == [
        (1, False), (2, False), (3, True), (3, True), (2, False), (1, False), (2, False), (3, True), (3, True),
    ]  # fmt: skip
    for node in nodes:
        parent = node.get("parent_urn")
        assert (parent is None) == (node["depth"] == 1)
        assert parent is None or nodes[urns.index(parent)]["depth"] == node["depth"] - 1
        assert node["translations"]["en"]["name"]
    first = nodes[2]
    assert first["name"] == ITEMS[0].title.ja
    assert first["translations"]["en"]["description"] == ITEMS[0].summary.en
    assert first["implementation_groups"] == ["vendor"]
    assert framework_library(EDITION, ITEMS) == framework_library(EDITION, ITEMS)


def test_a_mapping_set_is_a_library_of_its_own() -> None:
    library = read(mapping_library(MADE))
    assert set(library) >= HEADER
    (mapped,) = library["objects"]["requirement_mapping_sets"]
    rows = mapped["requirement_mappings"]
    assert [row["relationship"] for row in rows] == ["equal", "subset", "superset", "intersect", "not_related"]
    assert rows[0]["source_requirement_urn"] == "urn:anzenkarte:risk:req_node:a:0"
    assert mapped["target_framework_urn"] == "urn:anzenkarte:risk:framework:b"
    assert library["dependencies"] == ["urn:anzenkarte:risk:library:a", "urn:anzenkarte:risk:library:b"]
    with pytest.raises(InputError, match=r"exchange\.ciso-many"):
        mapping_library(replace(MADE, target=""))


def test_mappings_point_at_nodes_of_the_frameworks(catalogue: Catalogue) -> None:
    crosswalk = catalogue.crosswalks["mhlw-6.0-mhlw-7.0"]
    nodes = set()
    for name in (crosswalk.origin, crosswalk.target):
        library = read(framework_library(catalogue.editions[name], catalogue.items(name)))
        nodes |= {node["urn"] for node in library["objects"]["framework"]["requirement_nodes"]}
    (mapped,) = read(mapping_library(crosswalk))["objects"]["requirement_mapping_sets"]
    for row in mapped["requirement_mappings"]:
        assert {row["source_requirement_urn"], row["target_requirement_urn"]} <= nodes


def test_every_edition_becomes_a_library_and_a_sound_draft(catalogue: Catalogue, tmp_path: Path) -> None:
    for edition in catalogue.editions.values():
        if not edition.chapters:
            continue
        items = catalogue.items(edition.id)
        draft = library_draft(load_one(framework_library(edition, items), f"{edition.id}.yaml"))
        _, found = values_of(draft)
        assert len(found) == len(items)
        assert {item.confidence for item in found} <= {"partial"}
        folder = tmp_path / edition.id
        folder.mkdir()
        for name, data in files_of(draft).items():
            (folder / name).write_bytes(data)
        assert check([folder]).problems == ()


def test_an_english_library_stands_in_both_languages() -> None:
    text = """\
urn: urn:x:risk:library:small
locale: en
ref_id: Small One
name: Small
version: 2
publication_date: 2025-07-02
provider: Somebody
copyright: free
objects:
  framework:
    requirement_nodes:
      - {urn: 'a', assessable: false, depth: 1, ref_id: A, name: Access}
      - {urn: 'a1', parent_urn: a, assessable: true, depth: 2, ref_id: A.1, name: Accounts, description: Keep a list.}
      - {urn: 'a2', parent_urn: a, assessable: true, depth: 2, ref_id: A.1, description: Again.}
"""
    edition, items = values_of(library_draft(load_one(text, "small.yaml")))
    assert (edition.id, edition.edition, edition.published) == ("small-one", "2", "2025-07-02")
    assert [item.id for item in items] == ["small-one/A/A.1", "small-one/A/A.1-2"]
    assert items[0].summary == Text("Keep a list.", "Keep a list.")


@pytest.mark.parametrize("text", ["- 1", "urn: x", "objects: {framework: {requirement_nodes: [{urn: a}]}}"])
def test_what_is_no_library_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"exchange\.ciso-library"):
        library_draft(load_one(text, "x.yaml"))


def rows(data: bytes) -> list[dict[str, str]]:
    """A CSV file as mappings."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_csv_has_one_row_an_item_and_both_languages() -> None:
    found = rows(items_csv(ITEMS))
    assert [row["id"] for row in found] == [item.id for item in ITEMS]
    assert found[0]["title[ja]"] == ITEMS[0].title.ja
    assert found[0]["summary[en]"] == "'=SUM(A1)"
    assert found[0]["summary[ja]"] == ITEMS[0].summary.ja
    assert found[2]["applies"] == "Ⅰ\nb c"
    assert items_csv(ITEMS).count(b"\r\n") == len(ITEMS) + 1


def test_csv_has_one_row_a_line() -> None:
    found = rows(crosswalk_csv(MADE))
    assert [(row["from"], row["relation"], row["to"]) for row in found] == [
        (line.origin, line.relation, line.target) for line in MADE.lines
    ]
    assert found[0]["author[ja]"] == MADE.author.ja


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_begins_like_a_formula(sign: str) -> None:
    assert safe(f"{sign}cmd") == f"'{sign}cmd"
    assert safe(f"a{sign}") == f"a{sign}"
