"""What a paper was made from: documents and editions with their hashes, and every source that is cited."""

from __future__ import annotations

from anzenkarte import __version__
from anzenkarte.catalogue.model import Source
from anzenkarte.documents.content.coverage import in_force
from anzenkarte.documents.content.groups import Group
from anzenkarte.documents.content.tree import Block, Bullets, Cell, Column, KeyValues, Para, Section, Table
from anzenkarte.documents.content.words import Words

_SHORT = 12


def short(digest: str) -> str:
    """The first signs of a hash, as every page carries it."""
    return digest.partition(":")[2][:_SHORT] or digest[:_SHORT]


def source_section(words: Words, groups: tuple[Group, ...]) -> Section:
    """Documents, editions, sources and the program."""
    catalogue = words.catalogue
    pairs = (
        (words.say("sources.catalogue"), Cell(catalogue.digest)),
        (words.say("sources.program"), Cell(f"anzenkarte {__version__}")),
    )
    blocks: list[Block] = [_documents(words), _editions(words), KeyValues(pairs)]
    listed = _cited(words, groups)
    if listed:
        blocks.append(Para(words.say("sources.cited"), "note"))
        blocks.append(Bullets(tuple(listed)))
    return Section("sources", words.say("section.sources"), tuple(blocks))


def _documents(words: Words) -> Table:
    rows = tuple(
        (
            Cell(words.kind_label(document.kind), sub=document.name),
            Cell(words.name(f"party/{document.keeper}")),
            Cell(words.date_text(str(document.header.get("as_of", "")))),
            Cell(document.revision),
        )
        for document in words.case.documents
    )
    columns = (
        Column(words.say("column.document"), 2),
        Column(words.say("column.keeper"), 2),
        Column(words.say("column.as-of"), 2),
        Column(words.say("column.hash"), 5),
    )
    return Table(columns, rows, words.say("sources.documents"))


def _editions(words: Words) -> Table:
    rows = tuple(
        (
            Cell(words.edition(edition.id), sub=words.of(edition.title)),
            Cell(words.of(edition.publisher), sub=in_force(words, edition)),
            Cell(words.of(edition.read_in), sub=words.say(f"confidence.{edition.confidence}")),
            Cell(words.catalogue.edition_digest(edition.id)),
        )
        for edition in (*words.assessment.editions, *words.catalogue.lesson_editions())
    )
    columns = (
        Column(words.say("column.edition"), 4),
        Column(words.say("column.publisher"), 3),
        Column(words.say("column.read-in"), 4),
        Column(words.say("column.hash"), 4),
    )
    return Table(columns, rows, words.say("sources.editions"))


def _cited(words: Words, groups: tuple[Group, ...]) -> list[str]:
    """The sources behind the items and lines that findings cite."""
    found: dict[tuple[str, str], Source] = {}
    for group in groups:
        for cite in group.cites:
            item = words.catalogue.item(cite)
            if item is None:
                continue
            source = words.catalogue.editions[item.edition].sources.get(item.citation.source)
            if source is not None:
                found[words.of(source.title), source.address] = source
    return [" ".join(part for part in key if part) for key in sorted(found)]
