"""What heads or ends the paper of a disclosure: for whom, by whom, from which revisions, and what is not shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from anzenkarte.documents.content.tree import Block, Callout, Cell, Column, KeyValues, Level, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.karte.disclosure.view import Disclosure

Row = tuple[str, str, str, int, int]


def withheld_rows(words: Words, disclosure: Disclosure) -> tuple[Row, ...]:
    """What is withheld: document, kind, why, how many of them, and how many can be proved later."""
    counts: Counter[tuple[str, str, str]] = Counter()
    provable: Counter[tuple[str, str, str]] = Counter()
    for one in disclosure.withheld:
        place = (one.document, one.kind, one.why)
        counts[place] += 1
        provable[place] += bool(one.digest)
    return tuple(
        (_document(words, document), words.kind_label(kind), words.say(f"disclosed.why-{why}"), count, provable[place])
        for place, count in sorted(counts.items())
        for document, kind, why in (place,)
    )


def _document(words: Words, name: str) -> str:
    kind, _, rest = name.partition("/")
    return f"{words.kind_label(kind)} {rest}".strip()


def about_section(words: Words, disclosure: Disclosure, level: Level) -> Section:
    """The section; in the clinic's paper a few lines, because that is to stay one page."""
    names = _names(words, disclosure)
    count = len(disclosure.withheld)
    if level == "clinic":
        parts = [words.say("disclosed.short", **names)]
        parts += [words.say("disclosed.withheld-short", count=count)] if count else []
        return Section("disclosed", "", (Para(("" if words.lang == "ja" else " ").join(parts), "small"),))
    rows = [(_document(words, name), Cell(revision)) for name, revision in disclosure.made_from]
    blocks: list[Block] = [Para(words.say("disclosed.lead", **names), "lead"), KeyValues(tuple(rows))]
    if count:
        blocks += [
            Callout("missing", words.say("disclosed.withheld"), words.say("disclosed.means")),
            _table(words, disclosure),
        ]
    else:
        blocks.append(Para(words.say("disclosed.nothing-withheld"), "note"))
    return Section("disclosed", words.say("section.disclosed"), tuple(blocks))


def _names(words: Words, disclosure: Disclosure) -> Mapping[str, str]:
    return {
        "maker": words.of(disclosure.maker.name),
        "recipient": words.of(disclosure.recipient.name),
        "day": words.date_text(disclosure.day),
    }


def _table(words: Words, disclosure: Disclosure) -> Table:
    titles = (("document", 2.4), ("kind", 1.6), ("why", 3.0), ("count", 0.8), ("provable", 1.2))
    columns = tuple(Column(words.say(f"disclosed.column-{name}"), weight) for name, weight in titles)
    rows = tuple(
        (Cell(document), Cell(kind), Cell(why), Cell(str(count)), Cell(str(provable)))
        for document, kind, why, count, provable in withheld_rows(words, disclosure)
    )
    return Table(columns, rows)
