"""What needs action: the lessons first, under the report's four headings, then the rest by severity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.documents.content.groups import LESSON_GROUPS, Group
from anzenkarte.documents.content.reasons import group_reasons
from anzenkarte.documents.content.tree import Block, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import SEVERITIES, Verdict

_MOST_NAMES = 4
_MOST_TITLES = 3


def lesson_verdicts(words: Words) -> dict[str, Verdict]:
    """Lesson item → its verdict; where several engines look at one item, the worst counts."""
    found: dict[str, Verdict] = {}
    rank = ("not_met", "unknown", "met", "not_applicable")
    for report in words.assessment.reports.values():
        for verdict in report.lessons:
            old = found.get(verdict.item)
            if old is None or rank.index(verdict.outcome) < rank.index(old.outcome):
                found[verdict.item] = verdict
    return found


def lesson_tables(words: Words, groups: Sequence[Group]) -> list[Block]:
    """One table per edition of lessons: each lesson, what came out, and where to read on."""
    verdicts = lesson_verdicts(words)
    blocks: list[Block] = []
    for edition in words.catalogue.lesson_editions():
        items = [item for item in words.catalogue.items(edition.id) if item.id in verdicts]
        if items:
            blocks.append(_lesson_table(words, edition, items, verdicts, groups))
    return blocks


def _lesson_table(
    words: Words, edition: Edition, items: Sequence[Item], verdicts: dict[str, Verdict], groups: Sequence[Group]
) -> Table:
    chapters = {chapter.number: words.of(chapter.title) for chapter in edition.chapters}
    rows = []
    for item in items:
        behind = [group for group in groups if group.rests_on(item.id)]
        titles = [words.dot(group.title) for group in behind[:_MOST_TITLES]]
        if len(behind) > _MOST_TITLES:
            titles.append(words.say("list.more", count=len(behind) - _MOST_TITLES).strip())
        rows.append(
            (
                Cell(words.of(item.title), sub=chapters.get(item.chapter, item.chapter)),
                Cell(words.outcome(verdicts[item.id].outcome), verdicts[item.id].outcome),
                Cell("\n".join(titles), anchor=behind[0].id if behind else None),
            )
        )
    columns = (
        Column(words.say("column.lesson"), 2.4),
        Column(words.say("column.outcome"), 1.4),
        Column(words.say("column.found"), 5),
    )
    caption = words.say("lesson.caption", title=words.of(edition.title), count=len(items))
    return Table(columns, tuple(rows), caption, id=f"lessons/{edition.id}")


def finding_sections(words: Words, groups: Sequence[Group]) -> list[Section]:
    """Everything with its reasons: the engineer's reading."""
    intro: list[Block] = [Para(words.say("findings.lead"), "note"), *lesson_tables(words, groups)]
    if not groups:
        intro.append(Para(words.say("findings.none")))
    sections = [Section("findings", words.say("section.findings"), tuple(intro))]
    seen: set[str] = set()
    for topic in LESSON_GROUPS:
        here = [group for group in groups if group.topic == topic]
        if here:
            sections.append(_listed(words, f"findings/{topic}", words.say(f"group.{topic}"), here, seen))
    for severity in SEVERITIES:
        here = [group for group in groups if group.topic not in LESSON_GROUPS and group.severity == severity]
        if here:
            title = words.say("group.others", severity=words.say(f"severity.{severity}"))
            sections.append(_listed(words, f"findings/{severity}", title, here, seen))
    return sections


def _listed(words: Words, id: str, title: str, groups: Iterable[Group], seen: set[str]) -> Section:
    return Section(id, title, tuple(group_reasons(words, group, seen) for group in groups), level=2)


def concerns(words: Words, group: Group, most: int = _MOST_NAMES) -> str:
    """What a group concerns, in one line; a long list ends with how many more there are."""
    names = list(dict.fromkeys(words.name(finding.subject) for finding in group.findings))
    shown = words.join(names[:most])
    return shown + (words.say("list.more", count=len(names) - most) if len(names) > most else "")


def finding_table(words: Words, groups: Sequence[Group], most: int, caption: str = "") -> Table:
    """What needs action, whom it concerns and what to do: the manager's reading."""
    rows = tuple(
        (
            Cell(words.say(f"severity.{group.severity}"), group.severity),
            Cell(group.title, sub=concerns(words, group), anchor=group.id),
            Cell(group.remedy),
        )
        for group in groups[:most]
    )
    columns = (
        Column(words.say("column.severity"), 1.2),
        Column(words.say("column.finding"), 4),
        Column(words.say("column.remedy"), 3.4),
    )
    return Table(columns, rows, caption)


def short_sections(words: Words, groups: Sequence[Group], most: int) -> list[Section]:
    """The lessons as a table and the most severe findings as another: the manager's reading."""
    blocks: list[Block] = list(lesson_tables(words, groups))
    lessons = lesson_verdicts(words)
    others = [group for group in groups if not any(group.rests_on(item) for item in lessons)]
    if others:
        caption = words.say("findings.others" if blocks else "findings.all")
        blocks.append(finding_table(words, others, most, caption))
    if len(others) > most:
        blocks.append(Para(words.say("findings.rest", count=len(others) - most), "small"))
    if not groups:
        blocks.append(Para(words.say("findings.none")))
    return [Section("findings", words.say("section.findings"), tuple(blocks))]
