"""What the answers rest on: editions not in force on the day, how much of each edition is held, and how sure it is."""

from __future__ import annotations

from anzenkarte.assess.results import EditionSummary
from anzenkarte.catalogue.model import Chapter, Edition
from anzenkarte.documents.content.tree import Block, Bullets, Callout, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.citations import CONFIDENCES

_MOST_CHAPTERS = 40


def what_if(words: Words) -> str | None:
    """Why this is a what-if; None when every edition asked was in force."""
    names = [words.edition(edition) for edition in words.assessment.what_if]
    if not names:
        return None
    return words.say("what-if.sentence", on=words.day(words.assessment.on), editions=words.join(names))


def in_force(words: Words, edition: Edition) -> str:
    """From when until when an edition is in force."""
    if edition.in_force is None:
        return words.say("in-force.never")
    start, end = edition.in_force
    first = start.display(words.lang) if start is not None else ""
    last = end.display(words.lang) if end is not None else ""
    return words.say("in-force.span" if last else "in-force.open", start=first, end=last)


def summaries(words: Words) -> dict[str, EditionSummary]:
    """Edition → how much of it was assessed."""
    return {s.edition: s for report in words.assessment.reports.values() for s in report.summaries}


def _chapter(words: Words, chapter: Chapter) -> str:
    note = words.note(words.say(f"coverage.{chapter.coverage}"))
    return f"{chapter.number} {words.of(chapter.title)}".strip() + note


def coverage_section(words: Words, full: bool) -> Section:
    """The notice on editions, and one row per edition; with ``full`` also which chapters are not held."""
    blocks: list[Block] = []
    sentence = what_if(words)
    if sentence is not None and full:
        blocks.append(Callout("what_if", words.say("what-if.title"), f"{sentence}{words.say('what-if.meaning')}"))
    held = summaries(words)
    rows = []
    for edition in words.assessment.editions:
        summary = held.get(edition.id)
        if summary is None:
            continue
        others = summary.left_to_others
        sure = words.join(
            words.colon(words.say(f"confidence.{word}"), str(summary.confidences[word]))
            for word in CONFIDENCES
            if summary.confidences.get(word)
        )
        chapters = words.say("coverage.chapters", missing=summary.chapters_incomplete, all=summary.chapters)
        rows.append(
            (
                Cell(words.edition(edition.id), sub=in_force(words, edition), id=f"edition/{edition.id}"),
                Cell(str(summary.held), sub=words.say("coverage.others", count=others) if others else ""),
                Cell(sure or words.say("value.none")),
                Cell(chapters if summary.chapters else words.say("coverage.no-chapters")),
                Cell(_older(words, summary)),
            )
        )
    if rows:
        blocks.append(Para(words.say("coverage.lead"), "note"))
        blocks.append(Table(_columns(words), tuple(rows)))
    if full:
        blocks += _holes(words)
    return Section("coverage", words.say("section.coverage"), tuple(blocks))


def _columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words.say("column.edition"), 3),
        Column(words.say("column.held"), 2),
        Column(words.say("column.confidence"), 2.4),
        Column(words.say("column.chapters"), 2),
        Column(words.say("column.older"), 2),
    )


def _older(words: Words, summary: EditionSummary) -> str:
    if not summary.older_items:
        return words.say("value.none")
    return words.say("coverage.older", edition=words.edition(summary.older), count=summary.older_items)


def _holes(words: Words) -> list[Block]:
    """Which chapters are not held in full, part by part."""
    blocks: list[Block] = []
    for edition in words.assessment.editions:
        by_part: dict[str, list[str]] = {}
        for chapter in edition.chapters:
            if chapter.coverage not in ("complete", "none"):
                by_part.setdefault(chapter.part, []).append(_chapter(words, chapter))
        if by_part:
            lines = []
            for part, chapters in by_part.items():
                shown = words.join(chapters[:_MOST_CHAPTERS])
                if len(chapters) > _MOST_CHAPTERS:
                    shown += words.say("list.more", count=len(chapters) - _MOST_CHAPTERS)
                name = words.part(edition, part)
                lines.append(words.colon(name, shown) if name else shown)
            blocks.append(Para(words.say("coverage.holes", edition=words.edition(edition.id)), "note"))
            blocks.append(Bullets(tuple(lines)))
    return blocks
