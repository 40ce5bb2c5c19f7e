"""The demarcation matrix as a page shows it: duties down, parties across, each word on who does what kept apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.matrix import Row, Said, subjects_shown
from anzenkarte.documents.content.words import Words
from anzenkarte.web.shared.voices import Voices, Word, act_words, heard, row_place, some_acts, voices_of
from anzenkarte.web.shared.words import say

UNSETTLED = ("contradiction", "overlap", "gap", "open", "stated", "assigned")
FILTERS: Mapping[str, tuple[str, ...]] = {
    "all": (*UNSETTLED, "agreed"),
    "needs": UNSETTLED,
    "contradiction": ("contradiction", "overlap"),
    "unsettled": ("gap", "open", "stated", "assigned"),
    "agreed": ("agreed",),
}
HOLES = ("gap", "open")
_MANY_ROWS = 36  # rows an A3 sheet holds at the usual size
EVERY = "all"
"""The choice that shows all situations together, as the printed sheet does."""


@dataclass(frozen=True)
class Chip:
    """A small mark in a party's cell: who says that the duty is this party's.

    ``kind`` is contract, document, own (the party itself), other or hearsay; ``short`` is what is seen, ``full`` what
    is read out.
    """

    kind: str
    short: str
    full: str
    acts: str = ""


@dataclass(frozen=True)
class Place:
    """One party's cell in one line."""

    party: str
    chips: tuple[Chip, ...]
    agreed: bool


@dataclass(frozen=True)
class Line:
    """A duty in one situation for subjects on which exactly the same was said."""

    id: str
    duty: str
    duty_title: str
    situation: str
    situation_title: str
    subject: str
    subjects: str
    group: str
    state: str
    state_label: str
    below: tuple[str, ...]
    places: tuple[Place, ...]
    words: tuple[Word, ...]

    @property
    def hole(self) -> bool:
        """Whether nobody is known to do anything of it."""
        return self.state in HOLES and not any(place.chips for place in self.places)


@dataclass(frozen=True)
class Group:
    """Lines under one heading: a duty, or a component."""

    id: str
    title: str
    lines: tuple[Line, ...]

    @property
    def rows(self) -> int:
        """Rows of the table it takes: one a line, one more where words contradict."""
        return sum(2 if line.words else 1 for line in self.lines)


@dataclass(frozen=True)
class Matrix:
    """The whole page: parties across, groups down, and how many lines need settling in each situation."""

    parties: tuple[str, ...]
    groups: tuple[Group, ...]
    counts: Mapping[str, int]
    needing: Mapping[str, int]

    @property
    def lines(self) -> int:
        """How many lines are shown."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def dense(self) -> bool:
        """Whether the printed sheet needs smaller letters to hold all of it."""
        return sum(group.rows for group in self.groups) > _MANY_ROWS


def matrix_of(words: Words, situation: str, only: str, by: str) -> Matrix:
    """The matrix of an assessment for one situation, filtered, grouped by duty or by component."""
    every = matrix.rows(words)
    across = matrix.parties(words, every)
    here = [row for row in every if situation in (row.situation, EVERY)]
    kept = [row for row in here if row.state in FILTERS[only]]
    voices = voices_of(words)
    lines = [line_of(words, row, across, voices) for row in (_split(kept) if by == "subject" else kept)]
    counts = Counter(row.state for row in here)
    needing = Counter(row.situation for row in every if row.state != "agreed")
    return Matrix(tuple(words.name(party) for party in across), _groups(words, lines, by), counts, needing)


def _split(rows: Iterable[Row]) -> list[Row]:
    return [
        Row(row.duty, row.situation, row.state, (subject,), row.states, row.said)
        for row in rows
        for subject in row.subjects
    ]


def _groups(words: Words, lines: Sequence[Line], by: str) -> tuple[Group, ...]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(line.subject if by == "subject" else line.duty, []).append(line)
    keys = sorted(found, key=words.name) if by == "subject" else list(found)
    return tuple(
        Group(f"g-{number}", words.name(key) if by == "subject" else words.duty(key), tuple(found[key]))
        for number, key in enumerate(keys)
    )


def line_of(words: Words, row: Row, across: Sequence[str], voices: Voices) -> Line:
    """One row of the paper's matrix as a line of the page."""
    subject = row.subjects[0]
    clash = row.state in ("contradiction", "overlap")
    below: tuple[str, ...] = ()
    if len(row.states) > 1:
        below = tuple(
            words.colon(words.say(f"state.{state}"), act_words(words, listed)) for state, listed in row.states
        )
    return Line(
        id=row_place(row),
        duty=row.duty,
        duty_title=words.duty(row.duty),
        situation=row.situation,
        situation_title="" if row.situation == "normal" else words.situation(row.situation),
        subject=subject,
        subjects=subjects_shown(words, row.subjects),
        group=subject.partition("/")[0],
        state=row.state,
        state_label=words.say(f"state.{row.state}"),
        below=below,
        places=tuple(_place(words, row, party) for party in across),
        words=heard(words, row, voices) if clash else (),
    )


def _place(words: Words, row: Row, party: str) -> Place:
    chips = tuple(_chip(words, row, said, party) for said in row.said if said[2] == party)
    return Place(words.name(party), chips, row.state == "agreed" and bool(chips))


def _chip(words: Words, row: Row, said: Said, party: str) -> Chip:
    kind, by, _, listed = said
    what, shown = act_words(words, listed.split(",")), some_acts(words, row, listed.split(","))
    speaker = words.name(by) if by else ""
    name = words.name(party)
    if kind == "contract":
        return Chip(
            kind, say("契約", "contract"), say(f"契約では{name}の担当（{what}）", f"By contract {name}: {what}"), shown
        )
    if kind == "document":
        text = say(f"文書の記載では{name}の担当（{what}）", f"As written down {name}: {what}")
        return Chip(kind, say("記載", "written"), text, shown)
    if kind == "hearsay":
        text = say(
            f"伝聞：{speaker}によれば{name}の担当（{what}）", f"Hearsay: {speaker} is said to say {name}: {what}"
        )
        return Chip(kind, say(f"伝聞 {speaker}", f"hearsay {speaker}"), text, shown)
    if by == party:
        text = say(f"{speaker}自身が担当と認識（{what}）", f"{speaker} says so itself: {what}")
        return Chip("own", say("本人", "itself"), text, shown)
    text = say(f"{speaker}は{name}の担当と認識（{what}）", f"{speaker} says {name}: {what}")
    return Chip("other", speaker, text, shown)
