"""A catalogue draft for what an attached file prints and our catalogue lacks, to be finished and reviewed by a person.

The draft holds numbers, places, applicability and chapter headings. It never holds an official sentence: titles,
summaries and addressees are left empty, so that ``catalogue check`` refuses the file until a person has written them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from anzenkarte.catalogue.attached.beside import Beside, OfficialText
from anzenkarte.catalogue.attached.normal import comparable
from anzenkarte.catalogue.attached.official import Official
from anzenkarte.catalogue.attached.place import Placed
from anzenkarte.catalogue.attached.store import Attached
from anzenkarte.catalogue.folders import ITEMS
from anzenkarte.catalogue.model import Chapter, Edition

_HEAD: Final = """\
# Draft made by comparing the catalogue with an attached official file. Before any of it goes into a catalogue, a person
# reads the official sentence (anzenkarte catalogue show ID), writes title and summary in own words in both languages,
# decides the addressee (vendor | vendor_supplies | institution) and removes these comments. Never copy the sentence.
"""
_SEGMENT: Final = re.compile(r"[^A-Za-z0-9._~/-]")


def draft(edition: Edition, text: OfficialText) -> dict[str, bytes]:
    """Files of the draft by name: one items file per attached part that lacks something, and ``REVIEW.md``."""
    files = {}
    for attached in text.of(edition.id):
        missing = [beside for beside in text.missing(edition.id) if beside.attached is attached]
        name = f"{attached.part or 'items'}-draft.yaml"
        files[name] = "\n".join(_items_file(edition, attached, missing, text)).encode() + b"\n"
    files["REVIEW.md"] = "\n".join(_review(edition, text)).encode() + b"\n"
    return files


def _items_file(edition: Edition, attached: Attached, missing: Sequence[Beside], text: OfficialText) -> Iterator[str]:
    yield _HEAD + f"# Official file: {attached.file}, SHA-256 {attached.sha256}"
    yield f"schema: {ITEMS}"
    yield f"edition: {_quoted(edition.id)}"
    if attached.part:
        yield f"part: {_quoted(attached.part)}"
    yield "chapters:"
    known = {chapter.number: chapter for chapter in edition.chapters if chapter.part == attached.part}
    for heading in attached.parsed.chapters:
        yield from _chapter(heading.number, heading.title, heading.page, known.get(heading.number), attached)
    if not missing:
        yield "items: []"
        return
    yield "items:"
    likely = _likely(edition.id, text)
    for beside in missing:
        yield from _item(edition, beside, likely.get((attached.part, beside.placed.official), ()))


def _likely(edition: str, text: OfficialText) -> dict[tuple[str, Official | None], tuple[str, ...]]:
    """Part and printed item → ids of ours that perhaps mean it."""
    found: dict[tuple[str, Official | None], tuple[str, ...]] = {}
    for line in text.placement(edition).lines:
        if line.item is not None and line.official is None and line.likely is not None:
            key = (line.part, line.likely)
            found[key] = (*found.get(key, ()), line.item.id)
    return found


def _chapter(number: str, title: str, page: int, known: Chapter | None, attached: Attached) -> Iterator[str]:
    printed = sum(official.chapter == number for official in attached.parsed.items)
    yield f"  - number: {_quoted(number)}"
    if known is not None and title and comparable(known.title.ja) != comparable(title):
        yield f"    # our title so far: {_quoted(known.title.ja)}"
    english = known.title.en if known is not None else ""
    yield f"    title: {{ja: {_quoted(title or (known.title.ja if known else ''))}, en: {_quoted(english)}}}"
    yield "    title_confidence: seen"
    yield f"    # p. {page}; {printed} numbered items printed. True once every item, below and held, is reviewed:"
    yield f"    coverage: {'complete' if printed else known.coverage if known is not None else 'none'}"


def _item(edition: Edition, beside: Beside, likely: Sequence[str]) -> Iterator[str]:
    official, attached = beside.official, beside.attached
    if official is None:
        return
    page = f"{official.sheet} row {official.page}" if official.sheet else f"p. {official.page}"
    place = f"{official.sheet} {official.page}行" if official.sheet else f"{official.page}頁"
    for identity in likely:
        yield f"  # perhaps {identity}: if so, give that item this id and number, and keep its id in aliases"
    if "-group-" in beside.id:
        yield f"  # choose an English slug for the group {_quoted(official.group)} in the id"
    yield f"  - id: {_quoted(_SEGMENT.sub('-', beside.id))}"
    yield f"    number: {_quoted(official.printed)}"
    yield f"    chapter: {_quoted(official.chapter)}"
    yield '    title: {ja: "", en: ""}  # to be written by a person, own words'
    yield '    summary: {ja: "", en: ""}  # to be written by a person, own words'
    yield '    addressee: ""  # to be decided by a person'
    yield "    confidence: seen"
    yield f"    read_in: {{ja: {_quoted(attached.file)}, en: {_quoted(attached.file)}}}"
    if not attached.source:
        yield "    # add the official file to the edition's sources and cite it by that key"
    source = _quoted(attached.source or edition.citation.source)
    yield f"    citation: {{source: {source}, place: {{ja: {_quoted(place)}, en: {_quoted(page)}}}}}"
    if official.applies:
        yield f"    applies: [{', '.join(_quoted(mark) for mark in official.applies)}]"
    if official.assets:
        yield f"    extra: {{target_assets: [{', '.join(official.assets)}]}}"


def _review(edition: Edition, text: OfficialText) -> Iterator[str]:
    """What to look at, without any official sentence."""
    yield f"# {edition.id}: comparison with the attached official text"
    yield ""
    for attached in text.of(edition.id):
        known = f"known to the catalogue as {attached.source}" if attached.source else "not a file the catalogue knows"
        yield f"- {attached.part or 'whole'}: {attached.file}, SHA-256 {attached.sha256}, {known}"
    titles = {
        "not_held": "Printed, not in our catalogue",
        "number_differs": "Number differs, or our words fit another number better",
        "not_printed": "In our catalogue, not printed at that number",
        "unnumbered": "In our catalogue without number",
        "agrees": "Number agrees",
    }
    placement = text.placement(edition.id)
    for standing, title in titles.items():
        lines = [line for line in placement.lines if line.standing == standing]
        yield f"\n## {title} ({len(lines)})\n"
        for line in lines:
            yield f"- {_reviewed(edition.id, text, line)}"
    yield f"\n## Could not be placed ({len(placement.notes)})\n"
    for file, note in placement.notes:
        yield f"- {file}, {note.page}: {note.code}{' ' + note.number if note.number else ''}"


def _reviewed(edition: str, text: OfficialText, line: Placed) -> str:
    parts = [f"`{text.identity(edition, line)}`"]
    if line.item is not None and line.item.number:
        parts.append(f"ours {line.item.number}")
    if line.official is not None:
        parts.append(f"printed {line.official.printed} (p. {line.official.page})")
    if line.likely is not None:
        parts.append(f"perhaps {line.likely.printed} (p. {line.likely.page})")
    return ", ".join(parts)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
