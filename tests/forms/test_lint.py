"""Forms checked alone, together, and against the documents."""

from __future__ import annotations

from datetime import date

from anzenkarte.forms.fill import fill
from anzenkarte.forms.lint import lint_against, lint_evidence, lint_read
from anzenkarte.forms.read import ReadForm, read_form
from anzenkarte.karte.document import Entity
from tests.forms.helpers import CHECKLIST, ON, assessed, book, documents, filled, form

HEAD = ("項番", "回答", "備考", "目標日")


def _read(*rows: tuple[str, ...], name: str = CHECKLIST) -> ReadForm:
    return read_form(book([HEAD, *rows]), f"{name}.xlsx", form(name))


def _codes(*reads: ReadForm, on: date = ON) -> list[str]:
    return [problem.code for problem in lint_read([(f"{i}.xlsx", read) for i, read in enumerate(reads)], on)]


def test_a_sound_form_has_no_fault() -> None:
    assert _codes(_read(("2-①", "はい"), ("2-②", "いいえ", "準備中", "2027-02"))) == []


def test_a_no_needs_a_reason_or_a_day() -> None:
    found = lint_read([("a.xlsx", _read(("2-①", "いいえ")))], ON)
    assert [(p.code, p.file, p.path) for p in found] == [("form.unexplained", "a.xlsx", "回答!B2")]


def test_a_plan_whose_day_is_past() -> None:
    assert _codes(_read(("2-①", "いいえ", "", "2026-10-31"))) == ["form.plan-past"]
    assert _codes(_read(("2-①", "いいえ", "", "2026-11"))) == []


def test_an_edition_that_is_not_the_one_of_the_day() -> None:
    assert _codes(_read(("2-①", "はい")), on=date(2027, 4, 1)) == ["form.stale"]
    assert _codes(_read(("2-①", "はい")), on=date(2026, 3, 31)) == ["form.early"]


def test_two_forms_that_ask_the_same_and_differ() -> None:
    pharmacy = _read(("2-①", "いいえ", "台帳なし"), name="cyber-checklist-r8-pharmacy")
    assert _codes(_read(("2-①", "はい")), pharmacy) == ["form.contradiction"]
    assert _codes(_read(("2-①", "いいえ", "台帳なし")), pharmacy) == []


def test_rows_that_cannot_be_read_are_faults() -> None:
    assert _codes(_read(("2-①", "△"))) == ["form.value"]


def test_what_the_documents_say_otherwise() -> None:
    read = read_form(book([("ID", "回答"), ("hispro-papers/paper-6", "○")]), "h.xlsx", form("hispro-papers"))
    found = lint_against("h.xlsx", read, filled("hispro-papers", "handa-2021"))
    assert [(p.code, dict(p.params)["computed"]) for p in found] == [("form.against-documents", "no")]


def test_evidence_that_has_run_out() -> None:
    docs = documents("handa-2021")
    target = next(one for one in docs if one.kind == "engagement")
    by = next(iter(target.entities["party"]))
    line = "hispro-papers/paper-1"
    with_paper = target.with_entity(Entity("evidence", "paper", {"name": "paper", "expires_on": "2026-10-31"}))
    with_word = with_paper.with_entity(
        Entity("statement", "w1", {"by": by, "item": line, "answer": "yes", "evidence": ["paper"]})
    )
    held = assessed([with_word if one is target else one for one in docs])
    done = fill(form("hispro-papers"), held)
    assert [p.code for p in lint_evidence(done, held.facts, ON)] == ["form.evidence-expired"]
    assert lint_evidence(done, held.facts, date(2026, 10, 31)) == ()
