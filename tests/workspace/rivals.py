"""What the rivals of ``test_rivals`` share: canaries and who may know them, everything a party can be shown."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.urls import URLPattern, URLResolver, get_resolver

from anzenkarte.web.shared.desk import Rule
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.organisations.models import User
from anzenkarte.workspace.organisations.row_security import tenant_tables
from anzenkarte.workspace.scope import scope

MARK: Final = re.compile(r"canary-[0-9]+-of-[a-z-]+?-end")


@dataclass
class Secrets:
    """Words that belong to one party each, where they stand, and which other parties were handed them."""

    number: int = 0
    owner: dict[str, str] = field(default_factory=dict)
    published: dict[UUID, str] = field(default_factory=dict)
    lasting: defaultdict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Words of a document that stay in it from revision to revision, such as titles of evidence."""
    waiting: defaultdict[UUID, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Words of drafts that will stay once they are published."""
    in_parcel: dict[str, frozenset[str]] = field(default_factory=dict)
    receiver: dict[str, str] = field(default_factory=dict)
    """To which party a bundle was handed."""
    known: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def new(self, party: str) -> str:
        """A new word of a party."""
        self.number += 1
        word = f"canary-{self.number}-of-{party}-end"
        self.owner[word] = party
        return word

    def publish(self, document: UUID, word: str) -> None:
        """The word in a document's note is published, and what its draft held beside it."""
        self.published[document] = word
        self.lasting[document] |= self.waiting.pop(document, set())

    def words_of(self, document: UUID) -> set[str]:
        """Words that the newest revision of a document holds."""
        return {self.published.get(document, ""), *self.lasting[document]} - {""}

    def foreign(self, party: str, text: str) -> list[str]:
        """Words in a text that are another party's and were not handed to this one."""
        found = sorted(set(MARK.findall(text)))
        return [word for word in found if self.owner[word] != party and word not in self.known[party]]


def text_of(answer: Any) -> str:
    """What an answer shows, and where it leads."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8", errors="replace") + " " + answer.get("location", "")


def texts_in(data: bytes) -> str:
    """A file as text to search in; what an archive or an office file holds as well."""
    if not data.startswith(b"PK\x03\x04"):
        return data.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return " ".join(archive.read(name).decode("utf-8", errors="replace") for name in archive.namelist())


def rows_of(organisation: UUID) -> dict[str, list[tuple[object, ...]]]:
    """Every row an organisation can be shown, by table."""
    with scope(organisation):
        return {model._meta.label: list(model.objects.order_by("pk").values_list()) for model in tenant_tables()}


def as_text(rows: object) -> str:
    """Rows as one text to search in."""
    return json.dumps(rows, cls=DjangoJSONEncoder, ensure_ascii=False, default=str)


def emails(world: World, party: str) -> tuple[str, ...]:
    """The addresses of a party's people."""
    people = (world.editors, world.approvers, world.administrators)
    return tuple(User.objects.get(pk=one[party].pk).email for one in people)


def ids_of(rows: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """The ids among the keys of rows."""
    found = {str(row[place]) for listed in rows.values() for row in listed for place in (0, 1)}
    return sorted(one for one in found if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one))


@cache
def patterns(kind: str) -> list[str]:
    """Addresses of all pages for a kind of organisation and of the API, with their parts unfilled."""
    found = set()
    for place, one in _walk(get_resolver().url_patterns):
        rule = getattr(one.callback, "rule", None)
        if (isinstance(rule, Rule) and kind in rule.kinds) or place.startswith("api/v1/"):
            found.add(place)
    return sorted(found)


def _walk(found: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in found:
        place = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, place)
        else:
            yield place, one
