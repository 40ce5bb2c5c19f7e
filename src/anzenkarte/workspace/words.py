"""Sentences of pages and API in the reader's language: both always stand side by side in the source."""

from __future__ import annotations

from django.utils.translation import get_language

from anzenkarte.kernel.errors import AnzenError, Problem
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.workspace.documents_store.store import catalogue


def language() -> Lang:
    """The language of the request."""
    return "en" if (get_language() or "ja").startswith("en") else "ja"


def say(ja: str, en: str) -> str:
    """One of two sentences."""
    return ja if language() == "ja" else en


def said(text: object) -> str:
    """A text of the catalogue or of a document in the reader's language."""
    if isinstance(text, Text):
        return text.to(language())
    if isinstance(text, dict):
        return str(text.get(language()) or text.get("ja") or text.get("en") or "")
    return "" if text is None else str(text)


def sentence(problem: Problem) -> str:
    """What a problem says."""
    return catalogue().messages.text(problem.code, dict(problem.params), language())


def sentences(error: AnzenError) -> list[tuple[str, str]]:
    """Path and sentence of every problem of an error."""
    return [(problem.path, sentence(problem)) for problem in error.problems]
