"""What a catalogue holds, as values: editions, items, rules, duties, laws, schemes, questions of scope."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, Literal

from anzenkarte.catalogue.conditions.evaluate import Closure, closure
from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.formats.values import Json
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.verdicts import Severity

Addressee = Literal["vendor", "vendor_supplies", "institution"]
EDITION_KINDS: Final = (
    "guideline",
    "checklist",
    "practice",
    "self_check",
    "questionnaire",
    "form",
    "scheme",
    "inspection",
    "opinion",
    "statistics",
    "law",
)
EMPTY: Final = Text("", "")


@dataclass(frozen=True)
class Chapter:
    """A chapter of an edition and how much of it the catalogue holds."""

    part: str
    number: str
    title: Text
    title_confidence: str
    coverage: str  # complete | partial | titles_only | missing | none
    coverage_note: Text = EMPTY


@dataclass(frozen=True)
class Source:
    """Something cited: its title, where it can be found, what to know about it."""

    key: str
    title: Text
    address: str = ""
    note: Text = EMPTY


@dataclass(frozen=True)
class Item:
    """One item of an edition, summarised in our own words."""

    id: str
    edition: str
    number: str  # as printed; empty when unknown
    part: str
    chapter: str
    title: Text
    summary: Text
    addressee: Addressee
    confidence: str
    read_in: Text
    citation: Citation
    carried_from: str = ""
    applies: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    extra: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class PartScope:
    """Which value of a fact, an applicability answer, makes a part of an edition apply."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """An edition's header: what it is, whom it binds, when it is in force, what of it was read."""

    id: str
    guideline: str
    edition: str
    kind: str
    binds: str
    title: Text
    publisher: Text
    published: str
    in_force: tuple[When | None, When | None] | None  # from (inclusive), until (exclusive); None: never a rule
    supersedes: str
    confidence: str
    read_in: Text
    citation: Citation
    parts: tuple[tuple[str, Text], ...]
    chapters: tuple[Chapter, ...]
    item_count: int
    folder: str
    scope_fact: str = ""  # fact that says whether the edition applies, such as service.meti_mic
    scope_values: tuple[str, ...] = ()  # its values that mean it does
    part_scopes: Mapping[str, PartScope] = field(default_factory=dict)  # parts that do not apply to everybody
    always: bool = False  # lessons evaluated whatever editions are asked
    sources: Mapping[str, Source] = field(default_factory=dict)

    def in_force_on(self, day: date) -> bool:
        """Whether the edition is in force on a day; partial dates count from their first day."""
        if self.in_force is None:
            return False
        start, end = self.in_force
        return (start is None or start.first <= day) and (end is None or day < end.first)

    @property
    def complete(self) -> bool:
        """Whether every chapter is held completely; only then may the edition as a whole be called met."""
        return bool(self.chapters) and all(chapter.coverage in ("complete", "none") for chapter in self.chapters)


@dataclass(frozen=True)
class Rule:
    """A condition that decides an item, or a lesson, for subjects of one kind.

    ``engine`` says where it is evaluated and which prefix its findings carry; ``basis`` is ``certified`` when the rule
    asks for a certificate. ``finding`` and ``remedy`` are shown when it is not met, ``severity`` then applies.
    """

    id: str
    item: str
    engine: str
    kind: str
    severity: Severity
    finding: Text
    remedy: Text
    rationale: Text
    cites: tuple[str, ...]
    where: Condition = ALWAYS
    applies_if: Condition = ALWAYS
    require: Condition = ALWAYS
    basis: Literal["computed", "certified"] = "computed"
    group: str = ""
    only_necessary: bool = False  # facts can show that it is not met, never that it is
    file: str = ""
    line: int = 0

    @cached_property
    def where_closure(self) -> Closure:
        """Which subjects take part."""
        return closure(self.where)

    @cached_property
    def applies_closure(self) -> Closure:
        """The guard."""
        return closure(self.applies_if)

    @cached_property
    def require_closure(self) -> Closure:
        """What is asked."""
        return closure(self.require)


@dataclass(frozen=True)
class Duty:
    """A duty somebody has to take on for a kind of subject, with the acts it consists of."""

    id: str
    title: Text
    description: Text
    kinds: tuple[str, ...]  # kinds of subject it concerns, such as component, connection, service
    where: Mapping[str, Condition]  # per kind: which subjects it concerns
    acts: Mapping[str, tuple[str, ...]]  # situation → acts
    single: bool  # only one party should do it: two are an overlap
    cites: tuple[str, ...]
    severity: Severity = "action"
    group: str = ""
    done_by: Mapping[str, str] = field(default_factory=dict)  # kind → fact naming the party that does it in fact

    @cached_property
    def where_closures(self) -> Mapping[str, Closure]:
        """Compiled ``where`` per kind."""
        return {kind: closure(condition) for kind, condition in self.where.items()}


@dataclass(frozen=True)
class Law:
    """A foreign or domestic law that may reach data."""

    id: str
    country: str
    title: Text
    article: Text
    content: Text
    status: str  # in_force | expired | doubtful
    status_note: Text
    applies_to: str  # stored_in_country | provider_of_country | nationals_of_country
    effect: str
    note: Text
    confidence: str
    citation: Citation
    contradictions: tuple[Mapping[str, Json], ...] = ()
    members: tuple[str, ...] = ()  # member states, where the country is a union such as EU

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries whose data or operators the law concerns."""
        return frozenset((self.country, *self.members))


@dataclass(frozen=True)
class Support:
    """What a certificate of a scheme is held to support, by whom."""

    item: str
    standing: Literal["official", "opinion", "ours"]
    decides: bool
    rationale: Text
    citation: Citation


@dataclass(frozen=True)
class Scheme:
    """A certification scheme as the report states it."""

    id: str
    title: Text
    target: Text
    target_kind: str
    purpose: Text
    certifies: Text
    bodies: tuple[tuple[str, Text], ...]
    steps: tuple[Text, ...]
    fees: tuple[Mapping[str, Json], ...]
    papers: tuple[Text, ...]
    validity: Text
    supports: tuple[Support, ...]
    contradictions: tuple[Mapping[str, Json], ...]
    confidence: str
    citation: Citation
    steps_note: Text = EMPTY  # what the source says of them, or that it says nothing
    fees_note: Text = EMPTY
    papers_note: Text = EMPTY


@dataclass(frozen=True)
class Question:
    """One step of a decision on scope: a condition and what a yes or a no leads to.

    ``yes`` and ``no`` are another question's id or an answer: ``=in``, ``=out``, ``=depends``.
    """

    id: str
    ask: Text
    condition: Condition
    yes: str
    no: str
    cites: tuple[str, ...]
    reading: Text = EMPTY

    @cached_property
    def closure(self) -> Closure:
        """The compiled condition."""
        return closure(self.condition)


@dataclass(frozen=True)
class Scope:
    """A decision tree: whether a guideline, or a part of one, applies to a subject."""

    id: str
    regime: str  # the guideline or regime decided on
    title: Text
    kind: str  # kind of subject
    editions: tuple[str, ...]  # editions whose reading this is; empty: any
    first: str
    questions: Mapping[str, Question]
    answers: Mapping[str, Text]  # sentence per answer: in, out, depends
    readings: tuple[Mapping[str, Json], ...]  # readings kept side by side
    confidence: str
    where: Condition = ALWAYS
    fact: str = ""  # upstream fact set from the answer
    values: Mapping[str, str] = field(default_factory=dict)  # answer → value of that fact

    @cached_property
    def where_closure(self) -> Closure:
        """Which subjects it is asked about."""
        return closure(self.where)
