"""One page of plain Japanese for a clinic: what the vendor does, what remains, what is not settled, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.clinic import clinic_sections
from anzenkarte.documents.content.groups import grouped
from anzenkarte.documents.content.tree import Bullets, Para, Section, Text, runs
from anzenkarte.documents.content.words import Words
from anzenkarte.web.institution_desk.clinic_questions import answered, asked_of
from anzenkarte.web.institution_desk.common import Chosen, address, choose, title, words_of
from anzenkarte.web.institution_desk.terms import accept, terms_of
from anzenkarte.web.shared.desk import Outcome, page
from anzenkarte.workspace.agreements.queries import requests, unsent
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.handovers.queries import parcels

_SMALL = ("clinic", "dental", "pharmacy", "midwifery", "visiting_nursing")


@dataclass(frozen=True)
class Block:
    """One of the three blocks: its lines with a quiet remark each, how many more there are; or that there is none."""

    key: str
    title: str
    lines: tuple[tuple[str, str], ...]
    after: str
    rest: bool


def is_small(request: HttpRequest) -> bool:
    """Whether this institution is met with the clinic's page first: by the kind its own document states."""
    row = own_institution(request.actor)
    own = heads([row])[0].own if row is not None and row.head is not None else None
    return own is not None and own.fields.get("kind") in _SMALL


@page("institution")
def home(request: HttpRequest) -> HttpResponse:
    """Where an institution begins: the clinic's page for a small one, all systems for any other."""
    name = "institution-clinic" if is_small(request) else "institution-overview"
    return HttpResponseRedirect(address(request, name))


@page("institution")
def clinic(request: HttpRequest) -> HttpResponse:
    """The page; answers and the acceptance of terms come back to it."""
    chosen = choose(request)
    if chosen is None:
        return render(request, "institution_desk/nothing.html")
    outcome = _taken(request, chosen) if request.method == "POST" and request.actor.may("editor") else None
    if outcome is not None and outcome.ok:
        return HttpResponseRedirect(address(request, "institution-clinic", engagement=chosen.row.name, saved="1"))
    return render(request, "institution_desk/clinic.html", _context(request, chosen, outcome))


def _taken(request: HttpRequest, chosen: Chosen) -> Outcome:
    if request.POST.get("what") == "terms":
        return accept(request, chosen.row, words_of(chosen.assessment))
    return answered(request, chosen.row, words_of(chosen.assessment))


def _context(request: HttpRequest, chosen: Chosen, outcome: Outcome | None) -> dict[str, object]:
    words = words_of(chosen.assessment)
    lead, blocks = blocks_of(words)
    editor = request.actor.may("editor")
    return {
        "chosen": chosen,
        "title": title(chosen.row),
        "lead_text": lead,
        "blocks": blocks,
        "questions": asked_of(request, chosen.row, words) if editor else (),
        "terms": terms_of(request, words) if editor else (),
        **_offered(request, chosen),
        "approvals": requests().count(),
        "outcome": outcome,
        "saved": request.GET.get("saved") == "1",
        "editor": editor,
    }


def _offered(request: HttpRequest, chosen: Chosen) -> dict[str, object]:
    """Where agreement is offered: the newest bundle about this engagement that has lines to answer, else the inbox.

    With where to hand one's own word over first, while that is newer than what the other party has.
    """
    organisation, about = request.actor.organisation, f"engagement/{chosen.row.name}"
    newest = parcels(about).filter(outgoing=False, lines__gt=0).first()
    if newest is None:
        return {"offer": reverse("exchange-inbox", args=[organisation]), "hand_over": ""}
    first = unsent(request.actor, about, newest.counterpart)
    hand_over = reverse("exchange-engagement", args=[organisation, chosen.row.name]) if first else ""
    return {"offer": reverse("exchange-parcel", args=[organisation, newest.id]), "hand_over": hand_over}


def blocks_of(words: Words) -> tuple[str, tuple[Block, ...]]:
    """The opening sentences and the three blocks, with the words of the printed page."""
    found = clinic_sections(words, matrix.rows(words), grouped(words, words.assessment.findings))
    opening, *rest = found
    return _plain(opening), tuple(_block(section) for section in rest if section.id.startswith("clinic/"))


def _block(section: Section) -> Block:
    lines: list[tuple[str, str]] = []
    after, rest = "", False
    for block in section.blocks:
        if isinstance(block, Bullets):
            lines += [_line(line) for line in block.items]
        elif isinstance(block, Para):
            said, rest = runs(block.text), bool(lines)
            after = said[0].text if rest else "".join(run.text for run in said)
    return Block(section.id.partition("/")[2], section.title, tuple(lines), after, rest)


def _line(line: Text) -> tuple[str, str]:
    parts = runs(line)
    said = "".join(run.text for run in parts if not run.muted)
    return said, "".join(run.text for run in parts if run.muted)


def _plain(section: Section) -> str:
    return "".join(run.text for block in section.blocks if isinstance(block, Para) for run in runs(block.text))
