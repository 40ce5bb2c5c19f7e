"""How much the shipped catalogue holds, number by number as printed in its sources; `catalogue check` prints the same.

A number here only ever changes because something more was read, or a reading was mended.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from anzenkarte.catalogue.check import CheckReport, check
from anzenkarte.catalogue.counts import extra_counts, list_counts
from anzenkarte.catalogue.folders import roots_of
from anzenkarte.catalogue.gather import gather
from anzenkarte.formats.values import Json
from tests.catalogue.small import SOUND, write
from tests.cli.test_commands import anzenkarte

#: Edition → items held, and what they carry.
EXTRAS = {
    "enisa-procurement-2020": {
        "items": 30, "matrix": 30, "detail": 30, "disagreement.agree": 19, "disagreement.disagree": 9,
        "disagreement.uncertain": 2, "checkpoints": 122,
    },
    "hearing-2022": {"items": 25, "answer": 16, "class": 8},  # 17 questions, 8 kinds of respondents
    "nhs-connected-devices-2022": {"items": 16},  # 7 steps, 7 issues, 2 on the guidance
    "nhs-procurement-2021": {"items": 9, "document_title": 6 + 1, "use_when": 6},
    "inspection-2022": {"items": 69, "pass_fail": 32, "regions_as_printed": 20, "principles": 3},
    "meti-mic-1.1": {"items": 172, "row": 53},
    "mhlw-6.0": {"items": 215},
    "mhlw-7.0": {"items": 40, "counts.mds": 41, "counts.sds": 58, "counts.total": 99},
    "mds-3-4": {"items": 35},
    "sds-mhlw-7.0-annex": {"items": 23},
    "fda-playbook-2022": {"items": 7, "phase": 4},
    "dspt-ten-standards": {"items": 10},
    "canada-itsap-00-132": {"items": 10},  # five for vendors, five for institutions
    "imdrf-n60": {"items": 13},  # six principles, seven for design
    "handa-2022": {"items": 25, "quoted": 13, "question": 9},
    "hearing-2022-answers": {"items": 29, "question": 16},
    "statistics-2022": {"items": 6},
}  # fmt: skip
CHECKLISTS = {
    **{f"cyber-checklist-{year}-{audience}": 14 for year in ("r5", "r6") for audience in ("hospital", "pharmacy")},
    **{f"cyber-checklist-{year}-{audience}": 18 for year in ("r7", "r8") for audience in ("hospital", "pharmacy")},
    **{f"cyber-checklist-{year}-vendor": number for year, number in (("r5", 9), ("r6", 9), ("r7", 13), ("r8", 13))},
}
#: Kind of further file → entries of its lists.
LISTS = {
    "anzenkarte/inspection-blocks/1": {
        "files": 2, "blocks": 28, "blocks.standards": 49, "blocks.items": 37, "blocks.papers_of_the_day": 7,
    },
    "anzenkarte/asset-taxonomy/1": {"types": 10, "types.boundary_rules": 10, "threats": 5},
    "anzenkarte/annex2/1": {"rows": 54, "headings_read": 12},
    "anzenkarte/phr-matrix/1": {"rows": 4, "regimes": 3, "rows.values": 12, "contradictions": 2},
    "anzenkarte/law/1": {"files": 10, "cases": 2, "contradictions": 6, "contradictions.readings": 12},
    "anzenkarte/scheme/1": {"files": 9, "contradictions": 14, "fees": 16, "papers": 14, "steps": 20},
    "anzenkarte/crosswalk/1": {"files": 18},
    "anzenkarte/deadlines/1": {"deadlines": 1},
}  # fmt: skip
COUNTS = {"editions": 40, "laws": 10, "schemes": 9, "scopes": 10, "duties": 13, "crosswalks": 18}
CHAPTERS = {
    ("hearing-2022", ""): {"services": 5, "parties": 4, "meti-mic": 5, "others": 3, "respondents": 8},
    ("nhs-connected-devices-2022", ""): {"steps": 7, "issues": 7, "about": 2},
    ("nhs-procurement-2021", ""): {"references": 6, "scope": 2, "older": 1},
    ("meti-mic-1.1", "threats"): {"5": 11},
    ("meti-mic-1.1", "table-4-1"): {"4": 23},
    ("inspection-2022", "priority"): {
        "general": 1, "admission-addons": 6, "specific-admission": 1, "medical-fees": 4, "meals": 1,
    },
    ("inspection-2022", "other"): {"basic": 0, "medical-fees-1": 19, "medical-fees-2": 4, "dental": 1},
    ("inspection-2022", "notice"): {"1-1": 4},
    ("inspection-2022", "guidance"): {"v-1-4": 5, "v-2-1": 1, "v-4-2": 1, "v-5-1": 1},
    ("inspection-2022", "findings"): {
        "organisation": 5, "authentication": 10, "physical": 1, "functions": 1, "audit": 1, "emergency": 1, "others": 1,
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def report() -> CheckReport:
    return check()


@pytest.mark.parametrize("edition", EXTRAS)
def test_editions_hold(edition: str, report: CheckReport) -> None:
    held = {"items": report.items[edition], **report.extras.get(edition, {})}
    assert {key: held[key] for key in EXTRAS[edition]} == EXTRAS[edition]


def test_checklists_hold(report: CheckReport) -> None:
    assert {name: number for name, number in report.items.items() if name.startswith("cyber-checklist-")} == CHECKLISTS


@pytest.mark.parametrize("schema", LISTS)
def test_further_files_hold(schema: str, report: CheckReport) -> None:
    assert {key: report.lists[schema][key] for key in LISTS[schema]} == LISTS[schema]


def test_all_together(report: CheckReport) -> None:
    assert {key: report.counts[key] for key in COUNTS} == COUNTS


@pytest.mark.parametrize(("edition", "part"), CHAPTERS)
def test_chapters_hold(edition: str, part: str, report: CheckReport) -> None:
    rows = [row for row in report.coverage if (row.edition, row.part) == (edition, part)]
    assert {row.chapter: row.items for row in rows} == CHAPTERS[edition, part]


def test_the_command_prints_them(report: CheckReport) -> None:
    printed = anzenkarte("catalogue", "check").stdout.splitlines()
    enisa = next(line for line in printed if line.startswith("enisa-procurement-2020: "))
    assert enisa.startswith("enisa-procurement-2020: items 30, checkpoints 122, detail 30, ")
    assert any(line.startswith("inspection-blocks: blocks 28, ") for line in printed)
    assert f"laws: {report.counts['laws']}" in printed
    given = json.loads(anzenkarte("catalogue", "check", "--format", "json").stdout)
    assert given["extras"] == report.extras
    assert given["lists"] == report.lists


def test_how_is_counted(tmp_path: Path) -> None:
    files = {
        **SOUND,
        "more.yaml": (
            "schema: anzenkarte/more/1\nlists: [1, 2]\n"
            "rows:\n  - {id: a, values: {x: 1, y: 2}, notes: [n], empty: []}\n  - {id: b, citation: {source: S}}\n"
        ),
    }
    gathered = gather(roots_of([write(tmp_path, files)]))
    assert list_counts(gathered.files)["anzenkarte/more/1"] == {
        "files": 1, "lists": 2, "rows": 2, "rows.notes": 1, "rows.values": 2,
    }  # fmt: skip
    first = gathered.items["gl-1.0"][0]
    held: dict[str, Json] = {
        "a": [1, 2],
        "b": {"n": 3, "flag": True, "state": "agree"},
        "c": {"ja": "日", "en": "en"},
        "d": None,
    }
    item = replace(first, extra=held)
    assert extra_counts({"gl-1.0": [item, item]}) == {
        "gl-1.0": {"a": 4, "b": 2, "b.agree": 2, "b.n": 6, "c": 2}
    }  # fmt: skip
