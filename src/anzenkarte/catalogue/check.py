"""The catalogue's own check: every fault with file, line, id and remedy, and the table of what is held.

Reading finds what is wrong inside a file; this adds what only shows between files. Plain data comes out; sentences are
in the message catalogue.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from anzenkarte.catalogue.attached.beside import OfficialText
from anzenkarte.catalogue.attached.copied import check_copied
from anzenkarte.catalogue.attached.store import Attached
from anzenkarte.catalogue.check_editions import check_editions
from anzenkarte.catalogue.check_lines import check_lines
from anzenkarte.catalogue.check_references import check_references
from anzenkarte.catalogue.counts import extra_counts, list_counts
from anzenkarte.catalogue.crosswalks.check import check_crosswalks
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.folders import (
    CROSSWALK,
    DUTIES,
    EDITION,
    LAW,
    SCHEME,
    SCOPE,
    Root,
    installed_roots,
    roots_of,
)
from anzenkarte.catalogue.gather import Gathered, SourceFile, gather
from anzenkarte.catalogue.losses.check import check_losses
from anzenkarte.catalogue.model import EMPTY, Chapter, Edition, Item
from anzenkarte.catalogue.threats.check import check_threats
from anzenkarte.catalogue.threats.read import THREATS
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text


@dataclass(frozen=True)
class CoverageRow:
    """What is held of one chapter of an edition.

    ``items`` counts the items held, ``confidence`` them by how sure they are; ``coverage`` is the chapter's own word.
    A row without chapter stands for an edition of which no chapter is declared. ``printed`` counts the numbered items
    an attached official file prints in the chapter, ``beside`` those of them that stand beside an item of ours.
    """

    edition: str
    part: str
    chapter: str
    title: Text
    title_confidence: str
    coverage: str
    coverage_note: Text
    items: int
    confidence: Mapping[str, int]
    printed: int = 0
    beside: int = 0


@dataclass(frozen=True)
class CheckReport:
    """Faults in order of file and line, coverage per edition and chapter, and how much there is of everything.

    ``counts`` are over all catalogues; ``items`` are per edition; ``lists`` count, per further schema, the entries of
    each list at the top of its files (``anzenkarte/inspection-blocks/1`` → ``blocks`` → 28); ``extras`` count, per
    edition, what its items carry beyond the common fields. See :mod:`anzenkarte.catalogue.counts`.
    """

    problems: tuple[Problem, ...]
    coverage: tuple[CoverageRow, ...]
    counts: Mapping[str, int]
    items: Mapping[str, int]
    lists: Mapping[str, Mapping[str, int]]
    extras: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def sound(self) -> bool:
        """Whether there is no fault."""
        return not self.problems


def check(
    folders: Iterable[Path] | None = None, attached: Sequence[Attached] = (), beside: Iterable[Root] = ()
) -> CheckReport:
    """Check the catalogues in these folders, or of all installed packages, from their source files.

    ``attached`` is official text of the user: our lines may not copy it, and coverage tells how much of it they meet.
    What the folders point at may also lie in the catalogues ``beside``; of those nothing else is checked or counted.
    Raises CatalogueError only when a folder is not there.
    """
    gathered = gather(installed_roots() if folders is None else roots_of(folders))
    also = _without(gather(beside), gathered.editions)
    problems = [
        *gathered.problems,
        *gathered.message_problems,
        *check_editions(gathered, also),
        *check_references(gathered, also),
        *check_lines(gathered),
        *check_crosswalks(gathered, also),
        *check_threats(gathered),
        *check_losses(gathered),
        *check_copied(gathered, attached),
    ]
    rows = coverage(gathered.editions, gathered.items)
    return CheckReport(
        problems=tuple(sorted(set(problems))),
        coverage=tuple(_with_official(rows, gathered, attached) if attached else rows),
        counts=_counts(gathered),
        items={name: len(gathered.items.get(name, ())) for name in sorted(gathered.editions)},
        lists=list_counts(gathered.files),
        extras=extra_counts(gathered.items),
    )


def _without(also: Gathered, own: Container[str]) -> Gathered:
    """Catalogues beside, less the editions that are themselves being checked: a draft does not vouch for itself."""
    return Gathered(
        files=[file for file in also.files if _edition_of(file) not in own],
        editions={name: edition for name, edition in also.editions.items() if name not in own},
        items={name: items for name, items in also.items.items() if name not in own},
    )


def _edition_of(file: SourceFile) -> str:
    """The edition a file heads or belongs to; empty for any other."""
    data = file.marked.data
    return str(data.get("id", "")) if file.schema == EDITION and isinstance(data, dict) else file.edition


def coverage(editions: Mapping[str, Edition], items: Mapping[str, Iterable[Item]]) -> Iterator[CoverageRow]:
    """The coverage table: editions in order of id, chapters as declared."""
    for name in sorted(editions):
        edition = editions[name]
        held = list(items.get(name, ()))
        chapters = edition.chapters or (Chapter("", "", EMPTY, "missing", "missing"),)
        for chapter in chapters:
            own = [item for item in held if (item.part, item.chapter) == (chapter.part, chapter.number)]
            yield CoverageRow(
                edition=name,
                part=chapter.part,
                chapter=chapter.number,
                title=chapter.title,
                title_confidence=chapter.title_confidence,
                coverage=chapter.coverage,
                coverage_note=chapter.coverage_note,
                items=len(own),
                confidence={word: sum(item.confidence == word for item in own) for word in CONFIDENCES[:3]},
            )


def _with_official(
    rows: Iterable[CoverageRow], gathered: Gathered, attached: Sequence[Attached]
) -> Iterator[CoverageRow]:
    """The rows with what is attached; chapters that are printed and not declared by us follow at the end."""
    text = OfficialText(gathered.editions, lambda edition: gathered.items.get(edition, []), attached)
    waiting = {
        (edition, part, chapter): counts
        for edition in text.editions
        for (part, chapter), counts in text.counts(edition).items()
    }
    for row in rows:
        beside, printed = waiting.pop((row.edition, row.part, row.chapter), (0, 0))
        yield replace(row, printed=printed, beside=beside)
    titles = {
        (one.edition, one.part, heading.number): heading.title for one in attached for heading in one.parsed.chapters
    }
    for (edition, part, chapter), (beside, printed) in waiting.items():
        title = titles.get((edition, part, chapter), "")
        row = CoverageRow(edition, part, chapter, Text(title, title), "missing", "missing", EMPTY, 0, {})
        yield replace(row, printed=printed, beside=beside)


def _counts(gathered: Gathered) -> dict[str, int]:
    headers = [file.marked.data for file in gathered.of_schema(DUTIES)]
    duties = [header.get("duties") for header in headers if isinstance(header, dict)]
    return {
        "files": len(gathered.files),
        "editions": len(gathered.editions),
        "chapters": sum(len(edition.chapters) for edition in gathered.editions.values()),
        "items": sum(len(items) for items in gathered.items.values()),
        "rules": sum(len(rules) for rules in gathered.rules.values()),
        "duties": sum(len(listed) for listed in duties if isinstance(listed, list)),
        "scopes": len(gathered.of_schema(SCOPE)),
        "laws": len(gathered.of_schema(LAW)),
        "schemes": len(gathered.of_schema(SCHEME)),
        "crosswalks": len(gathered.of_schema(CROSSWALK)),
        "threats": sum(len(list(Entry(f.marked, (), []).entries("threats"))) for f in gathered.of_schema(THREATS)),
        "facts": len(gathered.vocabulary.facts),
        "messages": len(gathered.messages),
    }
