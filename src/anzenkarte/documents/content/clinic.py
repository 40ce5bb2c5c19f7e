"""One page of plain Japanese: what the vendor does, what remains with the institution, what is not settled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from anzenkarte.documents.content.groups import Group
from anzenkarte.documents.content.matrix import Row, subjects_shown
from anzenkarte.documents.content.summary import law_sentence, location_sentence
from anzenkarte.documents.content.tree import Bullets, Inline, Para, Section
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.verdicts import SEVERITIES

_MOST_LINES: Final = 9
_SETTLED: Final = ("agreed", "assigned", "stated")
_UNSETTLED: Final = ("contradiction", "gap", "open", "overlap")

Line = tuple[Inline, ...]


def clinic_sections(words: Words, rows: Sequence[Row], groups: Sequence[Group]) -> list[Section]:
    """The three blocks, and what to do with the page."""
    lead = [part for part in (location_sentence(words), law_sentence(words)) if part]
    opening = ("" if words.lang == "ja" else " ").join(lead)
    sections = [
        Section("summary", "", (Para(opening, "lead"),)),
        _block(words, "vendor", _taken(words, rows, institution=False)),
        _block(words, "institution", [*_taken(words, rows, institution=True), *_to_do(words, groups)]),
        _block(words, "open", _unsettled(words, rows)),
    ]
    sections.append(Section("next", "", (Para(words.say("clinic.next")),)))
    return sections


def _block(words: Words, name: str, lines: Sequence[Line]) -> Section:
    title = words.say(f"clinic.{name}")
    if not lines:
        return Section(f"clinic/{name}", title, (Para(words.say(f"clinic.{name}-none")),))
    shown = Bullets(tuple(lines[:_MOST_LINES]))
    rest = len(lines) - _MOST_LINES
    if rest <= 0:
        return Section(f"clinic/{name}", title, (shown,))
    return Section(f"clinic/{name}", title, (shown, Para(words.say("clinic.rest", count=rest), "small")))


def plain(words: Words, duty: str) -> str:
    """A duty in words a clerk uses; its own title where we have none."""
    return words.say(f"plain.{duty}") if f"plain.{duty}" in words.messages else words.duty(duty)


def _is_institution(words: Words, party: str) -> bool:
    return words.case.exists(party) and words.fact(party, "party.kind").value == "institution"


def _named(row: Row) -> tuple[str, ...]:
    return tuple(dict.fromkeys(party for kind, _, party, _ in row.said if kind != "hearsay"))


def _taken(words: Words, rows: Sequence[Row], institution: bool) -> list[Line]:
    """Duties somebody on one side has taken on, each once per party, with how firm that is."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for row in rows:
        if row.state not in _SETTLED:
            continue
        for party in _named(row):
            if _is_institution(words, party) == institution:
                found.setdefault((row.duty, "" if institution else party, row.state), []).extend(row.subjects)
    lines: list[Line] = []
    for (duty, party, state), subjects in found.items():
        who = words.name(party) if party else ""
        firm = words.say(f"clinic.state-{state}")
        about = subjects_shown(words, sorted(set(subjects)))
        text = words.say("clinic.line", duty=plain(words, duty), about=about)
        tail = words.join(part for part in (who, firm) if part)
        lines.append((Inline(text), Inline(words.note(tail), muted=True)))
    return lines


def _to_do(words: Words, groups: Sequence[Group]) -> list[Line]:
    """What the institution has to see to, most severe first, each remedy once."""
    mine = [group for group in groups if any(finding.obliged == "institution" for finding in group.findings)]
    mine.sort(key=lambda group: SEVERITIES.index(group.severity))
    return [(Inline(text),) for text in dict.fromkeys(group.remedy for group in mine)]


def _unsettled(words: Words, rows: Sequence[Row]) -> list[Line]:
    """One line per duty: what is open about it, and for what."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows:
        if row.state in _UNSETTLED:
            state = "gap" if row.state == "open" else row.state
            found.setdefault(row.duty, {}).setdefault(state, []).extend(row.subjects)
    lines: list[Line] = []
    for state in ("contradiction", "gap", "overlap"):
        for duty, states in found.items():
            if state in states:
                about = subjects_shown(words, sorted(set(states[state])))
                text = words.say(f"clinic.{state}", duty=plain(words, duty))
                lines.append((Inline(text), Inline(words.note(about), muted=True)))
    return lines
