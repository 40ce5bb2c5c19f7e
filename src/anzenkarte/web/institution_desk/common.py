"""What the pages of this desk share: the day, the language's words, the engagement asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.words import Words
from anzenkarte.karte.words import SLUG
from anzenkarte.kernel.dates import When
from anzenkarte.web.shared.words import language
from anzenkarte.workspace.assessments.bridge import assess
from anzenkarte.workspace.assessments.queries import engagements
from anzenkarte.workspace.documents_store.models import KarteDocument

MOST_CHOICES = 200


def today() -> date:
    """The day in Japan."""
    return timezone.localdate()


def shown_day(day: date) -> str:
    """A day as the reader writes it."""
    return When.of(day).display(language())


def words_of(assessment: Assessment) -> Words:
    """Names and sentences of an assessment in the language of the request."""
    return Words(assessment, language())


def title(row: KarteDocument) -> str:
    """What a stored document is called in the language of the request."""
    return str(row.summary.title_ja if language() == "ja" else row.summary.title_en)


def address(request: HttpRequest, name: str, **query: object) -> str:
    """The address of a page of this desk with its question."""
    asked = urlencode([(key, str(value)) for key, value in query.items() if value not in ("", None)])
    path = reverse(name, args=[request.actor.organisation])
    return f"{path}?{asked}" if asked else path


@dataclass(frozen=True)
class Choice:
    """One engagement to choose, and whether it is the chosen one."""

    name: str
    title: str
    chosen: bool


@dataclass(frozen=True)
class Chosen:
    """The engagement a page is about, and the others one may turn to."""

    row: KarteDocument
    choices: tuple[Choice, ...]

    @cached_property
    def assessment(self) -> Assessment:
        """How it stands today."""
        return assess(self.row, today())


def choose(request: HttpRequest) -> Chosen | None:
    """The engagement named in the address, else the one most in need of action; None while there is none.

    Raises Http404 for a name this institution has no engagement of.
    """
    rows: Sequence[KarteDocument] = list(engagements(request.actor)[:MOST_CHOICES])
    named = request.POST.get("engagement") or request.GET.get("engagement", "")
    if named and SLUG.match(named) is None:
        raise Http404
    found = next((row for row in rows if row.name == named), None) if named else next(iter(rows), None)
    if named and found is None:
        found = engagements(request.actor).filter(name=named).first()
        if found is None:
            raise Http404
    if found is None:
        return None
    return Chosen(found, tuple(Choice(row.name, title(row), row.pk == found.pk) for row in rows))
