"""Who reads a form that is filled, and what of a karte may be used for that reader.

A vendor's form goes to somebody else. Without a word on who that is it goes to customers in general, and nothing of any
engagement or institution is used; a named document or reader lets in what is that customer's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.karte.disclosure.audience import CUSTOMERS
from anzenkarte.karte.disclosure.policy import read_policy
from anzenkarte.karte.disclosure.start import default_policy
from anzenkarte.karte.disclosure.view import disclose
from anzenkarte.karte.document import Document
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.vocabulary import Vocabulary

_READERS: Final = {"engagement": "customer", "institution": "party"}
_LEVEL: Final = "engineer"


def reader_of(documents: Sequence[Document], document: str, reader: str) -> str:
    """The reader named, else the customer of the document named, else customers in general.

    A file without any service is about its one customer. Raises InputError ``form.needs-reader`` where it has several.
    """
    if reader:
        return reader
    named = [one for one in documents if one.name == document and one.kind in _READERS]
    if not named and not any(one.kind == "service" for one in documents):
        named = [one for one in documents if one.kind == "engagement"] or [*documents]
        if len({_customer(one) for one in named}) != 1:
            raise InputError(Problem.at("form.needs-reader", {"names": tuple(one.name for one in named)}))
    return _customer(named[0]) if named else CUSTOMERS


def _customer(document: Document) -> str:
    own = document.own
    slug = own.fields.get(_READERS[document.kind]) if own is not None and document.kind in _READERS else None
    return slug if isinstance(slug, str) else CUSTOMERS


def readable(
    documents: Sequence[Document], vocabulary: Vocabulary, policy: Path | None, reader: str, day: str
) -> tuple[Document, ...]:
    """The documents as the reader may see them, under the policy given or the cautious one of ``disclosure new``."""
    decided = read_policy(load_one_file(policy), documents) if policy is not None else default_policy(documents)
    return disclose(documents, vocabulary, decided, reader, _LEVEL, day).named
