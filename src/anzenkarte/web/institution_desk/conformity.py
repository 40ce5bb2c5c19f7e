"""How an institution stands against the guideline that binds it: from its vendors' disclosures and its own answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anzenkarte.assess.run import Assessment
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.documents.content.conformity import basis, grounds, obliged
from anzenkarte.documents.content.coverage import in_force, summaries
from anzenkarte.documents.content.questions import asked_for
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import Verdict
from anzenkarte.web.institution_desk.answering import Answering, Question
from anzenkarte.web.institution_desk.common import address, today, words_of
from anzenkarte.web.institution_desk.own_word import present
from anzenkarte.web.institution_desk.whom import keepers, kind_of, whom_to_ask
from anzenkarte.web.shared.desk import page
from anzenkarte.web.shared.figures import Bar, bar
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.projection import READINESS, readiness
from anzenkarte.workspace.assessments.queries import own_institution
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import draft_for

OUTCOMES = ("met", "not_met", "unknown", "not_applicable")
GUIDELINE = "mhlw"
READY = {
    "done": ("対応済み", "done"),
    "planned": ("期日を定めて予定", "planned by a date"),
    "renewal_known": ("更改時期のみ判明", "renewal date known"),
    "neither": ("予定も時期もない", "neither"),
    "unknown": ("未確認", "not known"),
}


@dataclass(frozen=True)
class Chapter:
    """A chapter with items: its bar of outcomes, and how much of it the catalogue holds."""

    number: str
    title: str
    part: str
    bar: Bar
    coverage: str
    partial: bool


@dataclass(frozen=True)
class Line:
    """One item: its verdict, why, whose it is, who supplied what it rests on, what is missing and whom to ask."""

    number: str
    title: str
    chapter: str
    outcome: str
    outcome_label: str
    basis: str
    who: str
    whose: str
    grounds: tuple[str, ...]
    suppliers: str
    ask: str
    href: str


def own_assessment(request: HttpRequest) -> tuple[KarteDocument, Assessment, bool] | None:
    """The institution's own document, its assessment, and whether that looks at an unpublished draft; None without."""
    row = own_institution(request.actor)
    if row is None:
        return None
    draft = draft_for(request.actor.user, row)
    if draft is None:
        return row, assess(row, today()), False
    return row, assess(row, today(), draft=present(request.actor, row)), True


@page("institution")
def conformity(request: HttpRequest) -> HttpResponse:
    """The guideline in force, chapter by chapter and item by item."""
    found = own_assessment(request)
    if found is None:
        return render(request, "institution_desk/no_profile.html")
    row, assessment, drafted = found
    words = words_of(assessment)
    edition = next((e for e in assessment.editions if e.guideline == GUIDELINE), None)
    context: dict[str, object] = {"row": row, "drafted": drafted, "ready": readiness_bar(assessment, words)}
    if edition is not None:
        context |= _edition(request, words, edition)
    return render(request, "institution_desk/conformity.html", context)


def _edition(request: HttpRequest, words: Words, edition: Edition) -> dict[str, object]:
    older = request.GET.get("older") == "1"
    outcome = request.GET.get("outcome", "")
    every = [v for report in words.assessment.reports.values() for v in report.verdicts]
    own = [v for v in every if v.item.startswith(f"{edition.id}/") and not v.older]
    former = [v for v in every if v.older and v.older == edition.supersedes]
    shown = former if older else own
    counts = Counter(verdict.outcome for verdict in shown)
    kept = [verdict for verdict in shown if outcome not in OUTCOMES or verdict.outcome == outcome]
    summary = summaries(words).get(edition.id)
    return {
        "edition": words.edition(edition.id),
        "in_force": in_force(words, edition),
        "summary": summary,
        "chapters": _chapters(words, edition, own),
        "holes": sum(chapter.coverage in ("titles_only", "missing") for chapter in edition.chapters),
        "counts": [(key, words.outcome(key), counts[key], _here(request, older, key)) for key in OUTCOMES],
        "all": _here(request, older, ""),
        "outcome": outcome,
        "older": older,
        "older_count": len(former),
        "older_edition": words.edition(edition.supersedes) if former else "",
        "older_link": _here(request, True, ""),
        "present_link": _here(request, False, ""),
        "lines": lines(request, words, kept),
        "decisive": _decisive(request, words, own),
    }


def _here(request: HttpRequest, older: bool, outcome: str) -> str:
    return address(request, "institution-conformity", older="1" if older else "", outcome=outcome) + "#items"


def _chapters(words: Words, edition: Edition, verdicts: Iterable[Verdict]) -> list[Chapter]:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for verdict in verdicts:
        item = words.catalogue.item(verdict.item)
        if item is not None:
            counts.setdefault((item.part, item.chapter), Counter())[verdict.outcome] += 1
    most = max((sum(one.values()) for one in counts.values()), default=1)
    found = []
    for chapter in edition.chapters:
        here = counts.get((chapter.part, chapter.number))
        if here:
            parts = [(key, words.outcome(key), here[key]) for key in OUTCOMES]
            found.append(
                Chapter(
                    chapter.number, words.of(chapter.title), words.part(edition, chapter.part), bar(parts, most),
                    words.say(f"coverage.{chapter.coverage}"), chapter.coverage != "complete",
                )
            )  # fmt: skip
    return found


def lines(request: HttpRequest, words: Words, verdicts: Sequence[Verdict]) -> list[Line]:
    """Items in the order of their edition."""
    by_item = {verdict.item: verdict for verdict in verdicts}
    order: list[Item] = []
    for edition in dict.fromkeys(item.partition("/")[0] for item in by_item):
        order += [item for item in words.catalogue.items(edition) if item.id in by_item]
    return [line(request, words, item, by_item[item.id]) for item in order]


def line(request: HttpRequest, words: Words, item: Item, verdict: Verdict) -> Line:
    """One item in words."""
    return Line(
        number=item.number or words.say("item.provisional"),
        title=words.of(item.title),
        chapter=item.chapter,
        outcome=verdict.outcome,
        outcome_label=words.outcome(verdict.outcome),
        basis=basis(words, verdict),
        who=obliged(words, verdict),
        whose=whose(item),
        grounds=tuple(text for text in grounds(words, verdict).split("\n") if text),
        suppliers=words.join(suppliers(words, verdict)),
        ask=words.join(_ask(words, item, verdict)) if verdict.outcome == "unknown" else "",
        href=address(request, "institution-item", item=item.id),
    )


def whose(item: Item) -> str:
    """Whose item it is: who has to do it, and with whose material."""
    if item.addressee == "vendor":
        return say("事業者が行う", "the vendor does it")
    if item.addressee == "vendor_supplies":
        return say("事業者の資料で貴院が行う", "you do it, with the vendor's material")
    return say("貴院が行う", "you do it")


def _ask(words: Words, item: Item, verdict: Verdict) -> list[str]:
    """Whom to ask; where no fact is missing but somebody's word, whoever the item addresses."""
    if verdict.missing:
        return whom_to_ask(words, verdict.missing)
    vendors = [p for keepers in keepers(words).values() for p in keepers if kind_of(words, p) != "institution"]
    named = [words.name(party) for party in dict.fromkeys(vendors)]
    return named if item.addressee != "institution" and named else [say("貴院", "you")]


def suppliers(words: Words, verdict: Verdict) -> list[str]:
    """The vendors whose documents or answers a verdict rests on."""
    told = keepers(words)
    found: dict[str, None] = {}
    for read in verdict.facts:
        for place in read.fact.where.split("; "):
            found.update(dict.fromkeys(told.get(place.partition("#")[0], ())))
    for statement in verdict.statements:
        found.setdefault(words.refer(statement, "party", words.fields(statement).get("by")))
    return [words.name(party) for party in found if party and kind_of(words, party) != "institution"]


def _decisive(request: HttpRequest, words: Words, verdicts: Iterable[Verdict]) -> tuple[Question, int] | None:
    """The one thing to find out that alone would decide most items, with its place, and how many; None below three.

    Where an item waits for a conclusion, what that conclusion lacks is asked for.
    """
    every = [v.missing for v in verdicts if v.missing]
    lacking = asked_for(words, every)
    alone = Counter(reads[0] for reads in lacking if len(reads) == 1)
    if not alone:
        return None
    read, count = min(alone.items(), key=lambda entry: (-entry[1], entry[0].subject, entry[0].name))
    return (Answering(request, words).question(read), count) if count > 2 else None


@dataclass(frozen=True)
class Ready:
    """How far two-factor authentication is: a strip, and each engagement with its date."""

    bar: Bar
    rows: tuple[tuple[str, str, str, str], ...]  # name, state, label, date


def readiness_bar(assessment: Assessment, words: Words) -> Ready:
    """The strip of readiness over all engagements."""
    found = readiness(assessment)
    counts: Mapping[str, int] = Counter(found.values())
    rows = []
    for subject, state in sorted(found.items(), key=lambda one: (-READINESS.index(one[1]), words.name(one[0]))):
        name = "engagement.two_factor_on" if state == "planned" else "engagement.next_renewal_on"
        day = words.shown(subject, name) if state in ("planned", "renewal_known") else ""
        rows.append((words.name(subject), state, say(*READY[state]), day))
    return Ready(bar([(key, say(*READY[key]), counts.get(key, 0)) for key in READINESS]), tuple(rows))
