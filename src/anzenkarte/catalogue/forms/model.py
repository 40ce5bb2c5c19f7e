"""A form as a value: its lines, and the ordered sources from which each line may be answered."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal

from anzenkarte.catalogue.conditions.evaluate import Closure, closure
from anzenkarte.catalogue.conditions.nodes import ALWAYS, Condition
from anzenkarte.catalogue.model import EMPTY, Source
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text

AnswerType = Literal["yes_no_na", "text", "date", "choice"]
ANSWER_TYPES: Final[tuple[AnswerType, ...]] = ("yes_no_na", "text", "date", "choice")
AUDIENCES: Final = ("vendor", "institution", "both")


def plain(text: str) -> str:
    """A word as it is compared: full and half width alike, no blanks around, small letters, no full stop."""
    return unicodedata.normalize("NFKC", text).strip().strip("。.").casefold()


@dataclass(frozen=True)
class AnswerSource:
    """One way to answer a line.

    ``verdict`` takes the outcome of an item, ``condition`` is evaluated on every subject of a kind, ``text`` fills its
    places with the facts named in braces once all of them are known, ``value`` takes a day or a word of a choice from
    one fact, ``statement`` what parties said about an item (``item``) or a duty (``duty``).
    """

    kind: Literal["verdict", "condition", "text", "value", "statement"]
    item: str = ""
    subject: str = ""  # kind of subject
    condition: Condition = ALWAYS
    text: Text = EMPTY
    facts: tuple[str, ...] = ()
    duty: str = ""
    take: str = ""  # of several days: earliest or latest; empty where all subjects must agree
    choose: str = ""  # the word of a choice that a condition stands for where it holds
    words: Mapping[str, str] = field(default_factory=dict)  # the fact's word → the choice's, where they differ

    @cached_property
    def closure(self) -> Closure:
        """The compiled condition."""
        return closure(self.condition)


@dataclass(frozen=True)
class Line:
    """One question of a form. ``number`` is as printed and empty when unknown; ``id`` names it in statements."""

    id: str
    number: str
    section: Text
    question: Text
    answer: AnswerType
    sources: tuple[AnswerSource, ...]
    confidence: str
    citation: Citation
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, Text] = field(default_factory=dict)  # of a choice: its words with their labels, in order


@dataclass(frozen=True)
class Form:
    """A form: who fills it, which edition was read, and its lines.

    ``lines_from`` names an edition whose items are the lines; ``answers`` gives sources for them by item id.
    ``asks`` counts the questions the printed form has, 0 where that is unknown. ``dated`` heads the form's column for
    the day on which a line was checked or settled; empty where it has none.
    """

    id: str
    title: Text
    issuer: Text
    edition: str
    audience: str
    confidence: str
    read_in: Text
    citation: Citation
    coverage: Text
    asks: int
    in_force: tuple[When | None, When | None] | None
    lines_from: str
    lines: tuple[Line, ...]
    answers: Mapping[str, tuple[AnswerSource, ...]] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    dated: Text = EMPTY

    @cached_property
    def by_id(self) -> Mapping[str, Line]:
        """Lines by id."""
        return {line.id: line for line in self.lines}

    @property
    def editions(self) -> tuple[str, ...]:
        """Editions whose verdicts answer lines, sorted."""
        asked = (source for line in self.lines for source in line.sources if source.kind == "verdict")
        items = [source.item for source in asked]
        return tuple(sorted({self.lines_from, *(item.partition("/")[0] for item in items)} - {""}))
