"""What is disclosed of a document: each part with its reading level and recipients, by kind, as decided or by default.

Every rule is the core's; a form becomes rulings, and the page says what stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.karte.disclosure.policy import EVERY
from anzenkarte.karte.disclosure.start import default
from anzenkarte.karte.document import Entity
from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.karte import Opened, name_of, opened, vocabulary
from anzenkarte.web.shared.words import language, say
from anzenkarte.web.vendor_desk.rulings import (
    EVERYBODY,
    NAMED,
    choice_of,
    in_words,
    level_words,
    names_of,
    reach,
    recipients,
    ruled,
)
from anzenkarte.workspace.disclosures.actions import DecideDisclosure, Ruling
from anzenkarte.workspace.disclosures.decisions import Decided, cautious, decided
from anzenkarte.workspace.disclosures.making import Since, since_last
from anzenkarte.workspace.disclosures.queries import Customer, customers_of, decided_about, policy_number
from anzenkarte.workspace.organisations.models import Role

_A_PAGE: Final = 50
_MOST: Final = 100
STATES: Final = ("undecided", "nobody", "named", "changed")


@dataclass(frozen=True)
class Row:
    """A part of the document, what stands decided about it, and whether that is the cautious default."""

    kind: str
    id: str
    label: str
    name: str
    level: str
    choice: str
    reach: str
    level_word: str
    usual: bool
    why: str
    provable: bool


@dataclass(frozen=True)
class KindRow:
    """A kind: how many parts of it there are, and to whom they go; ``later`` tells of those that come."""

    kind: str
    label: str
    count: int
    everybody: int
    named: int
    nobody: int
    undecided: int
    later: str


@dataclass(frozen=True)
class Standing:
    """A published document with the decisions about it and its customers."""

    one: Opened
    decided: Decided
    customers: list[Customer]

    @property
    def kind(self) -> str:
        """The kind of document."""
        return str(self.one.row.kind)


def standing(request: HttpRequest, document: UUID) -> Standing:
    """What stands decided; Http404 for what is not one's own, not published, or no vendor's document."""
    one = opened(request, document, own=True)
    if one.row.head is None or one.row.kind not in EVERYBODY:
        raise Http404
    customers = customers_of(request.actor, one.row) if one.row.kind == "service" else []
    return Standing(one, decided_about([one.row])[0], customers)


@page("vendor")
def scope_page(request: HttpRequest, document: UUID) -> HttpResponse:
    """Every part, filtered and in pages; what was changed in the form becomes one decision."""
    found, outcome = standing(request, document), None
    if request.method == "POST":
        outcome = _decide(request, found)
        if outcome.ok:
            messages.success(request, say(f"{outcome.result}件の扱いを決めました。", f"{outcome.result} decided."))
            return redirect(request.get_full_path())
    names = names_of(found.customers)
    asked = {key: request.GET.get(key, "")[:80] for key in ("kind", "state", "q")}
    shown = Paginator(_wanted(found, asked), _A_PAGE).get_page(request.GET.get("page"))
    query = urlencode({key: value for key, value in asked.items() if value})
    context = {
        "karte": found.one,
        "decided": found.decided,
        "kinds": _kinds(found, names),
        "rows": [_row(found, entity, names) for entity in shown.object_list],
        "page": shown,
        "query": f"{query}&" if query else "",
        "asked": asked,
        "states": _states(),
        "levels": level_words(),
        "choices": recipients(found.kind),
        "undecided": len(found.decided.undecided),
        "since": _since(since_last(found.one.row, found.decided), names),
        "usual": _usual(found, names),
        "outcome": outcome,
        "may": request.actor.may(Role.EDITOR),
    }
    return render(request, "vendor_desk/scope.html", context, status=200 if outcome is None else 422)


def _wanted(found: Standing, asked: Mapping[str, str]) -> list[Entity]:
    """The parts that are asked for, by kind and name."""
    order = {kind: place for place, kind in enumerate(vocabulary().kinds)}
    named = [
        (order[entity.kind], name_of(entity), entity.id, entity)
        for entity in found.decided.document
        if asked["kind"] in ("", entity.kind) and _stands(found, entity, asked["state"])
    ]
    words = asked["q"].casefold()
    return [
        entity for _, name, id_, entity in sorted(named, key=itemgetter(0, 1, 2)) if words in f"{name} {id_}".casefold()
    ]


def _stands(found: Standing, entity: Entity, state: str) -> bool:
    """Whether what is decided about a part is of a state asked for; any where none is."""
    if state not in STATES:
        return True
    decision = found.decided.of(entity)
    if state == "undecided":
        return decision is None
    if state == "changed":
        return decision is not None and decision != default(found.decided.document, entity.kind)
    return choice_of(decision, found.kind) == state


def _row(found: Standing, entity: Entity, names: Mapping[str, str]) -> Row:
    decision = found.decided.of(entity)
    usual = default(found.decided.document, entity.kind)
    return Row(
        entity.kind,
        entity.id,
        vocabulary().kinds[entity.kind].label.to(language()),
        name_of(entity),
        (decision or usual).level,
        choice_of(decision, found.kind),
        reach(decision, names),
        level_words()[(decision or usual).level],
        decision == usual,
        in_words(usual, names),
        bool(entity.fields.get("nonce")),
    )


def _states() -> list[tuple[str, str]]:
    return [
        ("undecided", say("未決", "undecided")),
        ("nobody", say("だれにも見せない", "nobody")),
        ("named", say("選んだお客様だけ", "chosen customers only")),
        ("changed", say("初期の扱いから変えたもの", "not as the cautious default")),
    ]


def _kinds(found: Standing, names: Mapping[str, str]) -> list[KindRow]:
    rows = []
    for kind, spec in vocabulary().kinds.items():
        group = found.decided.document.entities.get(kind, {})
        if not group:
            continue
        choices = [choice_of(found.decided.of(entity), found.kind) for entity in group.values()]
        later = found.decided.by.get((kind, EVERY))
        rows.append(
            KindRow(
                kind, spec.plural.to(language()), len(group), choices.count(EVERYBODY[found.kind]),
                choices.count(NAMED), choices.count("nobody"), choices.count(""), in_words(later, names),
            )
        )  # fmt: skip
    return rows


def _usual(found: Standing, names: Mapping[str, str]) -> list[tuple[str, str]]:
    """The cautious default in words: what it says, and of which kinds."""
    kinds: dict[str, list[str]] = {}
    for kind in found.decided.document.entities:
        said = in_words(default(found.decided.document, kind), names)
        kinds.setdefault(said, []).append(vocabulary().kinds[kind].label.to(language()))
    return [(said, say("、", ", ").join(labels)) for said, labels in kinds.items()]


def _since(since: Since | None, names: Mapping[str, str]) -> dict[str, object] | None:
    """What changed since the last disclosure, in words; None where none was made."""
    if since is None:
        return None
    decided_now = [
        (_called(entity), in_words(before, names), in_words(after, names)) for entity, before, after in since.decided
    ]
    return {
        "last": since.last,
        "same": since.same,
        "added": [_called(entity) for entity in since.added[:_MOST]],
        "removed": [_called(entity) for entity in since.removed[:_MOST]],
        "decided": decided_now[:_MOST],
        "counts": (len(since.added), len(since.removed), len(since.decided)),
    }


def _called(entity: Entity) -> str:
    label = vocabulary().kinds[entity.kind].label.to(language())
    return say(f"{label}「{name_of(entity)}」", f'{label} "{name_of(entity)}"')


def _decide(request: HttpRequest, found: Standing) -> Outcome:
    """What differs in the form from what it was shown with, as one decision; gives how many parts were decided."""
    if request.POST.get("usual") == "1":
        rulings = [
            Ruling(entity.kind, entity.id, default(found.decided.document, entity.kind))
            for entity in found.decided.undecided
        ]
    else:
        rulings = _changed(request, _shown_with(request, found))
    if not rulings:
        return Outcome(None, (("", say("変わったところがありません。", "Nothing was changed.")),))
    outcome = attempt(request, DecideDisclosure(found.one.id, rulings))
    return Outcome(len(rulings)) if outcome.ok else outcome


def _shown_with(request: HttpRequest, found: Standing) -> Decided:
    """The decisions the form was filled from; another's newer ones stay where this form changes nothing."""
    number = request.POST.get("base", "")
    if not number.isdecimal() or len(number) > 9 or int(number) == found.decided.number:
        return found.decided
    stored = policy_number(found.one.row, int(number))
    return cautious(found.decided.document) if stored is None else decided(found.decided.document, stored)


def _changed(request: HttpRequest, base: Decided) -> list[Ruling]:
    rulings = []
    for entity in base.document:
        level, choice = (request.POST.get(f"{field}:{entity.kind}/{entity.id}", "") for field in ("l", "t"))
        before = base.of(entity)
        if not choice:
            continue  # not in the form, or left undecided
        wanted = ruled(level, choice, before.to if before is not None else ())
        if wanted != before:
            rulings.append(Ruling(entity.kind, entity.id, wanted))
    return rulings
