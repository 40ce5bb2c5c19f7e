"""The reviewers' pages of a catalogue as Markdown: every line with citation, confidence and what was read.

One page per edition, law, scheme and crosswalk, one each for duties, decisions on scope and whatever else the catalogue
holds, and an index with the coverage table. The same catalogue gives the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.check import coverage
from anzenkarte.catalogue.folders import DUTIES, LAW, SCHEME, SCOPE
from anzenkarte.catalogue.model import Edition
from anzenkarte.documents.content.catalogue_lines import CatalogueLines, Lines
from anzenkarte.documents.render.data_lines import data_lines, side_by_side
from anzenkarte.documents.render.markdown import both, bullet, code, plain, table
from anzenkarte.formats.values import Json
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Lang, Text

MADE: Final = "<!-- anzenkarte catalogue pages -->"
INDEX: Final = "README.md"
SECOND_READING: Final = "second-reading.md"
LIMIT: Final = 380_000  # bytes of a page; what is longer is continued on another
MARKERS: Final = ("<!-- coverage: begin -->", "<!-- coverage: end -->")
_COVERAGES: Final = ("complete", "partial", "titles_only", "missing", "none")
_CONDITIONS: Final = ("where", "raised_if", "excluded_if", "when", "in_place", "condition")
_BY_HAND: Final = (DUTIES, SCOPE)


@dataclass(frozen=True)
class Page:
    """A page before it is cut: its file name without ending, its group in the index, head and sections."""

    name: str
    group: str
    title: Text
    head: Lines
    sections: list[Lines]


def catalogue_pages(catalogue: Catalogue) -> dict[str, str]:
    """File name → Markdown of every page, the index first."""
    lines = CatalogueLines(catalogue)
    pages = [
        *(_edition(lines, edition) for edition in catalogue.editions.values()),
        *_data_pages(lines),
        *_crosswalks(lines),
        _duties(lines),
        _scopes(lines),
    ]
    files: dict[str, str] = {}
    names: dict[str, list[str]] = {}
    for page in pages:
        cut = _cut(lines, page)
        names[page.name] = list(cut)
        files.update(cut)
    return {INDEX: _index(lines, pages, names), **files}


def _edition(lines: CatalogueLines, edition: Edition) -> Page:
    catalogue = lines.catalogue
    items, rules = catalogue.items(edition.id), catalogue.rules(edition.id)
    head = [*lines.edition(edition), "", f"## {lines.label('coverage')}", "", *lines.coverage(edition)]
    sections = [lines.item(item) for item in items]
    if sections:
        sections[0] = [f"## {lines.label('items')} ({len(items)})", "", *sections[0]]
    if rules:
        shown = [lines.rule(rule) for rule in rules]
        shown[0] = [f"## {lines.label('rules')} ({len(rules)})", "", *shown[0]]
        sections += shown
    for file, data in _of_edition(catalogue, edition.id):
        sections += _data_sections(lines, file, data)
    return Page(edition.id, "editions", edition.title, head, sections)


def _of_edition(catalogue: Catalogue, edition: str) -> list[tuple[str, Mapping[str, Json]]]:
    """Files of further schemas that belong to an edition."""
    found = [(file, data) for files in catalogue.extras.values() for file, data in files.items()]
    return [(file, data) for file, data in found if isinstance(data, dict) and data.get("edition") == edition]


def _data_sections(lines: CatalogueLines, file: str, data: Mapping[str, Json]) -> list[Lines]:
    """A file as sections: what stands at its top, then each entry of its lists."""
    listed = {key: value for key, value in data.items() if isinstance(value, list) and _entries(value)}
    rest, tables = side_by_side({key: value for key, value in data.items() if key not in listed and key != "schema"})
    contradictions = side_by_side({"contradictions": listed.pop("contradictions", [])})[1]
    sections = [
        [f"## {code(file)}", "", *data_lines(rest, 0, partial(_condition, lines, "")), *tables, *contradictions]
    ]
    for key, value in listed.items():
        entries = [_data_entry(lines, entry) for entry in value if isinstance(entry, dict)]
        entries[0] = [f"### {code(key)} ({len(entries)})", "", *entries[0]]
        sections += entries
    return sections


def _entries(value: list[Json]) -> bool:
    return bool(value) and all(isinstance(entry, dict) for entry in value)


def _data_entry(lines: CatalogueLines, entry: Mapping[str, Json]) -> Lines:
    rest, tables = side_by_side({key: value for key, value in entry.items() if key not in ("id", "ja", "en")})
    name = code(str(entry["id"])) if "id" in entry else ""
    text = both(Text.of(entry)) if "ja" in entry and "en" in entry else ""
    head = " ".join(part for part in (name, text) if part) or "·"
    return [bullet(head), *data_lines(rest, 1, partial(_condition, lines, str(entry.get("for", "")))), *tables]


def _condition(lines: CatalogueLines, kind: str, key: str, value: Json, depth: int) -> Lines | None:
    """A condition inside data in words; None for anything else, which then shows as data."""
    if not kind or key not in _CONDITIONS or not isinstance(value, dict):
        return None
    return lines.written(key, value, kind, depth)


def _data_pages(lines: CatalogueLines) -> list[Page]:
    """A page per law, per scheme, and per file of any other schema that belongs to no edition."""
    pages: list[Page] = []
    for schema, files in sorted(lines.catalogue.extras.items()):
        if schema in _BY_HAND:
            continue
        kind = schema.split("/")[1]
        group = {LAW: "laws", SCHEME: "schemes"}.get(schema, "others")
        for file, data in sorted(files.items()):
            if isinstance(data, dict) and "edition" not in data:
                own = str(data.get("id") or file.rpartition("/")[2].partition(".")[0])
                title = Text.of(data["title"]) if "title" in data else Text(f"{kind} {own}", f"{kind} {own}")
                name = own if own.startswith(kind) else f"{kind}-{own}"
                pages.append(Page(name, group, title, [], _data_sections(lines, file, data)))
    return pages


def _crosswalks(lines: CatalogueLines) -> list[Page]:
    pages = []
    for crosswalk in lines.catalogue.crosswalks.values():
        title = Text(f"{crosswalk.origin} → {crosswalk.target}", f"{crosswalk.origin} → {crosswalk.target}")
        sections = lines.crosswalk_lines(crosswalk)
        head = [*lines.crosswalk(crosswalk), "", f"## {lines.label('relation')} ({len(sections)})"]
        pages.append(Page(f"crosswalk-{crosswalk.id}", "crosswalks", title, head, sections))
    return pages


def _duties(lines: CatalogueLines) -> Page:
    sections = [lines.duty(duty) for duty in lines.catalogue.duties]
    return Page("duties", "others", lines.words.say("page.duties"), [], sections)


def _scopes(lines: CatalogueLines) -> Page:
    sections = [lines.scope(scope) for scope in lines.catalogue.scopes]
    return Page("scopes", "others", lines.words.say("page.scopes"), [], sections)


def _cut(lines: CatalogueLines, page: Page) -> dict[str, str]:
    """A page as files of at most LIMIT bytes each, cut between sections."""
    back = f"[{lines.label('index')}]({INDEX})"
    bodies: list[list[str]] = [["\n".join(page.head)]] if page.head else [[]]
    size = sum(len(text.encode()) for text in bodies[0])
    for section in page.sections:
        text = "\n".join(section)
        length = len(text.encode()) + 2
        if size + length > LIMIT and bodies[-1]:
            bodies.append([])
            size = 0
        bodies[-1].append(text)
        size += length
    files: dict[str, str] = {}
    for index, body in enumerate(bodies, 1):
        more = f" ({lines.label('continued')} {index}/{len(bodies)})" if len(bodies) > 1 else ""
        head = [MADE, f"# {both(page.title)}{more}", "", f"{code(page.name)} · {back}", ""]
        gap = "\n" if page.group == "crosswalks" else "\n\n"
        files[f"{page.name}{'' if index == 1 else f'-{index}'}.md"] = "\n".join(head) + "\n" + gap.join(body) + "\n"
    return files


def _index(lines: CatalogueLines, pages: list[Page], names: Mapping[str, list[str]]) -> str:
    catalogue = lines.catalogue
    out = [MADE, f"# {lines.label('index')}", "", lines.label("about"), ""]
    out += [f"[{lines.label('second-reading')}]({SECOND_READING})", ""]
    for group in ("editions", "laws", "schemes", "crosswalks", "others"):
        out += [f"## {lines.label(group)}", ""]
        for page in pages:
            if page.group == group:
                first, *more = names[page.name]
                links = [f"[{code(page.name)}]({first})", *(f"[{index}]({file})" for index, file in enumerate(more, 2))]
                out.append(bullet(f"{' '.join(links)} {both(page.title)}"))
        out.append("")
    out += [f"## {lines.label('coverage')}", ""]
    names_of = ("edition", "part", "chapter", "title", "title-confidence", "coverage", "items")
    items = {edition: catalogue.items(edition) for edition in catalogue.editions}
    rows = [[code(row.edition), *lines.coverage_cells(row)] for row in coverage(catalogue.editions, items)]
    out += table([*map(lines.label, names_of), *CONFIDENCES[:3]], rows)
    return "\n".join(out) + "\n"


def coverage_summary(catalogue: Catalogue, lang: Lang) -> str:
    """One row per edition, for a README: chapters by how much of them is held, items by how they were read."""
    messages = catalogue.messages

    def say(name: str) -> str:
        return messages.text(f"page.{name}", {}, lang)

    chapters = f"{say('chapters')} ({say('read-chapters')})"
    columns = [say("edition"), say("title"), say("in-force"), chapters, say("items"), *CONFIDENCES[:3]]
    rows = []
    for edition in catalogue.editions.values():
        held = Counter(chapter.coverage for chapter in edition.chapters)
        read = Counter(item.confidence for item in catalogue.items(edition.id))
        force = " – ".join(when.iso if when is not None else "" for when in edition.in_force or ()).strip()
        counts = " / ".join(str(held.get(word, 0)) for word in _COVERAGES)
        numbers = [str(len(catalogue.items(edition.id))), *(str(read.get(word, 0)) for word in CONFIDENCES[:3])]
        rows.append([code(edition.id), plain(edition.title.to(lang)), force or "—", counts, *numbers])
    return "\n".join([say("readme"), "", *table(columns, rows)])


def with_coverage(text: str, table_text: str, file: str) -> str:
    """A README with the table between its markers renewed.

    Raises InputError ``page.no-markers`` when the markers do not stand there once each, in order.
    """
    begin, end = MARKERS
    head, found, rest = text.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed or begin in tail or end in head or end in tail:
        raise InputError(Problem.at("page.no-markers", {"begin": begin, "end": end}, file=file))
    return f"{head}{begin}\n{table_text}\n{end}{tail}"
