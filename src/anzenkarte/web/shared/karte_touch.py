"""What a change touches before it is published: results that turn out otherwise, customers, lines that reopen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from django.db.models import Q

from anzenkarte.accord.gather import lines_of
from anzenkarte.accord.lines import Line
from anzenkarte.assess.run import Assessment, update
from anzenkarte.documents.agreement_annex import line_cells, party_names
from anzenkarte.documents.content.groups import member, title
from anzenkarte.documents.content.words import CASE, Words
from anzenkarte.karte.case import Case
from anzenkarte.karte.document import Document
from anzenkarte.kernel.verdicts import Finding, Verdict
from anzenkarte.web.shared.karte import Opened, today, vocabulary
from anzenkarte.web.shared.words import language
from anzenkarte.workspace.assessments.bridge import assess, groups_of
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.models import Word

_MOST = 60
_MOST_CUSTOMERS = 40
_KEPT = 32


@dataclass(frozen=True)
class Turned:
    """A verdict or finding that is different with the change: its name, what it concerns, before and after."""

    name: str
    about: str
    before: str
    after: str


@dataclass(frozen=True)
class Touched:
    """What a change does to one case. ``reopening`` names the changed lines somebody has accepted under seal."""

    title: str
    appearing: tuple[Turned, ...]
    going: tuple[Turned, ...]
    verdicts: tuple[Turned, ...]
    more: int
    lines: int
    reopening: tuple[str, ...]
    row: KarteDocument

    @property
    def anything(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.appearing or self.going or self.verdicts or self.lines)


def concerned(one: Opened) -> list[KarteDocument]:
    """The documents whose case the change reaches: itself, and for a service every engagement of it."""
    rows = KarteDocument.objects.select_related("head", "summary").filter(head__isnull=False)
    if one.row.kind == "service":
        reached = Q(kind="engagement", keeper_urn=one.actor.urn, summary__vendor_urn=one.actor.urn)
        of_this = Q(summary__service=one.row.name) | Q(summary__service="")
        found = rows.filter(Q(pk=one.row.pk) | (reached & of_this))
    else:
        found = rows.filter(pk=one.row.pk)
    return list(found.order_by("-kind", "summary__title_ja", "pk")[: _MOST_CUSTOMERS + 1])


def touched(one: Opened, row: KarteDocument) -> Touched:
    """What the draft does to the case of a stored document."""
    before = assess(row, today())
    after = _after(one, row, before)
    was, now = Words(before, language()), Words(after, language())
    old, new = {f.id: f for f in before.findings}, {f.id: f for f in after.findings}
    appearing = [_finding(now, f) for id_, f in new.items() if id_ not in old]
    going = [_finding(was, f) for id_, f in old.items() if id_ not in new]
    turned = list(_verdicts(was, now))
    changed = _lines(before, after)
    rest = sum(max(0, len(listed) - _MOST) for listed in (appearing, going, turned))
    return Touched(
        title=now.name(now.subject_of_case()),
        appearing=tuple(appearing[:_MOST]),
        going=tuple(going[:_MOST]),
        verdicts=tuple(turned[:_MOST]),
        more=rest,
        lines=len(changed),
        reopening=_named(was, before, _accepted(row, changed)),
        row=row,
    )


class _Ready:
    """Assessments with a draft in another document's case, a few of this process."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.found: OrderedDict[tuple[str, ...], Assessment] = OrderedDict()

    def get(self, before: Assessment, documents: tuple[Document, ...], case: Case) -> Assessment:
        key = (before.on.isoformat(), *(f"{d.kind}/{d.name}/{d.keeper}/{d.revision}" for d in documents))
        with self.lock:
            made = self.found.get(key)
            if made is None or made.catalogue is not before.catalogue:
                made = self.found[key] = update(before, case)
            self.found.move_to_end(key)
            while len(self.found) > _KEPT:
                self.found.popitem(last=False)
        return made


_ready = _Ready()


def _after(one: Opened, row: KarteDocument, before: Assessment) -> Assessment:
    """The same case with the draft in the place of what it was begun from."""
    if row.pk == one.row.pk:
        return assess(row, today(), (), one.document)
    groups, about = groups_of(row)
    put = tuple(replace(g, documents=tuple(_instead(one, document) for document in g.documents)) for g in groups)
    documents = tuple(document for group in put for document in group.documents)
    return _ready.get(before, documents, Case(put, vocabulary(), before.case, about))


def _instead(one: Opened, document: Document) -> Document:
    mine = (one.document.kind, one.document.name, one.document.keeper)
    return one.document if (document.kind, document.name, document.keeper) == mine else document


def _finding(words: Words, finding: Finding) -> Turned:
    return Turned(title(words, finding), member(words, finding), "", words.say(f"severity.{finding.severity}"))


def _verdicts(was: Words, now: Words) -> Iterable[Turned]:
    old, new = _by_id(was.assessment), _by_id(now.assessment)
    for id_ in sorted({*old, *new}):
        before, after = old.get(id_), new.get(id_)
        if before is not None and after is not None and before.outcome == after.outcome:
            continue
        words, there = (now, after) if after is not None else (was, before)
        item = now.catalogue.item(there.item) if there is not None else None
        if there is None or item is None:
            continue
        yield Turned(
            now.item(item),
            words.name(there.subject) if there.subject != CASE else "",
            was.outcome(before.outcome) if before is not None else "–",
            now.outcome(after.outcome) if after is not None else "–",
        )


def _by_id(assessment: Assessment) -> Mapping[str, Verdict]:
    return {v.id: v for report in assessment.reports.values() for v in report.verdicts if not v.older}


def _lines(before: Assessment, after: Assessment) -> list[str]:
    """The ids of agreement lines that say or rest on something else than before."""
    old: dict[str, Line] = {line.id: line for line in lines_of(before)}
    new: dict[str, Line] = {line.id: line for line in lines_of(after)}
    return [id_ for id_, line in old.items() if id_ not in new or new[id_].digest != line.digest]


def _accepted(row: KarteDocument, lines: list[str]) -> list[str]:
    """Those of the lines that somebody has accepted under seal."""
    if not lines:
        return []
    about = f"{row.kind}/{row.name}"
    said = Word.objects.filter(parcel__about=about, word="accept", line__in=lines[:500])
    return sorted(set(said.values_list("line", flat=True)))


def _named(words: Words, before: Assessment, ids: Sequence[str]) -> tuple[str, ...]:
    """Lines by what they say, each with what it concerns."""
    if not ids:
        return ()
    names = party_names(before.case.documents, language())
    cells = [line_cells(words, names, line)[0] for line in lines_of(before) if line.id in ids]
    return tuple(cell.text + words.note(cell.sub) for cell in cells)
