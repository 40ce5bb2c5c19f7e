"""Making a disclosure: for whom and at which level, what changes for that reader, and every disclosure made so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.karte.diff import Change, describe
from anzenkarte.karte.disclosure.audience import CUSTOMERS
from anzenkarte.karte.disclosure.policy import LEVELS
from anzenkarte.kernel.errors import InputError
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import Opened, name_of, opened, today, vocabulary
from anzenkarte.web.shared.karte_table import as_file
from anzenkarte.web.shared.words import language, said, say, sentence
from anzenkarte.web.vendor_desk.papers import TYPES
from anzenkarte.web.vendor_desk.rulings import EVERYBODY, known_level, level_names
from anzenkarte.workspace.disclosures.actions import MakeDisclosure, MakePapersAgain
from anzenkarte.workspace.disclosures.decisions import Decided
from anzenkarte.workspace.disclosures.making import Compared, Prepared, compare, prepare, stamp, told_to_maker
from anzenkarte.workspace.disclosures.models import MadeDisclosure
from anzenkarte.workspace.disclosures.queries import customers_of, made_about, made_by_id
from anzenkarte.workspace.disclosures.tasks import make_papers
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import heads
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.disclosing import SealDisclosure
from anzenkarte.workspace.handovers.sending import recipient_of
from anzenkarte.workspace.organisations.models import Role

_A_PAGE: Final = 20
_MOST: Final = 100
_LATE: Final = timedelta(minutes=2)
FILES: Final = (("disclosure.docx", "Word"), ("disclosure.xlsx", "Excel"), ("disclosure.pdf", "PDF"),
                ("index.html", "HTML"))  # fmt: skip
LANGUAGES: Final = (("ja", "日本語"), ("en", "English"))


@dataclass(frozen=True)
class Reader:
    """Somebody a disclosure may be made for, by the document it is then made of."""

    row: KarteDocument
    label: str
    chosen: bool


@page("vendor")
def disclosures(request: HttpRequest, document: UUID) -> HttpResponse:
    """Choose a reader and a level, look at what would be shown, make it; below, what was made."""
    one = opened(request, document, own=True)
    if one.row.kind not in EVERYBODY:
        raise Http404
    outcome: Outcome | None = None
    readers = _readers(request, one) if one.row.head is not None else []
    chosen = next((reader for reader in readers if reader.chosen), None)
    level = known_level(request.POST.get("level") or request.GET.get("level", ""))
    if request.method == "POST" and chosen is not None:
        outcome = attempt(request, MakeDisclosure(chosen.row.pk, level, request.POST.get("seen", "")[:80]))
        if outcome.ok:
            make_papers.enqueue(str(request.actor.organisation), str(outcome.result.pk))
            messages.success(request, say("開示書を作りました。", "The disclosure is made."))
            return redirect("vendor-disclosure", request.actor.organisation, one.id, outcome.result.pk)
    shown = Paginator(made_about(one.row), _A_PAGE).get_page(request.GET.get("page"))
    preview, problems = _preview(request, chosen.row, level) if chosen is not None else (None, [])
    context = {
        "karte": one,
        "readers": readers,
        "chosen": chosen,
        "level": level,
        "levels": [(name, level_names()[name]) for name in reversed(LEVELS)],
        "preview": preview,
        "problems": problems,
        "page": shown,
        "made": [_made(row) for row in shown.object_list],
        "outcome": outcome,
        "may": request.actor.may(Role.EDITOR),
    }
    return render(request, "vendor_desk/disclosures.html", context, status=200 if outcome is None else 422)


def _readers(request: HttpRequest, one: Opened) -> list[Reader]:
    """Customers in general and each customer of a service; of an engagement its customer alone."""
    asked = request.POST.get("for") or request.GET.get("for", "")
    if one.row.kind != "service":
        return [Reader(one.row, one.title, bool(asked) or request.method == "POST")]
    general = say("お客様一般（どのお客様にも渡せるもの）", "Customers in general (may go to any of them)")
    found = [Reader(one.row, general, asked == str(one.id))]
    for customer in customers_of(request.actor, one.row):
        title = customer.row.summary.title_ja if language() == "ja" else customer.row.summary.title_en
        name = customer.name.to(language())
        label = say(f"{name}（{title}）", f"{name} ({title})")
        found.append(Reader(customer.row, label, asked == str(customer.row.pk)))
    return found


def _preview(request: HttpRequest, row: KarteDocument, level: str) -> tuple[dict[str, object] | None, list[str]]:
    """What would be shown now, or the sentences that say why nothing can be."""
    try:
        found = prepare(request.actor, row, level, today())
        compared = compare(row, found.disclosure)
    except InputError as error:
        return None, [sentence(problem) for problem in error.problems]
    told = told_to_maker(found.disclosure)
    return {
        "seen": stamp(found.decided),
        "recipient": said(found.disclosure.recipient.name),
        "documents": [(part.name, part.number) for part in found.decided],
        "kinds": _kinds(told),
        "undecided": _places(found, found.disclosure.undecided),
        "masked": _places(found, found.disclosure.masked),
        "unprovable": told["unprovable"],
        **_compared(compared),
    }, []


def _compared(compared: Compared) -> dict[str, object]:
    groups = {"newly": compared.newly, "gone": compared.gone, "changed": compared.changed}
    more = {f"{name}_more": max(0, len(changes) - _MOST) for name, changes in groups.items()}
    lines = {name: _sentences(changes) for name, changes in groups.items()}
    return {"last": compared.last, "same": not any(groups.values()), **lines, **more}


def _sentences(changes: Sequence[Change]) -> list[str]:
    return describe(changes[:_MOST], vocabulary(), language())


def _kinds(told: dict[str, object]) -> list[tuple[str, int, int]]:
    """Label, shown, withheld; in the order of the vocabulary."""
    shown, withheld = told["shown"], told["withheld"]
    if not isinstance(shown, dict) or not isinstance(withheld, dict):
        return []
    return [
        (spec.plural.to(language()), shown.get(kind, 0), withheld.get(kind, 0))
        for kind, spec in vocabulary().kinds.items()
        if kind in shown or kind in withheld
    ]


def _places(found: Prepared, places: Iterable[str]) -> list[str]:
    """Places such as ``service/x#component/y/name`` in words."""
    by_name = {part.name: part for part in found.decided}
    return [_place(by_name, place) for place in list(places)[:_MOST]]


def _place(by_name: dict[str, Decided], place: str) -> str:
    document, _, rest = place.partition("#")
    kind, _, rest = rest.partition("/")
    id_, _, field = rest.partition("/")
    part = by_name.get(document)
    entity = part.document.entity(kind, id_) if part is not None else None
    spec = vocabulary().kinds[kind]
    words = f"{spec.label.to(language())}「{name_of(entity) if entity is not None else id_}」"
    return f"{words} {spec.fields[field].label.to(language())}" if field in spec.fields else words


def _made(row: MadeDisclosure) -> dict[str, object]:
    return {"made": row, "who": said(row.name), "level": level_names().get(row.level, row.level)}


def _asked(request: HttpRequest, document: UUID, made: UUID) -> tuple[Opened, MadeDisclosure]:
    """A disclosure made of a document or, for a service, of one of its engagements; Http404 for any other."""
    one, row = opened(request, document, own=True), made_by_id(made)
    if row is None or one.id not in (row.document_id, row.service_id):
        raise Http404
    return one, row


@page("vendor")
def disclosure(request: HttpRequest, document: UUID, made: UUID) -> HttpResponse:
    """One disclosure: from what it was made, what its maker should know, its files."""
    one, row = _asked(request, document, made)
    if request.method == "POST":
        return _again(request, row) if request.POST.get("what") == "papers" else _hand_over(request, row)
    names = [name for name, _ in row.made_from]
    documents = {f"{found.kind}/{found.name}": found for found in heads([row.document, *_service(row)])}
    context = {
        "karte": one,
        "made": row,
        "who": said(row.name),
        "level": level_names().get(row.level, row.level),
        "made_from": [
            (_title(documents, name), revision, row.policies.get(name, {}).get("number", 0))
            for name, revision in row.made_from
        ],
        "covered": len(names),
        "kinds": _kinds(row.told),
        "undecided": len(row.told["undecided"]),
        "masked": len(row.told["masked"]),
        "unprovable": row.told["unprovable"],
        "papers": [
            (lang, word, [(name, label) for name, label in FILES if f"{lang}/{name}" in row.files])
            for lang, word in LANGUAGES
        ],
        "receivers": _receivers(request, row),
        "late": row.state == "waiting" and datetime.now(UTC) - row.at > _LATE,
        "may": request.actor.may(Role.EDITOR),
    }
    return render(request, "vendor_desk/disclosure.html", context)


def _again(request: HttpRequest, row: MadeDisclosure) -> HttpResponse:
    outcome = attempt(request, MakePapersAgain(row.pk))
    if outcome.ok:
        make_papers.enqueue(str(request.actor.organisation), str(row.pk))
    return redirect(request.path)


def _hand_over(request: HttpRequest, row: MadeDisclosure) -> HttpResponse:
    """Seal it for its reader; back to the page with what was wrong."""
    outcome = attempt(request, SealDisclosure(row.pk, request.POST.get("to", "")[:45]))
    if not outcome.ok:
        for _, text in outcome.problems:
            messages.error(request, text)
        return redirect(request.path)
    messages.success(request, say("署名して渡しました。", "Sealed and handed over."))
    return redirect("exchange-parcel", request.actor.organisation, outcome.result.id)


def _receivers(request: HttpRequest, row: MadeDisclosure) -> list[tuple[str, str, bool]]:
    """Those it may be handed to: URN, name, and whether only they could read it."""
    if row.recipient == CUSTOMERS:
        found = {one.urn: one.name.to(language()) for one in customers_of(request.actor, row.document)}
    else:
        found = {row.recipient: said(row.name)}
    ring = keys.store_of(request.actor.organisation).ring()
    return [(urn, name, bool(recipient_of(ring, urn))) for urn, name in found.items()]


def _service(row: MadeDisclosure) -> list[KarteDocument]:
    return [row.service] if row.service is not None and row.service_id != row.document_id else []


def _title(documents: dict[str, object], name: str) -> str:
    found = documents.get(name)
    own = getattr(found, "own", None)
    return name_of(own) if own is not None else name


@page("vendor")
def disclosure_file(request: HttpRequest, document: UUID, made: UUID, lang: str, name: str) -> HttpResponse:
    """The disclosure itself (``all/disclosure.json``) or one of its papers."""
    _, row = _asked(request, document, made)
    sha256 = row.sha256 if (lang, name) == ("all", "disclosure.json") else row.files.get(f"{lang}/{name}")
    if sha256 is None:
        raise Http404
    try:
        data = get(sha256)
    except OSError as error:
        raise Http404 from error
    kind = name.rpartition(".")[2]
    tail = "" if lang == "all" else f"-{lang}"
    return as_file(data, f"disclosure-{row.document.name}-{row.level}-{row.day.isoformat()}{tail}.{kind}", TYPES[kind])
