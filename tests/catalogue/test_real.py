"""The catalogue that is shipped: it holds together, opens fast from source, and holds what it says it holds."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

import pytest

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.check import CheckReport, check
from anzenkarte.kernel.text import Text

#: Items per edition. A number here only ever changes because something more was read, or a reading was mended.
ITEMS = {
    "enisa-procurement-2020": 30,
    "inspection-2022": 69,
    "inspection-2026": 0,
    "mhlw-5.2": 0,
    "mhlw-6.0": 215,
    "mhlw-7.0": 40,
    "meti-mic-1.0": 0,
    "meti-mic-1.1": 172,
    "meti-mic-2.0": 4,
    "cyber-checklist-r5-hospital": 14,
    "cyber-checklist-r5-pharmacy": 14,
    "cyber-checklist-r5-vendor": 9,
    "cyber-checklist-r6-hospital": 14,
    "cyber-checklist-r6-pharmacy": 14,
    "cyber-checklist-r6-vendor": 9,
    "cyber-checklist-r7-hospital": 18,
    "cyber-checklist-r7-pharmacy": 18,
    "cyber-checklist-r7-vendor": 13,
    "cyber-checklist-r8-hospital": 18,
    "cyber-checklist-r8-pharmacy": 18,
    "cyber-checklist-r8-vendor": 13,
    "dspt-ten-standards": 10,
    "hearing-2022": 25,
    "nist-csf-1.1": 23,
    "nist-csf-2.0": 22,
    "iso-27001-2022": 93,
    "mds-3-4": 35,
    "sds-mhlw-7.0-annex": 23,
}
SCHEMES = ["aspic-medical", "cs-gold", "cs-silver", "hispro", "isms", "iso-27017", "privacy-mark", "soc2", "soc3"]
LAWS = [
    "cn-crypto", "cn-csl-37", "cn-dsl-31", "cn-dsl-36", "cn-intelligence-14", "cn-pipl-40", "eu-gdpr-44",
    "jp-foreign-evidence", "us-cloud-2713", "us-patriot-220",
]  # fmt: skip


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check()


def test_it_holds_together(report: CheckReport) -> None:
    assert [(p.file, p.line, p.path, p.code, dict(p.params)) for p in report.problems] == []


def test_it_holds_what_it_says(report: CheckReport) -> None:
    assert {name: report.items[name] for name in ITEMS} == ITEMS
    blocks = report.lists["anzenkarte/inspection-blocks/1"]
    assert (blocks["files"], blocks["blocks"]) == (2, 28)
    assert report.lists["anzenkarte/annex2/1"]["rows"] == 54


def test_no_edition_is_called_complete_that_was_not_read_completely(catalogue: Catalogue) -> None:
    incomplete = {"mhlw-6.0", "mhlw-7.0", "meti-mic-1.1", "meti-mic-2.0", "meti-mic-1.0", "mhlw-5.2", "inspection-2026"}
    assert {name for name in incomplete if catalogue.editions[name].complete} == set()


def test_carried_lines_are_never_more_than_partial(catalogue: Catalogue) -> None:
    carried = [item for name in catalogue.editions for item in catalogue.items(name) if item.carried_from]
    assert carried
    assert {item.confidence for item in carried} <= {"partial", "recalled"}


@pytest.mark.parametrize(
    ("day", "ids"),
    [
        (date(2021, 10, 30), ["meti-mic-1.0"]),
        (date(2023, 7, 6), ["meti-mic-1.0", "mhlw-6.0"]),
        (date(2023, 7, 7), ["meti-mic-1.1", "mhlw-6.0"]),
        (date(2025, 3, 28), ["meti-mic-2.0", "mhlw-6.0"]),
        (date(2026, 6, 28), ["meti-mic-2.0", "mhlw-6.0"]),
        (date(2026, 6, 29), ["meti-mic-2.0", "mhlw-7.0"]),
    ],
)
def test_guidelines_in_force(catalogue: Catalogue, day: date, ids: list[str]) -> None:
    assert [edition.id for edition in catalogue.in_force(day)] == ids


def test_each_procurement_practice_keeps_both_readings_and_marks_their_difference(catalogue: Catalogue) -> None:
    for item in catalogue.items("enisa-procurement-2020"):
        extra = cast(dict[str, Any], item.extra)
        marked = extra["disagreement"]
        kinds = ["types", "threats"] if marked["threats_comparable"] else ["types"]
        for kind in kinds:
            matrix, detail = extra["matrix"][kind], extra["detail"][kind]
            unsure = marked.get(f"{kind}_uncertain", [])
            only_matrix = [word for word in matrix if word not in detail and word not in unsure]
            only_detail = [word for word in detail if word not in matrix and word not in unsure]
            assert (marked[f"{kind}_only_in_matrix"], marked[f"{kind}_only_in_detail"]) == (only_matrix, only_detail)


def test_schemes_and_laws(catalogue: Catalogue) -> None:
    assert list(catalogue.schemes) == SCHEMES
    assert [law.id for law in catalogue.laws] == LAWS
    for scheme in catalogue.schemes.values():
        assert all(catalogue.item(support.item) is not None for support in scheme.supports)


def test_phr_matrix_as_printed(catalogue: Catalogue) -> None:
    (matrix,) = catalogue.extras["anzenkarte/phr-matrix/1"].values()
    rows = {row["id"]: list(row["values"].values()) for row in cast(dict[str, Any], matrix)["rows"]}
    assert rows == {
        "medical-from-institution": ["not", "applies", "applies"],
        "medical-from-elsewhere": ["applies", "not", "applies"],
        "checkup": ["applies", "not", "applies"],
        "other-phr": ["partly", "not", "applies"],
    }


def test_every_cite_of_rules_duties_and_scopes_can_be_said_in_words(catalogue: Catalogue) -> None:
    cites = {(cite, name) for name in catalogue.editions for rule in catalogue.rules(name) for cite in rule.cites}
    cites |= {(cite, "") for duty in catalogue.duties for cite in duty.cites}
    cites |= {(cite, "") for scope in catalogue.scopes for q in scope.questions.values() for cite in q.cites}
    assert cites
    for cite, edition in cites:
        said = Text(catalogue.citation_text(cite, "ja", edition), catalogue.citation_text(cite, "en", edition))
        assert cite not in (said.ja, said.en)
