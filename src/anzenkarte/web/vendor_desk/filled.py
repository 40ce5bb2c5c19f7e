"""Forms of a document as its reader may see them, and the questions that would fill most lines; kept ready."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Final
from uuid import UUID

from anzenkarte.assess.run import Assessment, run, update
from anzenkarte.catalogue.forms.model import Form
from anzenkarte.documents.content.tree import Column, Stamp
from anzenkarte.documents.render.xlsx import Entry, Sheet, render_xlsx
from anzenkarte.forms.fill import FilledForm, OpenQuestion, editions_asked, fill_all, open_questions
from anzenkarte.forms.grid import grids
from anzenkarte.karte.case import Case, Group
from anzenkarte.karte.disclosure.audience import CUSTOMERS
from anzenkarte.karte.disclosure.view import disclose
from anzenkarte.karte.document import Document
from anzenkarte.kernel.text import Lang
from anzenkarte.web.shared.karte import Opened, today, vocabulary
from anzenkarte.workspace.assessments.bridge import editions_on
from anzenkarte.workspace.disclosures.decisions import Decided, joined
from anzenkarte.workspace.disclosures.queries import decided_of
from anzenkarte.workspace.documents_store.store import catalogue, load

AUDIENCES: Final = ("vendor", "both")
_LEVEL: Final = "engineer"
_KEPT: Final = 24


@dataclass(frozen=True)
class Filled:
    """The forms a vendor fills, each from what its reader may see."""

    assessment: Assessment
    forms: tuple[FilledForm, ...]
    questions: tuple[OpenQuestion, ...]

    def form(self, name: str) -> FilledForm | None:
        """One of them."""
        return next((one for one in self.forms if one.form.id == name), None)


def current_forms() -> list[Form]:
    """The forms of vendors that are not another year's: without dates, or in force today."""
    on, found = today(), []
    for form in catalogue().forms.values():
        start, end = form.in_force or (None, None)
        early = start is not None and start.first > on
        late = end is not None and end.first <= on
        if form.audience in AUDIENCES and not early and not late:
            found.append(form)
    return found


class _Ready:
    """What was filled last, by the content it was filled from; what differs little is an update of it."""

    def __init__(self) -> None:
        self.lock, self.making = Lock(), Lock()
        self.found: OrderedDict[tuple[UUID, str], Filled] = OrderedDict()
        self.last: dict[UUID, tuple[UUID, str]] = {}

    def held(self, key: tuple[UUID, str]) -> Filled | None:
        """What is ready."""
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
            return self.found.get(key)

    def make(self, key: tuple[UUID, str], documents: Sequence[Document], about: str) -> Filled:
        """Fill again."""
        with self.making:
            before = self.held(self.last.get(key[0], key))
            assessment = _assessed(tuple(documents), about, None if before is None else before.assessment)
            forms = fill_all(current_forms(), assessment)
            made = Filled(assessment, forms, open_questions(forms))
            with self.lock:
                self.found[key], self.last[key[0]] = made, key
                while len(self.found) > _KEPT:
                    self.found.popitem(last=False)
            return made


_ready = _Ready()


def ready(one: Opened, published: bool = False) -> Filled | None:
    """The filled forms where they need no work."""
    return _ready.held(_key(one, decided_of(one.actor, _documents(one, published))))


def filled(one: Opened, published: bool = False) -> Filled:
    """The forms filled from a document: one's draft of it, or the newest revision where ``published`` is asked."""
    parts = decided_of(one.actor, _documents(one, published))
    key = _key(one, parts)
    return _ready.held(key) or _ready.make(key, _readable(one, parts), one.row.kind)


def _documents(one: Opened, published: bool) -> tuple[Document, ...]:
    own = load(one.row.head) if published and one.row.head is not None else one.document
    return (own, *one.beside)


def _key(one: Opened, parts: Sequence[Decided]) -> tuple[UUID, str]:
    names = [f"{part.name}/{part.document.keeper}/{part.document.revision}/{part.number}" for part in parts]
    return one.id, "\n".join([str(one.actor.organisation), today().isoformat(), *names])


def _readable(one: Opened, parts: Sequence[Decided]) -> Sequence[Document]:
    """The documents as the reader of the form sees them: customers in general, or the customer of an engagement."""
    documents = [part.document for part in parts]
    own = documents[0].own
    slug = own.fields.get("customer") if own is not None and one.row.kind == "engagement" else None
    reader = slug if isinstance(slug, str) else CUSTOMERS
    if reader == CUSTOMERS:
        documents = [document for document in documents if document.kind == "service"] or documents
    if documents[0].entity("party", documents[0].keeper) is None:
        return documents  # nobody keeps it yet: nothing can be handed to anybody, and nothing has to be withheld
    return disclose(documents, vocabulary(), joined(parts), reader, _LEVEL, today().isoformat()).named


def _assessed(documents: tuple[Document, ...], about: str, before: Assessment | None) -> Assessment:
    on, known = today(), catalogue()
    force = editions_on(on)
    more = known.resolve(list(editions_asked(known)), on)
    editions = (*force, *(edition for edition in more if edition not in force))
    groups = (Group("", documents),)
    if before is not None and before.case.about == about:
        return update(before, Case(groups, known.vocabulary, before.case, about), on, editions)
    return run(Case(groups, known.vocabulary, None, about), known, on, editions)


def workbook(found: FilledForm, assessment: Assessment, lang: Lang) -> bytes:
    """A filled form as a workbook."""
    revisions = [(document.name, document.revision) for document in assessment.case.documents]
    sheets = [
        Sheet(
            grid.name,
            tuple(Column(heading) for heading in grid.headings),
            grid.rows,
            tuple(Entry(entry.row, entry.column, entry.words) for entry in grid.entries),
            grid.least,
        )
        for grid in grids(found, lang, assessment.on.isoformat(), revisions)
    ]
    hashes = tuple((label, revision[:19]) for label, revision in revisions)
    stamp = Stamp(assessment.on.isoformat(), assessment.on, (found.form.edition,), hashes, None, "anzenkarte")
    return render_xlsx(sheets, stamp, found.form.title.to(lang), lang)
