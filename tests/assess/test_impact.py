"""What a change of edition means for a karte: answers, newly asked facts, new items, deadlines; one or a folder."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import pytest

from anzenkarte.assess.impact.engine import impact
from anzenkarte.assess.impact.results import StatementImpact
from anzenkarte.assess.impact.transition import Transition, transition
from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue, read_catalogue
from anzenkarte.cli.work import impact as command
from anzenkarte.cli.work import impact_many
from anzenkarte.formats import strict_yaml
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, file_text
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError
from tests.assess.cases import ROOT, sample
from tests.catalogue.small import write
from tests.catalogue.two_editions import Pair, item, line

DAY = date(2026, 11, 1)
SAMPLES = ("handa-2021", "orthanc-clinic", "phr-app", "saas-emr", "power-and-catering")
VOCABULARY = ROOT / "src/anzenkarte_catalogues/vocabulary"
JsonMap = Mapping[str, Json]


@cache
def change() -> Transition:
    """From 6.0 to 7.0 of the real catalogue."""
    return transition(open_catalogue(), "mhlw-6.0", "mhlw-7.0")


def service(catalogue: Catalogue, **statements: JsonMap) -> list[Document]:
    """A service on which a vendor, and a hospital at second hand, made statements."""
    data = {
        "schema": "anzenkarte/service/1",
        "name": "box",
        "keeper": "maker",
        "service": {"name": "Box", "provider": "maker"},
        "parties": {
            "maker": {"urn": "urn:uuid:11111111-1111-4111-8111-111111111111", "name": "Maker", "kind": "vendor"},
            "other": {"urn": "urn:uuid:22222222-2222-4222-8222-222222222222", "name": "Other", "kind": "vendor"},
        },
        "statements": {name.replace("_", "-"): {"by": "maker", **fields} for name, fields in statements.items()},
    }
    return read_text(json.dumps(data), catalogue.vocabulary, None, "box.json")


# --- answers --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Transition:
    """Editions in which every kind of change occurs, over the real vocabulary."""
    old = [item(f"gl-1/main/1/{n}") for n in range(1, 9)]
    old[0] = item("gl-1/main/1/1", aliases=["gl-1/main/1/~first"])
    new = [item(f"gl-2/main/1/{n}") for n in range(11, 19)]
    new[0] = item("gl-2/main/1/11", "要旨1")
    pairs = [
        (1, 11, "equal"), (2, 12, "equal"), (3, 13, "superset"), (3, 14, "superset"), (4, 15, "subset"),
        (5, 15, "subset"), (6, 16, "intersects"),
    ]  # fmt: skip
    lines = [line(f"gl-1/main/1/{one}", f"gl-2/main/1/{other}", word) for one, other, word in pairs]
    lines.append(line("gl-1/main/1/7", None, "none"))
    files = {name: text for name, text in Pair(old, new, lines=lines).files().items() if not name.startswith("v/")}
    folder = tmp_path_factory.mktemp("catalogue")
    shutil.copytree(VOCABULARY, folder / "vocabulary")
    return transition(read_catalogue([write(folder, files)]), "gl-1", "gl-2")


def statement(small: Transition, item_id: str, answer: str = "yes", **more: Json) -> StatementImpact:
    """The impact on the only statement of a service."""
    documents = service(small.catalogue, only={"item": item_id, "answer": answer, **more})
    (found,) = impact(documents, small, DAY).statements
    return found


@pytest.mark.parametrize(
    ("number", "standing", "kind", "carried"),
    [
        (1, "stands", "unchanged", [11]),
        (2, "reread", "reworded", [12]),
        (3, "reread", "split", [13, 14]),
        (4, "reread", "merged", []),
        (6, "reread", "overlapping", []),
        (7, "lost", "dropped", []),
        (8, "unread", "unread", []),
    ],
)
def test_an_answer_stands_is_read_again_or_lost(
    number: int, standing: str, kind: str, carried: list[int], small: Transition
) -> None:
    found = statement(small, f"gl-1/main/1/{number}")
    assert found.line is not None
    assert (found.standing, found.line.kind) == (standing, kind)
    assert list(found.carried) == [f"gl-2/main/1/{n}" for n in carried]


def test_a_no_to_the_whole_says_nothing_of_a_part(small: Transition) -> None:
    assert statement(small, "gl-1/main/1/3", "no").carried == ()
    assert statement(small, "gl-1/main/1/2", "no").carried == ("gl-2/main/1/12",)
    assert statement(small, "gl-1/main/1/1", "planned", planned_on="2027-01-01").carried == ()


def test_an_old_id_leads_to_its_item(small: Transition) -> None:
    assert statement(small, "gl-1/main/1/~first").item == "gl-1/main/1/1"


def test_an_item_the_catalogue_does_not_hold_is_said_to_be_lost(small: Transition) -> None:
    found = statement(small, "gl-1/main/1/99")
    assert (found.standing, found.line, found.todo) == ("lost", None, "editions.todo-no-item")


def test_only_answers_that_count_about_the_old_edition_are_touched(small: Transition) -> None:
    documents = service(
        small.catalogue,
        first={"item": "gl-1/main/1/2", "answer": "no"},
        second={"item": "gl-1/main/1/2", "answer": "yes", "supersedes": "first"},
        new_one={"item": "gl-2/main/1/12", "answer": "yes"},
        elsewhere={"item": "other-1/main/1/1", "answer": "yes"},
        about_a_duty={"duty": "backup", "party": "maker"},
    )
    (found,) = impact(documents, small, DAY).statements
    assert (found.statement, found.answered) == ("statement/second", ("gl-2/main/1/12",))


def test_what_another_wrote_down_is_no_answer_of_ones_own(small: Transition) -> None:
    documents = service(
        small.catalogue,
        old={"item": "gl-1/main/1/2", "answer": "yes"},
        heard={"item": "gl-2/main/1/12", "answer": "yes", "recorded_by": "other"},
        others={"item": "gl-2/main/1/18", "answer": "yes", "by": "other"},
    )
    found = impact(documents, small, DAY)
    assert [one.answered for one in found.statements] == [()]
    assert "gl-2/main/1/18" not in found.cases[0].items


def test_new_items_are_those_nothing_old_leads_to(small: Transition) -> None:
    found = impact(service(small.catalogue), small, DAY)
    assert found.cases[0].items == ("gl-2/main/1/17", "gl-2/main/1/18")
    assert found.standings == {"stands": 0, "reread": 0, "lost": 0, "unread": 0}


# --- deadlines ------------------------------------------------------------------------------------------------


def _readiness() -> list[tuple[str, JsonMap]]:
    data = strict_yaml.load_one_file(ROOT / "tests/assess/impact/two-factor-readiness.yaml").data
    assert isinstance(data, dict)
    cases = cast("list[dict[str, Json]]", data["cases"])
    assert all(set(case) <= {"set", "on", "state", "by", "overdue", "missing"} for case in cases)
    return [(str(case.get("on", data["on"])), case) for case in cases]


@pytest.mark.parametrize(("on", "case"), _readiness())
def test_readiness_for_two_factors(on: str, case: JsonMap) -> None:
    documents = [
        {
            "schema": "anzenkarte/engagement/1",
            "name": "here",
            "keeper": "maker",
            "engagement": {"name": "Here", "vendor": "maker", **cast("dict[str, Json]", case["set"])},
            "parties": {"maker": {"urn": "urn:uuid:11111111-1111-4111-8111-111111111111", "name": "Maker"}},
        }
    ]
    read = read_text(json.dumps(documents), change().catalogue.vocabulary, None, "here.json")
    (found,) = impact(read, change(), date.fromisoformat(on)).cases
    (due,) = found.due
    assert due.subject == "engagement/here"
    assert (due.state, due.overdue) == (case["state"], case.get("overdue", False))
    assert (due.by.iso if due.by is not None else None) == case.get("by")
    assert [read.name for read in due.missing] == case.get("missing", [])
    assert due.open == (due.state not in ("done", "away"))


# --- the whole ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_whatever_keeps_a_verdict_of_the_new_edition_open_is_asked(name: str) -> None:
    """Checked against a full run of all engines; what the old edition's rules asked is not asked anew."""
    documents = sample(name)
    for case in impact(documents, change(), DAY).cases:
        whole = run(
            choose(documents, change().catalogue.vocabulary, case.name), change().catalogue, DAY, (change().diff.new,)
        )
        verdicts = [v for v in whole.reports["conformity"].verdicts if v.item.startswith("mhlw-7.0/")]
        missing = {(read.subject, read.name) for verdict in verdicts for read in verdict.missing}
        asked = {(one.subject, one.fact) for one in case.asked}
        assert {pair for pair in missing if pair[1] in change().facts} <= asked
        assert all(not whole.facts.fact(*pair).known for pair in asked)


def test_no_fact_the_old_rules_ask_for_is_new() -> None:
    assert "institution.servers_updated_by_vendors" in change().facts
    assert "engagement.two_factor_plan" not in change().facts


@pytest.mark.parametrize("name", SAMPLES)
def test_the_order_of_documents_does_not_count(name: str) -> None:
    documents = list(sample(name))
    before = impact(documents, change(), DAY).json()
    random.Random(7).shuffle(documents)  # noqa: S311 - no secret
    assert impact(documents, change(), DAY).json() == before


def test_what_if_is_an_argument() -> None:
    assert impact(sample("phr-app"), change(), DAY).in_force
    assert not impact(sample("phr-app"), change(), date(2026, 6, 28)).in_force


def test_every_engagement_is_a_case_of_its_own() -> None:
    assert [case.name for case in impact(sample("saas-emr"), change(), DAY).cases] == [
        "hoshizora-kiku",
        "hoshizora-tsubaki",
    ]
    alone = [document for document in sample("saas-emr") if document.kind == "institution"]
    assert [case.about for case in impact(alone, change(), DAY).cases] == ["institution", "institution"]


def test_an_edition_that_does_not_apply_asks_nothing() -> None:
    meti = transition(open_catalogue(), "meti-mic-1.1", "meti-mic-2.0")
    (found,) = impact(sample("power-and-catering"), meti, DAY).cases
    assert (found.applies, found.items, found.asked, found.due) == ("no", (), (), ())


# --- the command ----------------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two sound karte, one below another folder, and three files that are none."""
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/phr.yaml").write_text(file_text(list(sample("phr-app"))), encoding="utf-8")
    documents = [replace(document, lines={}) for document in sample("saas-emr")]
    (tmp_path / "saas.yaml").write_text(file_text(documents), encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("schema: anzenkarte/service/1\nname: [\n", encoding="utf-8")
    (tmp_path / "twice.yaml").write_text(
        "schema: anzenkarte/service/1\nname: A\nkeeper: B\ncolour: red\n", encoding="utf-8"
    )
    (tmp_path / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "notes.txt").write_text("no karte", encoding="utf-8")
    return tmp_path


def test_a_folder_tells_bad_files_in_one_line_each_and_goes_on(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANZENKARTE_LANG", "en")
    assert command.run(str(folder), "mhlw-6.0", "mhlw-7.0", "2026-11-01", "json", "en") == 2
    said = capsys.readouterr()
    report = json.loads(said.out)
    assert [one["file"] for one in report["karte"]] == ["deep/phr.yaml", "saas.yaml"]
    assert report["skipped"] == ["binary.yaml", "broken.yaml", "twice.yaml"]
    assert report["totals"]["karte"] == 2
    assert report["totals"]["open_deadlines"] == 2  # of three engagements one is done
    errors = said.err.splitlines()
    assert len(errors) == 4
    assert all(name in error for name, error in zip(report["skipped"], errors, strict=False))
    assert "3 files" in errors[3]


@pytest.mark.parametrize("form", ["table", "md"])
def test_tables_hold_a_row_per_karte_and_the_totals(
    form: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("broken.yaml", "twice.yaml", "binary.yaml"):
        (folder / name).unlink()
    assert command.run(str(folder), "mhlw-6.0", "mhlw-7.0", "2026-06-01", form, "en") == 0
    said = capsys.readouterr().out
    assert "deep/phr.yaml" in said
    assert "2026-06-01" in said  # a what-if on that day
    assert len([text for text in said.splitlines() if ".yaml" in text]) == 2


def test_workers_find_what_one_process_finds(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = impact_many.karte_files(folder)
    alone = impact_many.outcomes(folder, files, ("mhlw-6.0", "mhlw-7.0"), DAY)
    monkeypatch.setattr(impact_many, "MANY", 1)
    assert impact_many.outcomes(folder, files, ("mhlw-6.0", "mhlw-7.0"), DAY) == alone
    assert [bool(one.problems) for one in alone] == [True, True, False, False, True]


@pytest.mark.parametrize("form", ["table", "md", "json"])
def test_one_karte_is_told_in_full(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.run("orthanc-clinic", "mhlw-6.0", "mhlw-7.0", "2026-11-01", form, "ja") == 0
    said = capsys.readouterr().out
    assert "mhlw-7.0/operations/14/6" in said
    assert "2029" in said  # the renewal at which two factors come


@pytest.mark.parametrize(
    ("karte", "old", "new", "code"),
    [
        ("phr-app", "mhlw-6.0", "mhlw-8.0", "edition.unknown"),
        ("phr-app", "mhlw-6.0", "mhlw-6.0", "editions.same"),
        ("phr-app", "mhlw-6.0", "hearing-2022", "editions.strangers"),
        ("no-such", "mhlw-6.0", "mhlw-7.0", "cli.no-karte"),
        (".", "mhlw-6.0", "mhlw-7.0", "editions.no-karte"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    karte: str, old: str, new: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as refused:
        command.run(karte, old, new, "2026-11-01", "table", "ja")
    assert [problem.code for problem in refused.value.problems] == [code]
