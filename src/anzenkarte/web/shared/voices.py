"""What was said about a duty, as pages show it: who, that whom, which acts, since when, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anzenkarte.assess.results import Cell, Voice
from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.groups import acts
from anzenkarte.documents.content.matrix import Row
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json

Voices = Mapping[tuple[str, str, str], Mapping[Voice, Sequence[str]]]


@dataclass(frozen=True)
class Word:
    """Somebody's statement: who, that whom, which acts of it where not all, since when, and where it stands."""

    by: str
    says: str
    acts: str
    date: str
    source: str


def cells_of(words: Words) -> tuple[Cell, ...]:
    """Every cell of the assessment."""
    return words.assessment.reports["demarcation"].cells


def voices_of(words: Words) -> Voices:
    """Duty, situation and subject → what was said, with the acts each word is about."""
    found: dict[tuple[str, str, str], dict[Voice, list[str]]] = {}
    for cell in cells_of(words):
        here = found.setdefault((cell.duty, cell.situation, cell.subject), {})
        for voice in cell.voices:
            here.setdefault(voice, []).append(cell.act)
    return found


def heard(words: Words, row: Row, voices: Voices) -> tuple[Word, ...]:
    """Everything that was said about a row, whether it contradicts or not."""
    here = voices.get((row.duty, row.situation, row.subjects[0]), {})
    return tuple(dict.fromkeys(_word(words, row, voice, listed) for voice, listed in here.items()))


def act_words(words: Words, listed: Iterable[str]) -> str:
    """Acts in words; the situation is named by the page, not again at each act."""
    return acts(words, [f"normal/{act}" for act in listed])


def some_acts(words: Words, row: Row, listed: Sequence[str]) -> str:
    """The acts a word is about; empty where it is about all acts of the row."""
    whole = {act for _, here in row.states for act in here}
    return "" if set(listed) >= whole else act_words(words, listed)


def row_place(row: Row) -> str:
    """The place of a row on a page."""
    return f"{row.duty}-{row.situation}-{row.subjects[0].replace('/', '-').replace('.', '-')}"


def parties_of(words: Words) -> dict[str, Mapping[str, Json]]:
    """URN → fields of every party that may be named, institutions first."""
    found: dict[str, Mapping[str, Json]] = {}
    for party in matrix.parties(words, matrix.rows(words)):
        parts = words.case.parts(party)
        if parts and parts[0].entity.fields.get("urn"):
            found[str(parts[0].entity.fields["urn"])] = parts[0].entity.fields
    return found


def _word(words: Words, row: Row, voice: Voice, listed: Sequence[str]) -> Word:
    return Word(
        by=words.say(f"voice.{voice.kind}", by=words.name(voice.by) if voice.by else ""),
        says=words.say("voice.word", party=words.name(voice.party)),
        acts=some_acts(words, row, listed),
        date=words.date_text(voice.date),
        source=words.where(voice.source),
    )
