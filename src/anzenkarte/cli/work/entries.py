"""``catalogue show`` for what is neither an edition nor an item: schemes, laws, decisions on scope, duties.

Everything the file has is shown, in its order: steps, fees, papers, and both sides of what contradicts itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.cli.language import say
from anzenkarte.cli.work.tables import as_json, render
from anzenkarte.formats.values import Json
from anzenkarte.kernel.text import Lang


def show_entry(entry: Mapping[str, Json], form: str, lang: Lang) -> None:
    """Print an entry: as it is for programs, else one line per value under the path of its keys."""
    if form == "json":
        print(as_json({key: value for key, value in entry.items() if key != "schema"}))
        return
    rows = [[path, text] for path, text in _lines(dict(entry), "", lang) if path != "schema"]
    print(render([say("欄", "field"), say("内容", "content")], rows, form))


def entry_ids(catalogue: Catalogue) -> list[str]:
    """Everything that can be shown besides editions and items, by id."""
    named = [*catalogue.schemes, *(law.id for law in catalogue.laws), *(scope.id for scope in catalogue.scopes)]
    return sorted([*named, *(duty.id for duty in catalogue.duties)])


def _lines(value: Json, path: str, lang: Lang) -> Iterator[tuple[str, str]]:
    """Path and text of every value; a bilingual text in one language, and what stands beside it below it."""
    if isinstance(value, dict):
        if isinstance(value.get("ja"), str) and isinstance(value.get("en"), str):
            yield path, str(value[lang])
        for key, inner in value.items():
            if key not in ("ja", "en"):
                yield from _lines(inner, f"{path}.{key}" if path else key, lang)
    elif isinstance(value, list) and any(isinstance(inner, dict | list) for inner in value):
        for number, inner in enumerate(value, start=1):
            yield from _lines(inner, f"{path}[{number}]", lang)
    elif isinstance(value, list):
        yield path, ", ".join(map(str, value)) or "—"
    else:
        yield path, "—" if value is None else str(value)
