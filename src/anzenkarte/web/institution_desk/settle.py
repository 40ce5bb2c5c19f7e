"""The settle dialogue: both statements side by side, and one's own word on who does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.matrix import Row
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.web.institution_desk.common import Chosen, address, choose, title, words_of
from anzenkarte.web.institution_desk.matrix import Word, all_words
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.agreements.settling import CellWord, SettleCell

_MOST_NOTE = 400


@dataclass(frozen=True)
class Option:
    """Something to choose in the dialogue."""

    value: str
    label: str
    chosen: bool
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """What the dialogue is about: a row of the matrix of an engagement."""

    chosen: Chosen
    words: Words
    row: Row

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the row concerns."""
        return self.row.subjects

    @property
    def acts(self) -> tuple[str, ...]:
        """Every act of the row, in the catalogue's order."""
        here = {act for _, listed in self.row.states for act in listed}
        return tuple(act for act in self.words.catalogue.acts if act in here)

    @property
    def open_acts(self) -> frozenset[str]:
        """Those that are not agreed."""
        return frozenset(act for state, listed in self.row.states if state != "agreed" for act in listed)


@page("institution", least="editor")
def settle(request: HttpRequest) -> HttpResponse:
    """Show the dialogue, or take the decision."""
    asked = _asked(request)
    if request.method != "POST":
        return _show(request, asked, None)
    outcome = _settle(request, asked)
    if not outcome.ok:
        return _show(request, asked, outcome)
    place = f"#{asked.row.duty}-{asked.row.situation}-{asked.subjects[0].replace('/', '-').replace('.', '-')}"
    back = address(request, "institution-matrix", engagement=asked.chosen.row.name, situation=asked.row.situation)
    return HttpResponseRedirect(back + place)


def _asked(request: HttpRequest) -> Asked:
    data = request.POST if request.method == "POST" else request.GET
    chosen = choose(request)
    if chosen is None:
        raise Http404
    words = words_of(chosen.assessment)
    wanted = data.get("duty"), data.get("situation"), data.get("subject")
    for row in matrix.rows(words):
        if (row.duty, row.situation) == wanted[:2] and wanted[2] in row.subjects:
            return Asked(chosen, words, row)
    raise Http404


def _settle(request: HttpRequest, asked: Asked) -> Outcome:
    people = parties_of(asked.words)
    acts = [act for act in asked.acts if act in request.POST.getlist("acts")]
    subjects = [subject for subject in asked.subjects if subject in request.POST.getlist("subjects")]
    urn = request.POST.get("party", "")
    problems = []
    if urn not in people:
        problems.append(("party", say("誰が行うかを選んでください。", "Choose who does it.")))
    if not acts:
        problems.append(("acts", say("何を行うかを一つ以上選んでください。", "Choose at least one act.")))
    if not subjects:
        problems.append(("subjects", say("対象を一つ以上選んでください。", "Choose at least one thing it concerns.")))
    if problems:
        return Outcome(None, tuple(problems))
    note = request.POST.get("note", "").strip()[:_MOST_NOTE]
    word = CellWord(asked.row.duty, asked.row.situation, tuple(subjects), tuple(acts), urn, note)
    return attempt(request, SettleCell(asked.chosen.row.name, [word]))


def parties_of(words: Words) -> dict[str, Mapping[str, Json]]:
    """URN → fields of every party that may be named, institutions first."""
    found: dict[str, Mapping[str, Json]] = {}
    for party in matrix.parties(words, matrix.rows(words)):
        parts = words.case.parts(party)
        if parts and parts[0].entity.fields.get("urn"):
            found[str(parts[0].entity.fields["urn"])] = parts[0].entity.fields
    return found


def _show(request: HttpRequest, asked: Asked, outcome: Outcome | None) -> HttpResponse:
    words, row = asked.words, asked.row
    given = request.POST if request.method == "POST" else None
    here: Sequence[Word] = all_words(words, row)
    people = parties_of(asked.words)
    context = {
        "title": title(asked.chosen.row),
        "duty": words.duty(row.duty),
        "situation": words.situation(row.situation),
        "state": row.state,
        "state_label": words.say(f"state.{row.state}"),
        "voices": here,
        "outcome": outcome,
        "parties": [
            Option(urn, words.text(fields.get("name")), given is not None and given.get("party") == urn,
                   say("貴院", "you") if urn == request.actor.urn else "")
            for urn, fields in people.items()
        ],
        "acts": [
            Option(act, words.act(act), act in (given.getlist("acts") if given else asked.open_acts or asked.acts))
            for act in asked.acts
        ],
        "subjects": [
            Option(subject, words.name(subject), given is None or subject in given.getlist("subjects"))
            for subject in asked.subjects
        ],
        "note": given.get("note", "") if given else "",
        "hidden": {"engagement": asked.chosen.row.name, "duty": row.duty, "situation": row.situation,
                   "subject": asked.subjects[0]},
        "back": address(request, "institution-matrix", engagement=asked.chosen.row.name, situation=row.situation),
    }  # fmt: skip
    wanted = request.headers.get("HX-Request") == "true" and request.method == "GET"
    return render(request, f"institution_desk/{'_settle' if wanted else 'settle'}.html", context)
