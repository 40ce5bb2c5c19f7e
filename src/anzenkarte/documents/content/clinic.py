"""One page of plain Japanese: what the vendor does, what remains with the institution, what is not settled."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from anzenkarte.assess.results import CellState
from anzenkarte.documents.content.coverage import what_if
from anzenkarte.documents.content.groups import Group, acts
from anzenkarte.documents.content.matrix import Row, subjects_shown, tally
from anzenkarte.documents.content.summary import law_sentence, location_sentence
from anzenkarte.documents.content.tree import Bullets, Inline, Para, Section
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import SEVERITIES

_MOST_LINES: Final = 12
_PAGE: Final = 22  # lines of text a page holds beside the headings, counted as the printed page breaks them
_WIDTH: Final = 76  # half-width characters in a printed line
_SETTLED: Final[tuple[CellState, ...]] = ("agreed", "assigned", "stated")
_UNSETTLED: Final[tuple[CellState, ...]] = ("contradiction", "gap", "overlap", "open")
_OWN: Final = ("institution", "contract", "engagement", "arrangement")

Line = tuple[Inline, ...]
Block = Literal["vendor", "institution", "open"]


def clinic_sections(words: Words, rows: Sequence[Row], groups: Sequence[Group], spare: int = 0) -> list[Section]:
    """The three blocks, cut to one page with counts of the rest, and what to do with the page.

    ``spare`` is how many lines of the page are left to whoever adds to it.
    """
    lead = [part for part in (location_sentence(words), law_sentence(words), _agreed(words, rows)) if part]
    opening = ("" if words.lang == "ja" else " ").join(lead)
    blocks: dict[Block, list[Line]] = {
        "vendor": _taken(words, rows, institution=False),
        "institution": [*_taken(words, rows, institution=True), *_to_do(words, groups)],
        "open": _unsettled(words, rows),
    }
    kept = _cut(blocks, _PAGE - spare - _printed((Inline(opening),)) - _above(words))
    return [
        Section("summary", "", (Para(opening, "lead"),)),
        *(_block(words, name, lines, kept[name]) for name, lines in blocks.items()),
        Section("next", "", (Para(words.say("clinic.next")),)),
    ]


def _agreed(words: Words, rows: Sequence[Row]) -> str:
    count = tally(rows)
    if not count.rows:
        return ""
    said = words.say("clinic.agreed", agreed=count.agreed, rows=count.rows)
    partly = sum(len(row.subjects) for row in rows if row.state in _UNSETTLED and "agreed" in dict(row.states))
    return said + (words.say("clinic.agreed-partly", count=partly) if partly else "")


def _above(words: Words) -> int:
    """Lines the head needs beyond the shortest one: a what-if, a long name, many editions."""
    names = words.join(words.edition(edition.id) for edition in words.assessment.editions)
    title = 2 * (_printed((Inline(2 * words.name(words.subject_of_case())),)) - 1)
    return title + _printed((Inline(names),)) - 1 + (3 if what_if(words) else 0)


def _printed(line: Line) -> int:
    """Printed lines that a text needs."""
    wide = sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for run in line for char in run.text)
    return max(1, -(-wide // _WIDTH))


def _cut(blocks: Mapping[Block, Sequence[Line]], room: int) -> dict[Block, int]:
    """How many lines of each block fit: the block that takes most room gives way first."""
    kept: dict[Block, int] = {name: min(len(lines), _MOST_LINES) for name, lines in blocks.items()}

    def height(name: Block) -> int:
        if not blocks[name]:
            return 1  # the sentence that says so
        rest = kept[name] < len(blocks[name])
        return sum(_printed(line) for line in blocks[name][: kept[name]]) + rest

    while sum(height(name) for name in blocks) > room:
        widest = max(blocks, key=lambda name: (kept[name] > 1, height(name)))
        if kept[widest] <= 1:
            break
        kept[widest] -= 1
    return kept


def _block(words: Words, name: Block, lines: Sequence[Line], most: int) -> Section:
    title = words.say(f"clinic.{name}")
    if not lines:
        return Section(f"clinic/{name}", title, (Para(words.say(f"clinic.{name}-none")),))
    shown = Bullets(tuple(lines[:most]))
    rest = len(lines) - most
    if rest <= 0:
        return Section(f"clinic/{name}", title, (shown,))
    return Section(f"clinic/{name}", title, (shown, Para(_rest(words, rest), "small")))


def _rest(words: Words, count: int) -> Line:
    """How many lines there was no room for, and where they stand: two runs, since a screen leads elsewhere."""
    return Inline(words.say("clinic.rest", count=count)), Inline(words.say("clinic.rest-where"))


def plain(words: Words, duty: str) -> str:
    """A duty in words a clerk uses; its own title where we have none."""
    return words.say(f"plain.{duty}") if f"plain.{duty}" in words.messages else words.duty(duty)


def _is_institution(words: Words, party: str) -> bool:
    return words.case.exists(party) and words.fact(party, "party.kind").value == "institution"


def _acts(words: Words, row: Row, listed: Sequence[str]) -> str:
    """Acts of a row in words; empty where they are all of them, since then the duty's name says it."""
    every = [act for _, found in row.states for act in found]
    return "" if set(every) <= set(listed) else acts(words, [f"{row.situation}/{act}" for act in listed])


def _settled(row: Row) -> list[tuple[CellState, tuple[str, ...]]]:
    """How a row is settled, with the acts: as a whole by its least firm state, else each settled part of it."""
    if row.state in _SETTLED:
        return [(row.state, tuple(act for _, found in row.states for act in found))]
    return [(state, found) for state, found in row.states if state in _SETTLED]


def _taken(words: Words, rows: Sequence[Row], institution: bool) -> list[Line]:
    """Duties somebody on one side has taken on, each once per party, with how firm that is."""
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for row in rows:
        for state, listed in _settled(row):
            said = [one for one in row.said if set(one[3].split(",")) & set(listed)]
            speakers = words.join(dict.fromkeys(words.name(by) for kind, by, _, _ in said if kind == "statement"))
            firm = words.say(f"clinic.state-{state}", by=speakers)
            for party in dict.fromkeys(party for kind, _, party, _ in said if kind != "hearsay"):
                if _is_institution(words, party) == institution:
                    key = (row.duty, _acts(words, row, listed), "" if institution else party, firm)
                    found.setdefault(key, []).extend(row.subjects)
    lines: list[Line] = []
    for (duty, done, party, firm), subjects in found.items():
        text = plain(words, duty) + (words.note(done) if done else "") + _about(words, subjects)
        if party:
            text = words.colon(words.name(party), text)
        lines.append((Inline(text), Inline(words.note(firm), muted=True)))
    return lines


def _about(words: Words, subjects: Sequence[str]) -> str:
    """What a duty concerns, unless that is the whole service."""
    listed = [subject for subject in dict.fromkeys(subjects) if not subject.startswith("service/")]
    return words.note(subjects_shown(words, listed, 2)) if listed else ""


def _to_do(words: Words, groups: Sequence[Group]) -> list[Line]:
    """What the institution has to see to: most severe first, its own affairs before devices; each remedy once."""
    mine = [group for group in groups if any(finding.obliged == "institution" for finding in group.findings)]
    mine.sort(key=lambda g: (SEVERITIES.index(g.severity), g.findings[0].subject.partition("/")[0] not in _OWN))
    found: dict[str, Line] = {}
    for group in mine:
        subjects = list(dict.fromkeys(finding.subject for finding in group.findings))
        about = subjects_shown(words, subjects, 2) if subjects[0].partition("/")[0] not in _OWN else ""
        found.setdefault(group.remedy, (Inline(group.remedy), Inline(words.note(about), muted=True)))
    return list(found.values())


def _unsettled(words: Words, rows: Sequence[Row]) -> list[Line]:
    """One line per duty: what is open about it, and for what."""
    found: dict[tuple[str, bool], dict[str, list[str]]] = {}
    for row in rows:
        if row.state in _UNSETTLED:
            partly = any(state in _SETTLED for state, _ in row.states)
            found.setdefault((row.duty, partly), {}).setdefault(row.state, []).extend(row.subjects)
    lines: list[Line] = []
    for state in _UNSETTLED:
        for (duty, partly), states in found.items():
            if state in states:
                listed = [subject for subject in dict.fromkeys(states[state]) if not subject.startswith("service/")]
                about = words.note(subjects_shown(words, listed, 1)) if listed else ""
                what = words.say("clinic.part-of", duty=plain(words, duty)) if partly else plain(words, duty)
                text = words.say(f"clinic.unsettled-{state}", duty=what)
                lines.append((Inline(text), Inline(about, muted=True)))
    return lines
