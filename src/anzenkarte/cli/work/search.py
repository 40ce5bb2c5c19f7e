"""``catalogue search``: passages of all catalogues that hold the words, marked where they are, with id and citation."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.catalogue.compiled import cache_folder
from anzenkarte.catalogue.folders import installed_roots
from anzenkarte.catalogue.search.query import parse
from anzenkarte.catalogue.search.search import Highlight, Hit, Range, Results
from anzenkarte.catalogue.search.store import open_searcher
from anzenkarte.cli.language import say
from anzenkarte.cli.work.tables import as_json, checked, choice, render
from anzenkarte.kernel.text import LANGS, Lang

AROUND: Final = 30  # characters shown before and after what was found
LONGEST: Final = 120  # characters of a text shown on a line
BOLD: Final = ("\033[1m", "\033[0m")
BRACKETS: Final = ("[", "]")
STARS: Final = ("**", "**")
Marks = tuple[str, str]


def show(words: Sequence[str], edition: str, limit: int, form: str, lang: str) -> None:
    """Print the hits; raises InputError for a query, filter or limit that cannot be answered."""
    checked(form)
    tongue: Lang = "ja" if choice("--lang", lang, LANGS) == "ja" else "en"
    query = parse(" ".join(words), [edition] if edition else [])
    searcher = open_searcher(open_catalogue(), cache_folder(installed_roots()))
    results = searcher.find(query, limit)
    if form == "json":
        print(as_json({"total": results.total, "ranked": results.ranked, "hits": list(map(hit_json, results.hits))}))
        return
    if form == "md":
        columns = ["ID", say("番号", "number"), say("名称", "title"), say("該当箇所", "text")]
        columns += [say("確かさ", "confidence"), say("出典", "citation")]
        print(render(columns, [_cells(hit, tongue) for hit in results.hits], form))
    else:
        marks = BOLD if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else BRACKETS
        for hit in results.hits:
            print("\n".join(_lines(hit, tongue, marks)))
    print(_tally(results))


def hit_json(hit: Hit) -> dict[str, object]:
    """A hit as programs read it; ranges count characters (code points) of the text beside them, end exclusive."""
    passage = hit.passage
    return {
        "id": passage.id,
        "kind": passage.kind,
        "edition": passage.edition,
        "part": passage.part,
        "number": passage.number,
        "title": passage.title.json(),
        "confidence": passage.confidence,
        "citation": passage.citation.json(),
        "place": hit.place,
        "highlights": [
            {
                "field": found.field.name,
                "lang": found.field.lang,
                "text": found.field.text,
                "ranges": [list(part) for part in found.ranges],
            }
            for found in hit.highlights
        ],
    }


def _lines(hit: Hit, lang: Lang, marks: Marks) -> list[str]:
    passage = hit.passage
    head = "  ".join(part for part in (passage.id, passage.number, _title(hit, lang, marks)) if part)
    lines = [f"{head}  ({passage.confidence or '—'})"]
    lines += [f"    {excerpt(found, marks)}" for found in _shown(hit, lang)]
    if passage.citation.to(lang):
        lines.append(say("    出典：", "    source: ") + passage.citation.to(lang))
    return lines


def _cells(hit: Hit, lang: Lang) -> list[str]:
    passage = hit.passage
    shown = " / ".join(excerpt(found, STARS) for found in _shown(hit, lang))
    title = _title(hit, lang, STARS)
    return [passage.id, passage.number or "—", title, shown, passage.confidence or "—", passage.citation.to(lang)]


def _title(hit: Hit, lang: Lang, marks: Marks) -> str:
    """The title, marked; an entry without one is called by its first words, unless these are shown anyway."""
    title = hit.passage.title.to(lang)
    for found in hit.highlights:
        if found.field.text == title:
            return excerpt(found, marks) if found.field.name == "title" else ""
    return title if len(title) <= AROUND * 2 else title[: AROUND * 2] + "…"


def _shown(hit: Hit, lang: Lang) -> list[Highlight]:
    """The texts worth a line: those of the asked language, or else whatever holds the words."""
    texts = [found for found in hit.highlights if found.field.name not in ("title", "id")]
    own = [found for found in texts if found.field.lang in ("", lang)]
    titled = any(found.field.name == "title" and found.field.lang in ("", lang) for found in hit.highlights)
    return own if own or titled else (texts or list(hit.highlights))


def excerpt(found: Highlight, marks: Marks) -> str:
    """A text with its words marked, cut to what stands around the first of them where it is long."""
    text = found.field.text
    begin, end = 0, len(text)
    if len(text) > LONGEST:
        begin = max(0, found.ranges[0][0] - AROUND)
        end = min(len(text), max(begin + LONGEST, found.ranges[0][1] + AROUND))
    body = marked(text, begin, end, found.ranges, marks)
    return ("…" if begin else "") + body + ("…" if end < len(text) else "")


def marked(text: str, begin: int, end: int, ranges: Sequence[Range], marks: Marks) -> str:
    """A stretch of a text with marks around the ranges in it."""
    parts: list[str] = []
    place = begin
    for start, stop in ranges:
        if start < end and stop > begin:
            first, last = max(start, begin), min(stop, end)
            parts += [text[place:first], marks[0], text[first:last], marks[1]]
            place = last
    return "".join([*parts, text[place:end]])


def _tally(results: Results) -> str:
    shown = len(results.hits)
    if results.total is None:
        return say(
            f"最初の {shown} 件（カタログ順）。続きは --limit", f"the first {shown}, in catalogue order; --limit"
        )
    if not results.total:
        return say("該当なし。", "Nothing found.")
    order = say("近い順", "closest first") if results.ranked else say("カタログ順", "in catalogue order")
    return say(f"{results.total} 件中 {shown} 件（{order}）", f"{shown} of {results.total}, {order}")
