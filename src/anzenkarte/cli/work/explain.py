"""``explain``: the full trace of one verdict, finding, decision, cell or reach."""

from __future__ import annotations

from anzenkarte.cli.work.inputs import assess
from anzenkarte.cli.work.tables import as_json, checked, choice
from anzenkarte.documents.explain import explain
from anzenkarte.kernel.text import LANGS


def run(karte: str, identifier: str, on: str, editions: str, name: str, lang: str, form: str) -> None:
    """Print the trace; an id that is not there ends in InputError with near ones."""
    checked(form)
    tongue = choice("--lang", lang, LANGS)
    found = explain(assess(karte, on, editions, name), identifier, "ja" if tongue == "ja" else "en")
    print(as_json(found.json()) if form == "json" else found.text(markdown=form == "md"))
