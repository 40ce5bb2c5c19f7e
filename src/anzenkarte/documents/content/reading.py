"""A vendor's disclosure read for one institution, on one page: what is missing, what to ask, what to decide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from anzenkarte import __version__
from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.sources import short
from anzenkarte.documents.content.tree import Block, Bullets, Inline, Paper, Para, Section, Stamp
from anzenkarte.documents.content.words import Words
from anzenkarte.forms.needs import Told, Weighed
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Lang

_MOST: Final = {"ja": 4, "en": 3}
_DECIDE: Final = 3
Line = tuple[Inline, ...]


@dataclass(frozen=True)
class Source:
    """What was read: who made it, what it is called, and the revisions or hash behind it."""

    maker: str
    title: str
    hashes: tuple[tuple[str, str], ...]


class Reading:
    """The result in words of one language; ``own`` is the assessment of the institution's own documents."""

    def __init__(self, weighed: Sequence[Weighed], own: Assessment, source: Source, lang: Lang) -> None:
        self.words = Words(own, lang)
        self.own = own
        self.source = source
        self.open = [one for one in weighed if one.state in ("short", "missing")]
        self.open.sort(key=lambda one: _RANK[one.need.weight])
        self.answered = [one for one in weighed if one.state == "answered"]
        self.depends = [one for one in weighed if one.state == "depends"]

    def lead(self) -> str:
        """In one paragraph: whose disclosure, for whom, and how far it goes."""
        total = len(self.open) + len(self.answered)
        return self.words.say(
            "reading.lead",
            maker=self.source.maker,
            title=self.source.title,
            institution=self.institution(),
            total=total,
            answered=len(self.answered),
            missing=sum(one.state == "missing" for one in self.open),
            short=sum(one.state == "short" for one in self.open),
        )

    def institution(self) -> str:
        """The institution with what matters of it: beds and staff, where they are known."""
        words = self.words
        subject = self.own.case.subjects("institution")[0]
        parts = []
        for name in ("institution.kind", "institution.beds", "institution.system_staff"):
            fact = words.fact(subject, name)
            if fact.known:
                parts.append(f"{words.fact_label(name)} {words.found(FactRead(subject, name, fact))}")
        return words.name(subject) + words.note(words.join(parts))

    def missing(self) -> list[str]:
        """Every need that is open: what, whether not answered or not enough, why it matters, by which item."""
        return [f"{self.head(one)} {self.words.of(one.need.why)}{self.cited(one)}" for one in self.open]

    def head(self, one: Weighed) -> str:
        """The need's title with its state, and what little was told."""
        words = self.words
        told = words.note(self.told(one.told[:2])) if one.told else ""
        return words.colon(words.of(one.need.title), self.state(one) + told) + ("。" if words.lang == "ja" else ".")

    def state(self, one: Weighed) -> str:
        """Nothing said, not asked by the form, told in part, or not enough."""
        state: str = one.state
        if one.state == "missing":
            state = "partly" if one.told else "missing" if one.asked else "not-asked"
        return self.words.say(f"reading.state-{state}")

    def told(self, told: Sequence[Told]) -> str:
        """Pieces of an answer in one line."""
        words = self.words
        return words.join(words.colon(words.of(one.about), words.of(one.says)) for one in told)

    def cited(self, one: Weighed) -> str:
        """The items behind a need, by title and number, with how sure the line is."""
        words = self.words
        names = words.join(words.cite(item) for item in one.need.items)
        return words.note(
            words.say("reading.cited", items=names, sure=words.say(f"reading.sure-{one.need.confidence}"))
        )

    def asks(self) -> list[str]:
        """The questions to send, one sentence each, in order of weight."""
        return [self.words.of(one.need.ask) for one in self.open]

    def decides(self) -> list[str]:
        """What the institution decides itself, whatever the vendor answers."""
        return [self.words.of(one.need.decide) for one in (*self.open, *self.answered)]

    def answers(self) -> list[str]:
        """What the disclosure answers, with the answer."""
        words = self.words
        return [words.colon(words.of(one.need.title), self.told(one.told)) for one in self.answered]

    def first(self) -> list[str]:
        """What has to be known of the institution or the service before these needs can be told."""
        words = self.words
        return [
            words.colon(words.of(one.need.title), " ".join(words.of(text) for text in one.first))
            for one in self.depends
        ]


_RANK: Final = {"urgent": 0, "action": 1, "check": 2, "note": 3}


def text_of(reading: Reading) -> str:
    """Everything as plain text, section by section."""
    words = reading.words
    parts = [reading.lead()]
    for name, lines in (
        ("missing", reading.missing()),
        ("ask", reading.asks()),
        ("decide", reading.decides()),
        ("answered", reading.answers()),
        ("first", reading.first()),
    ):
        if lines:
            parts.append("\n".join([f"■ {words.say(f'reading.{name}')}", *(words.dot(line) for line in lines)]))
    return "\n\n".join(parts)


def reading_paper(reading: Reading, on: date) -> Paper:
    """The one page; what does not fit is counted and stands in the plain text."""
    words = reading.words
    most = _MOST[words.lang]
    shown = reading.open[:most]
    sections = [Section("summary", "", (Para(reading.lead(), "lead"),))]
    if shown:
        rest = len(reading.open) - len(shown)
        more = (Para(words.say("reading.rest", count=rest), "small"),) if rest else ()
        missing = Bullets(tuple(_briefly(reading, one) for one in shown))
        sections.append(Section("missing", words.say("reading.missing"), (missing, *more)))
        asked = Bullets(tuple(words.of(one.need.ask) for one in shown))
        sections.append(Section("ask", words.say("reading.ask"), (asked,)))
    decided = reading.decides()[:_DECIDE]
    if decided:
        blocks: list[Block] = [Bullets(tuple(decided))]
        blocks += [Para(text, "small") for text in _rest(reading)]
        sections.append(Section("decide", words.say("reading.decide"), tuple(blocks)))
    return Paper(
        id=f"reading-{words.lang}",
        title=words.say("reading.title"),
        subtitle=words.colon(words.say("reading.made-by"), reading.source.maker),
        lang=words.lang,
        level="clinic",
        stamp=_stamp(reading, on),
        sections=tuple(sections),
    )


def _briefly(reading: Reading, one: Weighed) -> Line:
    """A need in two lines: what is missing, and why it matters."""
    words = reading.words
    return (
        Inline(words.of(one.need.title), strong=True),
        Inline(words.note(reading.state(one)) + " "),
        Inline(words.of(one.need.why), muted=True),
    )


def _rest(reading: Reading) -> Iterator[str]:
    """What is answered, and what has to be found out first, each in one line."""
    words = reading.words
    if reading.answered:
        titles = words.join(words.of(one.need.title) for one in reading.answered)
        yield words.colon(words.say("reading.answered"), titles)
    if reading.depends:
        asked = words.join(dict.fromkeys(words.of(text) for one in reading.depends for text in one.first))
        yield words.colon(words.say("reading.first"), asked)


def _stamp(reading: Reading, on: date) -> Stamp:
    words = reading.words
    own = [(words.kind_label(d.kind), short(d.revision)) for d in reading.own.case.documents if d.kind == "institution"]
    return Stamp(
        on=words.day(on),
        day=on,
        editions=(),
        hashes=(
            *((label, short(digest)) for label, digest in reading.source.hashes),
            *own,
            (words.say("stamp.catalogue"), short(reading.own.catalogue.digest)),
        ),
        what_if=None,
        generator=words.say("stamp.generator", version=__version__),
    )
