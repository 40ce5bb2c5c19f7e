"""Item by item: the verdict, what it rests on, who has to see to it, and what to find out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.documents.content.groups import Group
from anzenkarte.documents.content.tree import Block, Callout, Cell, Column, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import Verdict

_MOST_FACTS = 3
_SCOPE = "trace.edition-scope"


def verdicts(words: Words) -> list[Verdict]:
    """The verdicts on items of the editions asked."""
    return [verdict for report in words.assessment.reports.values() for verdict in report.verdicts]


def basis(words: Words, verdict: Verdict) -> str:
    """What a verdict rests on, with the backing of an answer."""
    text = words.say(f"basis.{verdict.basis}")
    return text + words.note(words.say(f"backing.{verdict.backing}") if verdict.backing != "none" else "")


def obliged(words: Words, verdict: Verdict) -> str:
    """Who has to see to it."""
    return words.say(f"obliged.{verdict.obliged}") if verdict.obliged else ""


def _facts(words: Words, reads: Sequence[FactRead]) -> list[str]:
    shown = [words.colon(words.read_label(read), words.found(read)) for read in reads[:_MOST_FACTS]]
    rest = len(reads) - _MOST_FACTS
    return [*shown, words.say("list.more", count=rest)] if rest > 0 else shown


def grounds(words: Words, verdict: Verdict) -> str:
    """The facts behind a verdict, or what to find out for it."""
    if verdict.outcome == "unknown" and verdict.missing:
        asked = [words.of(words.question(read)) for read in verdict.missing[:_MOST_FACTS]]
        rest = len(verdict.missing) - _MOST_FACTS
        return "\n".join(dict.fromkeys([*asked, *([words.say("list.more", count=rest)] if rest > 0 else [])]))
    if verdict.trace.code == "trace.part-scope":
        return "\n".join([words.say(verdict.trace.code), *_facts(words, verdict.facts)])
    if verdict.older:
        return words.say("trace.older-wording", result=words.outcome(verdict.trace.result))
    if verdict.statements:
        return "\n".join(words.statement(statement) for statement in verdict.statements)
    if verdict.outcome == "unknown" and verdict.basis != "none":
        return "\n".join([words.say("trace.necessary"), *_facts(words, verdict.facts)])
    if verdict.facts:
        return "\n".join(_facts(words, verdict.facts))
    return words.say("trace.no-rule" if verdict.basis == "none" else "value.none")


def conformity_sections(words: Words, groups: Sequence[Group]) -> list[Section]:
    """A section per edition with one table per part; older wording stands apart."""
    anchors = {rule: group.id for group in groups for rule in group.rules}
    found = verdicts(words)
    sections = [Section("conformity", words.say("section.conformity"), (Para(words.say("conformity.lead"), "note"),))]
    for edition in words.assessment.editions:
        own = [v for v in found if v.item.startswith(f"{edition.id}/") and not v.older]
        older = [v for v in found if v.older and v.older == edition.supersedes]
        blocks: list[Block] = []
        if own and all(verdict.trace.code == _SCOPE for verdict in own):
            code = f"conformity.scope-{own[0].outcome}"
            blocks.append(Callout("info", words.say("conformity.scope"), words.say(code, count=len(own))))
        elif own:
            blocks += _tables(words, edition, own, anchors)
        else:
            blocks.append(Callout("missing", words.say("conformity.unread"), words.say("conformity.no-items")))
        if older:
            former = words.catalogue.editions[edition.supersedes]
            notice = words.say("conformity.older", edition=words.edition(former.id), count=len(older))
            blocks.append(Callout("missing", words.say("conformity.older-title"), notice))
            blocks += _tables(words, former, older, {})
        sections.append(Section(f"conformity/{edition.id}", words.edition(edition.id), tuple(blocks), level=2))
    return sections if found or words.assessment.editions else []


def _tables(words: Words, edition: Edition, listed: Sequence[Verdict], anchors: Mapping[str, str]) -> list[Block]:
    by_item = {verdict.item: verdict for verdict in listed}
    by_part: dict[str, list[tuple[Cell, ...]]] = {}
    titles = {(chapter.part, chapter.number): words.of(chapter.title) for chapter in edition.chapters}
    before = None
    for item in words.catalogue.items(edition.id):
        if item.id not in by_item:
            continue
        here = (item.part, item.chapter)
        chapter = titles.get(here, "") if here != before else ""  # named where it begins
        before = here
        by_part.setdefault(item.part, []).append(_row(words, item, by_item[item.id], chapter, anchors))
    return [Table(_columns(words), tuple(rows), _caption(words, edition, part)) for part, rows in by_part.items()]


def _caption(words: Words, edition: Edition, part: str) -> str:
    return words.part(edition, part) or words.edition(edition.id)


def _columns(words: Words) -> tuple[Column, ...]:
    return (
        Column(words.say("column.number"), 1.5),
        Column(words.say("column.item"), 3.2),
        Column(words.say("column.outcome"), 1.7),
        Column(words.say("column.basis"), 1.4),
        Column(words.say("column.obliged"), 1.6),
        Column(words.say("column.grounds"), 4.2),
    )


def _row(words: Words, item: Item, verdict: Verdict, chapter: str, anchors: Mapping[str, str]) -> tuple[Cell, ...]:
    anchor = next((anchors[rule] for rule in verdict.rule.split(",") if rule in anchors), None)
    return (
        Cell(item.number or words.say("item.provisional"), sub=chapter),
        Cell(words.of(item.title), sub=words.say("item.confidence", word=words.say(f"confidence.{item.confidence}"))),
        Cell(words.outcome(verdict.outcome), verdict.outcome, anchor if verdict.outcome == "not_met" else None),
        Cell(basis(words, verdict)),
        Cell(obliged(words, verdict)),
        Cell(grounds(words, verdict)),
    )
