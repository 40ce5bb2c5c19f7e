"""Whom to ask for what is not known: the institution about itself and its contracts, its vendors about the rest."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.documents_store.store import urn_in

_OWN: Final = ("institution", "case", "contract")


def keepers(words: Words) -> dict[str, tuple[str, ...]]:
    """Document → the parties that keep a telling of it."""
    by_urn = {str(words.fields(party).get("urn", "")): party for party in words.case.subjects("party")}
    found: dict[str, dict[str, None]] = {}
    for document in words.case.documents:
        found.setdefault(document.name, {}).setdefault(by_urn.get(urn_in(document, document.keeper), ""))
    return {name: tuple(party for party in listed if party) for name, listed in found.items()}


def kind_of(words: Words, party: str) -> object:
    """What kind of party it is, as far as that is known."""
    return words.fact(party, "party.kind").value


def whom_to_ask(words: Words, missing: Iterable[FactRead]) -> list[str]:
    """Who can say what is missing: the institution about itself and its contracts, the vendor about the rest."""
    by_document = keepers(words)
    found: dict[str, None] = {}
    for read in missing:
        parts = words.case.parts(read.subject)
        if read.subject.partition("/")[0] in _OWN or not parts:
            found.setdefault(say("貴院", "you"))
            continue
        told = dict.fromkeys(party for part in parts for party in by_document[part.document.name])
        vendors = [party for party in told if kind_of(words, party) != "institution"]
        found.update(dict.fromkeys([words.name(party) for party in vendors] or [say("貴院", "you")]))
    return list(found)
