"""Checks one filled form or a set: contradictions, stale editions, a no without a word, plans and evidence run out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from anzenkarte.catalogue.forms.model import Line
from anzenkarte.forms.fill import FilledForm
from anzenkarte.forms.grounds import NO, NOT_APPLICABLE
from anzenkarte.forms.read import ReadForm, differences
from anzenkarte.forms.stated import stated
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import Problem


def lint_read(reads: Sequence[tuple[str, ReadForm]], on: date) -> tuple[Problem, ...]:
    """What is wrong in forms as filled, each with the name of its file; rows that cannot be read are part of it."""
    found: list[Problem] = []
    for file, read in reads:
        found += read.problems
        found += stale(read, file, on)
        for said in read.said:
            if said.line.answer != "yes_no_na":
                continue
            if said.value == NO and not (said.explanation or said.planned_on):
                found.append(Problem.at("form.unexplained", {"line": said.line.id}, file=file, path=said.cell))
            if said.planned_on and When.parse(said.planned_on).last < on:
                params = {"line": said.line.id, "date": said.planned_on}
                found.append(Problem.at("form.plan-past", params, file=file, path=said.cell))
    return tuple(sorted({*found, *_between(reads)}))


def stale(read: ReadForm, file: str, on: date) -> Iterable[Problem]:
    """The form itself, where its edition is not the one of the day."""
    force = read.form.in_force
    if force is None:
        return
    start, end = force
    if end is not None and end.first <= on:
        params = {"form": read.form.id, "until": end.iso}
        yield Problem.at("form.stale", params, file=file)
    elif start is not None and start.first > on:
        yield Problem.at("form.early", {"form": read.form.id, "from": start.iso}, file=file)


def _between(reads: Sequence[tuple[str, ReadForm]]) -> Iterable[Problem]:
    """Lines that rest on the same item or the same condition and are answered yes here and no there."""
    first: dict[object, tuple[str, str, str, str]] = {}
    for file, read in reads:
        for said in read.said:
            if said.line.answer != "yes_no_na" or said.value == NOT_APPLICABLE:
                continue
            for key in keys_of(said.line):
                held = first.setdefault(key, (file, said.cell, said.value, said.line.id))
                if held[2] != said.value:
                    params = {"line": said.line.id, "other": f"{held[0]} {held[1]}", "other_line": held[3]}
                    yield Problem.at("form.contradiction", params, file=file, path=said.cell)


def keys_of(line: Line) -> Iterable[object]:
    """What two lines must share to ask the same: their id, or a condition that answers them."""
    yield line.id
    for source in line.sources:
        if source.kind == "condition":
            yield source.subject, source.condition


def lint_against(file: str, read: ReadForm, filled: FilledForm) -> tuple[Problem, ...]:
    """Rows that say something else than the documents, each with what the documents rest on."""
    found = []
    for said, answer in differences(read, filled):
        params = {
            "line": said.line.id,
            "said": said.value,
            "computed": answer.value.en,
            "grounds": [f"{ground.id} {ground.where}".strip() for ground in answer.grounds],
        }
        found.append(Problem.at("form.against-documents", params, file=file, path=said.cell))
    return tuple(sorted(found))


def lint_evidence(filled: FilledForm, facts: FactBase, on: date, file: str = "") -> tuple[Problem, ...]:
    """Statements behind a form's lines whose evidence has run out by the day."""
    found: set[Problem] = set()
    for answer in filled.answers:
        for word in stated(facts, answer.line):
            for name in word.evidence:
                subject = facts.refer(word.id, "evidence", name)
                expires = facts.fact(subject, "evidence.expires_on").value
                if isinstance(expires, When) and expires.last < on:
                    params = {"line": answer.line.id, "evidence": name, "date": expires.iso}
                    found.add(Problem.at("form.evidence-expired", params, file=file, path=word.where))
    return tuple(sorted(found))
