"""Whose law reaches the data: per copy, domestic enforcement (執行) and foreign application (適用) as two questions."""

from __future__ import annotations

from collections.abc import Iterable

from anzenkarte.assess.results import Reach
from anzenkarte.catalogue.model import Law
from anzenkarte.documents.content.tree import Block, Cell, Column, KeyValues, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.kernel.text import Text

_MOST_SHORT = 10


def reaches(words: Words) -> dict[str, list[Reach]]:
    """Copy → every law judged on it."""
    found: dict[str, list[Reach]] = {}
    for report in words.assessment.reports.values():
        for reach in report.reaches:
            found.setdefault(reach.subject, []).append(reach)
    return found


def _enforcement(words: Words, copy: str) -> Cell:
    country = words.fact(copy, "copy.country")
    if not country.known:
        return Cell(words.say("jurisdiction.place-unknown"), "unknown")
    code = "jurisdiction.at-home" if country.value == "JP" else "jurisdiction.abroad"
    return Cell(words.say(code, country=words.country(str(country.value))), "" if country.value == "JP" else "check")


def _application(words: Words, listed: Iterable[Reach]) -> Cell:
    reached = [reach for reach in listed if reach.reached == "yes"]
    unknown = [reach for reach in listed if reach.reached == "unknown"]
    lines = [words.law(reach.law) + words.note(words.say(f"ground.{reach.ground}")) for reach in reached]
    more = words.say("jurisdiction.unknown", laws=words.join(words.law(r.law) for r in unknown)) if unknown else ""
    if lines:
        return Cell("\n".join(lines), "check", sub=more)
    return Cell(more, "unknown") if more else Cell(words.say("jurisdiction.none"))


def _helps(words: Words, listed: Iterable[Reach]) -> str:
    helps = dict.fromkeys(help for reach in listed for help in reach.helps)
    return words.join(words.say(f"helps.{help}") for help in helps) or words.say("value.none")


def jurisdiction_section(words: Words, full: bool) -> Section | None:
    """Copies against laws; with ``full`` also what each law says and where its source contradicts itself."""
    found = reaches(words)
    if not found:
        if not words.case.subjects("store"):
            return None
        return Section("jurisdiction", words.say("section.jurisdiction"), (Para(words.say("jurisdiction.no-copies")),))
    rows = tuple(
        (
            Cell(words.name(copy)),
            _enforcement(words, copy),
            _application(words, listed),
            Cell(_helps(words, [reach for reach in listed if reach.reached != "no"])),
        )
        for copy, listed in list(found.items())[: None if full else _MOST_SHORT]
    )
    columns = (
        Column(words.kind_label("copy"), 2),
        Column(words.say("column.enforcement"), 2),
        Column(words.say("column.application"), 4),
        Column(words.say("column.helps"), 2.4),
    )
    blocks: list[Block] = [Para(words.say("jurisdiction.lead"), "note"), Table(columns, rows)]
    if len(rows) < len(found):
        blocks.append(Para(words.say("table.rest", count=len(found) - len(rows)), "small"))
    if full:
        ids = dict.fromkeys(r.law for listed in found.values() for r in listed if r.reached != "no")
        blocks += [_law(words, words.laws[law]) for law in ids if law in words.laws]
    return Section("jurisdiction", words.say("section.jurisdiction"), tuple(blocks))


def _law(words: Words, law: Law) -> KeyValues:
    status = words.say(f"law.{law.status}") + words.note(words.of(law.status_note))
    rows = [
        (words.law(law.id), Cell(words.of(law.content))),
        (words.say("law.status"), Cell(status)),
        (words.say("column.where"), Cell(law.citation.display(words.lang))),
    ]
    rows += [(words.say("law.contradiction"), Cell(_conflict(words, entry))) for entry in law.contradictions]
    return KeyValues(tuple(rows))


def _conflict(words: Words, entry: dict[str, Json] | object) -> str:
    if not isinstance(entry, dict):
        return ""
    listed = entry.get("readings")
    lines = [Text.of(entry).to(words.lang)]
    for reading in listed if isinstance(listed, list) else []:
        if isinstance(reading, dict):
            place = Text.of(reading["place"]).to(words.lang) if "place" in reading else ""
            lines.append(f"・{Text.of(reading).to(words.lang)}{words.note(place)}")
    return "\n".join(lines)
