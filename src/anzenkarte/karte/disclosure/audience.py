"""Who may be shown something: the parties of each document, the customers of a file, and the recipient of a disclosure.

A party is known by its URN, so that two documents that call it differently mean the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.values import is_unknown
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

PUBLIC: Final = "public"
CUSTOMERS: Final = "customers"
PARTIES: Final = "parties"
WORDS: Final = (PUBLIC, CUSTOMERS, PARTIES)
"""What a policy may name beside parties: anybody, every customer, the parties of the document a thing stands in."""

_OWN: Final = {"service": ("provider",), "engagement": ("vendor", "customer"), "institution": ("party",)}


@dataclass(frozen=True)
class Recipient:
    """For whom a disclosure is: a party by URN, or ``public`` or ``customers`` without naming one."""

    id: str
    name: Text


class Audience:
    """Parties of the documents of one file."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._slugs: dict[str, Entity] = {}
        self._urns: dict[str, Entity] = {}
        for document in documents:
            for slug, party in document.entities.get("party", {}).items():
                self._slugs.setdefault(slug, party)
                self._urns.setdefault(urn_of(party), party)
        self.parties = {id(document): self._parties(document) for document in documents}
        held = [(d, d.own) for d in documents if d.kind == "engagement"]
        self.customers = frozenset(
            urn for document, own in held if own is not None for urn in _urns(document, [own.fields.get("customer")])
        )

    def _parties(self, document: Document) -> frozenset[str]:
        own = document.own
        named = [own.fields.get(key) for key in _OWN[document.kind]] if own is not None else []
        return frozenset(_urns(document, [document.keeper, *named]))

    def urn(self, given: str) -> str:
        """The URN of a party given as slug or URN; empty where no document knows it."""
        if given in self._urns:
            return given
        return urn_of(self._slugs[given]) if given in self._slugs else ""

    def recipient(self, given: str) -> Recipient:
        """Whom ``given`` means: ``public``, ``customers``, a slug or a URN.

        Raises InputError ``disclosure.recipient`` for anything else.
        """
        if given in (PUBLIC, CUSTOMERS):
            return Recipient(given, _NAMES[given])
        urn = self.urn(given)
        if not urn:
            known = (*sorted(self._slugs), CUSTOMERS, PUBLIC)
            raise InputError(Problem.at("disclosure.recipient", {"given": given, "known": known}))
        return Recipient(urn, name_of(self._urns[urn]))

    def within(self, document: Document, recipient: Recipient) -> bool:
        """Whether a document is the recipient's affair: every service is, the others are their own parties' only."""
        return document.kind == "service" or recipient.id in self.parties[id(document)]

    def reaches(self, to: Iterable[str], named: bool, document: Document, recipient: Recipient) -> bool:
        """Whether ``to`` includes the recipient for something in ``document``.

        From a document that is not his affair a thing reaches him only when the decision is about this very thing
        (``named``) and names him.
        """
        own = self.within(document, recipient)
        for word in to:
            if word == PUBLIC and own:
                return True
            if word == CUSTOMERS and own and recipient.id != PUBLIC:
                parties = self.parties[id(document)]
                if recipient.id == CUSTOMERS or recipient.id in self.customers | parties:
                    return True
            if word == PARTIES and recipient.id in self.parties[id(document)]:
                return True
            if word not in WORDS and self.urn(word) == recipient.id and (own or named):
                return True
        return False


_NAMES: Final = {PUBLIC: Text("どなたでも", "anybody"), CUSTOMERS: Text("利用者（顧客）一般", "customers in general")}


def urn_of(party: Entity) -> str:
    """The id of a party; the reading of documents makes sure that there is one."""
    return str(party.fields.get("urn", ""))


def name_of(entity: Entity) -> Text:
    """What a document calls an entity, else its id."""
    name = entity.fields.get("name")
    return Text.of(name) if isinstance(name, str | dict) and name and not is_unknown(name) else Text.of(entity.id)


def _urns(document: Document, slugs: Iterable[Json]) -> Iterable[str]:
    parties = document.entities.get("party", {})
    return (urn_of(parties[slug]) for slug in slugs if isinstance(slug, str) and slug in parties)
