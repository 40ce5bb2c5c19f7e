"""Whose law reaches the data: domestic enforcement (執行) and foreign application (適用) as two questions.

Copies stand in one table, flows in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from anzenkarte.assess.results import Reach
from anzenkarte.catalogue.model import Law
from anzenkarte.documents.content.tree import Block, Cell, Column, KeyValues, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.karte.facts.flows import passed_countries
from anzenkarte.kernel.text import Text

_HOME = "JP"
_MOST_SHORT = 10


def reaches(words: Words) -> dict[str, list[Reach]]:
    """Copy or flow → every law judged on it."""
    found: dict[str, list[Reach]] = {}
    for report in words.assessment.reports.values():
        for reach in report.reaches:
            found.setdefault(reach.subject, []).append(reach)
    return found


def _enforcement(words: Words, subject: str) -> Cell:
    if subject.startswith("flow/"):
        return _on_the_way(words, subject)
    country = words.fact(subject, "copy.country")
    if not country.known:
        return Cell(words.say("jurisdiction.place-unknown"), "unknown")
    code = "jurisdiction.at-home" if country.value == _HOME else "jurisdiction.abroad"
    return Cell(words.say(code, country=words.country(str(country.value))), "" if country.value == _HOME else "check")


def _on_the_way(words: Words, flow: str) -> Cell:
    """What is known of the countries a flow passes; one abroad is enough to say so."""
    reads = passed_countries(words.assessment.facts, flow)
    abroad = dict.fromkeys(str(read.fact.value) for read in reads if read.fact.known and read.fact.value != _HOME)
    unknown = words.say("jurisdiction.flow-unknown") if any(not read.fact.known for read in reads) else ""
    if abroad:
        named = words.join(words.country(country) for country in abroad)
        return Cell(words.say("jurisdiction.flow-abroad", country=named), "check", sub=unknown)
    return Cell(unknown, "unknown") if unknown else Cell(words.say("jurisdiction.flow-at-home"))


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
    """Copies against laws; with ``full`` also flows, what each law says and where its source contradicts itself.

    Without, the first page says how many flows a law reaches.
    """
    found = reaches(words)
    copies = {subject: listed for subject, listed in found.items() if subject.startswith("copy/")}
    flows = {subject: listed for subject, listed in found.items() if full and subject.startswith("flow/")}
    blocks: list[Block] = []
    if copies:
        blocks += _table(words, copies, "copy", full, words.say("jurisdiction.copies") if flows else "")
    elif words.case.subjects("store"):
        blocks.append(Para(words.say("jurisdiction.no-copies")))
    if flows:
        blocks += _table(words, flows, "flow", full, words.say("jurisdiction.flows"))
    if not blocks:
        return None
    if found:
        blocks.insert(0, Para(words.say("jurisdiction.lead"), "note"))
    if full:
        ids = dict.fromkeys(r.law for listed in found.values() for r in listed if r.reached != "no")
        blocks += [_law(words, words.laws[law]) for law in ids if law in words.laws]
    return Section("jurisdiction", words.say("section.jurisdiction"), tuple(blocks))


def _table(words: Words, found: Mapping[str, Sequence[Reach]], kind: str, full: bool, caption: str) -> list[Block]:
    rows = tuple(
        (
            Cell(words.name(subject)),
            _enforcement(words, subject),
            _application(words, listed),
            Cell(_helps(words, [reach for reach in listed if reach.reached != "no"])),
        )
        for subject, listed in list(found.items())[: None if full else _MOST_SHORT]
    )
    columns = (
        Column(words.kind_label(kind), 2),
        Column(words.say("column.enforcement"), 2),
        Column(words.say("column.application"), 4),
        Column(words.say("column.helps"), 2.4),
    )
    blocks: list[Block] = [Table(columns, rows, caption)]
    if len(rows) < len(found):
        blocks.append(Para(words.say("table.rest", count=len(found) - len(rows)), "small"))
    return blocks


def _law(words: Words, law: Law) -> KeyValues:
    status = words.say(f"law.{law.status}") + words.note(words.of(law.status_note))
    rows = [
        (words.law(law.id), Cell(words.of(law.content))),
        (words.say("law.status"), Cell(status)),
        (words.say("column.where"), Cell(law.citation.display(words.lang))),
    ]
    rows += [(words.say("law.contradiction"), Cell(conflict(words, entry))) for entry in law.contradictions]
    return KeyValues(tuple(rows))


def conflict(words: Words, entry: Mapping[str, Json]) -> str:
    """What a source says in two ways, each with its place."""
    listed = entry.get("readings")
    lines = [Text.of(entry).to(words.lang)]
    for reading in listed if isinstance(listed, list) else []:
        if isinstance(reading, dict):
            place = Text.of(reading["place"]).to(words.lang) if "place" in reading else ""
            lines.append(f"・{Text.of(reading).to(words.lang)}{words.note(place)}")
    return "\n".join(lines)
