"""The 安全カルテ page of a document: the drawing, one sentence, what is settled, open, contradictory and due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from anzenkarte.documents.content.due import dates
from anzenkarte.documents.content.groups import Group, grouped
from anzenkarte.documents.content.matrix import Row, rows, subjects_shown, tally
from anzenkarte.documents.content.reasons import fact_step
from anzenkarte.documents.content.summary import lead
from anzenkarte.documents.content.tree import Reason
from anzenkarte.documents.content.words import Words
from anzenkarte.karte.words import IDENTITY
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import SEVERITIES
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.karte import Opened, opened, today
from anzenkarte.web.shared.karte_drafts import service_awaited
from anzenkarte.web.shared.karte_drawing import drawing, parts_of, signs_of, strokes_of
from anzenkarte.web.shared.words import say

_MOST = 12
_WORST = 5
_PARTS = 8


@dataclass(frozen=True)
class Matter:
    """A duty that needs a word: what, for what, who says what."""

    duty: str
    situation: str
    subjects: str
    state: str
    said: tuple[str, ...]


@page("vendor", "institution")
def karte_page(request: HttpRequest, document: UUID) -> HttpResponse:
    """The page itself; the drawing is fetched after it, because drawing takes longer than a page may."""
    one = opened(request, document)
    return render(
        request,
        "karte/page.html",
        {"karte": one, **_standing(one), "parts": parts_of(one.words), **_service(one), **_legend(one)},
    )


def _legend(one: Opened) -> dict[str, object]:
    """What the signs and lines of the drawing mean."""
    return {"signs": signs_of(one.words), "strokes": strokes_of(one.words)}


def _service(one: Opened) -> dict[str, object]:
    """Whether the engagement's service cannot be told, or which draft it waits for."""
    lost = unlinked(one)
    awaited = service_awaited(one.document) if lost and one.own else None
    return {"unlinked": lost and awaited is None, "awaited": awaited}


def unlinked(one: Opened) -> bool:
    """Whether it cannot be told of which service this engagement is."""
    return one.row.kind == "engagement" and not any(d.kind == "service" for d in one.assessment.case.documents)


@page("vendor", "institution")
def karte_side(request: HttpRequest, document: UUID) -> HttpResponse:
    """What is settled, open, contradictory and due, again after a change."""
    one = opened(request, document)
    return render(request, "karte/_side.html", {"karte": one, **_standing(one)})


@page("vendor", "institution")
def karte_drawing(request: HttpRequest, document: UUID) -> HttpResponse:
    """The drawing alone; its parts lead to what is written and found about them."""
    one = opened(request, document)
    base = reverse("karte-part", args=(request.actor.organisation, one.id))
    svg = drawing(one.words, lambda subjects: f"{base}?{urlencode([('part', subject) for subject in subjects])}")
    template = "karte/_drawing.html" if request.htmx else "karte/drawing.html"
    answer = render(request, template, {"karte": one, "svg": svg, **_legend(one)})
    answer["Cache-Control"] = "private, no-cache"
    return answer


@page("vendor", "institution")
def karte_part(request: HttpRequest, document: UUID) -> HttpResponse:
    """Facts and findings of the parts named in the address."""
    one = opened(request, document)
    named = [part for part in request.GET.getlist("part")[:_PARTS] if one.words.case.exists(part)]
    if not named:
        raise Http404
    groups = grouped(one.words, one.assessment.findings)
    found = [part_of(one, part, groups) for part in named]
    template = "karte/_part.html" if request.htmx else "karte/part.html"
    return render(request, template, {"karte": one, "found": found})


def part_of(one: Opened, subject: str, groups: Iterable[Group]) -> dict[str, object]:
    """A part: its name, what is known of it with where it is stated, what is not, what was found."""
    words = one.words
    kind, _, slug = subject.partition("/")
    fields = words.vocabulary.kinds[kind].fields.values()
    specs = [spec for spec in fields if not spec.derived and spec.name not in IDENTITY]
    reads = [FactRead(subject, spec.name, words.fact(subject, spec.name)) for spec in specs]
    return {
        "name": words.name(subject),
        "kind": words.kind_label(kind),
        "facts": [fact_step(words, read, subject) for read in reads if read.fact.known],
        "open": [Reason(words.fact_label(r.name)) for r in reads if not r.fact.known],
        "matters": [group for group in groups if any(finding.subject == subject for finding in group.findings)],
        "edit": (kind, slug) if one.may_edit and one.document.entity(kind, slug) is not None else None,
        "subject": subject,
    }


def _standing(one: Opened) -> dict[str, object]:
    words = one.words
    listed = rows(words)
    groups = grouped(words, one.assessment.findings)
    count = tally(listed)
    return {
        "lead": lead(words, listed),
        "count": count,
        "clashing": _matters(words, listed, ("contradiction", "overlap")),
        "holes": _matters(words, listed, ("gap",)),
        "open": _matters(words, listed, ("open",)),
        "due": [
            {"day": when.display(words.lang), "name": words.name(subject), "what": words.fact_label(fact),
             "past": when.last < today()}
            for when, subject, fact in dates(words)[:_MOST]
        ],
        "worst": [group for group in groups if group.severity in ("urgent", "action")][:_WORST],
        "severities": [
            (severity, sum(group.severity == severity for group in groups)) for severity in SEVERITIES
        ],
        "editions": [words.edition(edition.id) for edition in one.assessment.editions],
    }  # fmt: skip


def _matters(words: Words, listed: Iterable[Row], states: tuple[str, ...]) -> dict[str, object]:
    found = [row for row in listed if row.state in states]
    shown = [
        Matter(
            words.duty(row.duty),
            "" if row.situation == "normal" else words.situation(row.situation),
            subjects_shown(words, row.subjects),
            row.state,
            tuple(_said(words, kind, by, party) for kind, by, party, _ in row.said if kind != "hearsay"),
        )
        for row in found[:_MOST]
    ]
    return {"shown": shown, "more": len(found) - len(shown), "count": sum(len(row.subjects) for row in found)}


def _said(words: Words, kind: str, by: str, party: str) -> str:
    """Who says, or which paper says, whose it is."""
    source = {"contract": say("契約", "contract"), "document": say("記載", "document")}.get(kind) or words.name(by)
    return words.colon(source, words.name(party))
