"""How a line stands between two parties: a function of the set of sealed answers, whatever order they arrived in.

Rules. An answer is about one digest of a line, never about the line as it may become. A word of somebody who may bind
the party (院長, 開設者, a vendor's officer) outranks any word of somebody who may not. Among a party's words of the
higher rank the one sealed last counts: bundles carry their place in the exchange, so "last" needs no clock. Two words
of one place are taken at the more reserved one. Agreed means: both parties' word is a binding *accept* of one digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

from anzenkarte.accord.lines import Line, by_id, changes

Word = Literal["accept", "ask", "object", "condition"]
WORDS: Final[tuple[Word, ...]] = get_args(Word)
LineState = Literal["open", "proposed", "asked", "conditional", "objected", "agreed", "reopened"]
STATES: Final[tuple[LineState, ...]] = get_args(LineState)
_RESERVE: Final[dict[Word, int]] = {"accept": 0, "ask": 1, "condition": 2, "object": 3}
_WORST: Final[tuple[tuple[Word, LineState], ...]] = (
    ("object", "objected"),
    ("condition", "conditional"),
    ("ask", "asked"),
)


@dataclass(frozen=True, order=True)
class Answer:
    """One party's sealed word on one digest of a line.

    ``party`` is a URN, ``binds`` whether the signer may bind it, ``sequence`` the place of the bundle in the exchange,
    ``bundle`` the bundle's digest, ``on`` the ISO day of sealing.
    """

    line: str
    digest: str
    party: str
    binds: bool
    word: Word
    sequence: int
    bundle: str
    on: str = ""
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """How a line stands: its state, the word of each party that counts, and what made it reopen.

    ``line`` is the line as it is now, None when there is none any more; ``agreed`` the version last agreed on, if any.
    """

    id: str
    state: LineState
    line: Line | None
    words: tuple[Answer, ...]
    agreed: Line | None = None
    changed: tuple[str, ...] = ()


def counting(answers: Iterable[Answer]) -> Answer | None:
    """The one of a party's answers on a digest that counts; None without any."""
    found = list(answers)
    if not found:
        return None
    return max(found, key=lambda a: (a.binds, a.sequence, _RESERVE[a.word], a))


def state_of(digest: str, answers: Iterable[Answer], parties: Sequence[str]) -> tuple[LineState, tuple[Answer, ...]]:
    """The state of one digest between the parties, and the words that count, in the order of the parties.

    *open* while nobody has said anything; *proposed* while a binding accept is missing from somebody.
    """
    about = [answer for answer in answers if answer.digest == digest]
    positions = [counting(answer for answer in about if answer.party == party) for party in parties]
    words = tuple(position for position in positions if position is not None)
    for word, state in _WORST:
        if any(answer.word == word for answer in words):
            return state, words
    if not words:
        return "open", ()
    if len(parties) > 1 and len(words) == len(parties) and all(answer.binds for answer in words):
        return "agreed", words
    return "proposed", words


def standings(
    now: Iterable[Line], known: Iterable[Line], answers: Iterable[Answer], parties: Sequence[str]
) -> tuple[Standing, ...]:
    """How every line stands, by id.

    ``now`` are the lines as they are; ``known`` every version ever sealed; ``answers`` the whole set. A line whose
    present digest is not agreed, while an earlier one was, is *reopened*, unless somebody has already said something
    else about the present one than accept. A line that is gone and was never agreed on is left out.
    """
    said = set(answers)
    current = by_id(now)
    versions: dict[str, dict[str, Line]] = {}
    for version in [*known, *current.values()]:
        versions.setdefault(version.id, {})[version.digest] = version
    by_line: dict[str, list[Answer]] = {}
    for answer in said:
        by_line.setdefault(answer.line, []).append(answer)
    found: list[Standing] = []
    for id_ in sorted(versions):
        line = current.get(id_)
        here = by_line.get(id_, [])
        state, words = state_of(line.digest, here, parties) if line is not None else ("open", ())
        if state == "agreed":
            found.append(Standing(id_, state, line, words, line))
            continue
        agreed = _last_agreed(versions[id_].values(), here, parties)
        if agreed is not None:
            reopened: LineState = state if state in ("asked", "conditional", "objected") else "reopened"
            found.append(Standing(id_, reopened, line, words, agreed, changes(agreed, line)))
        elif line is not None:
            found.append(Standing(id_, state, line, words))
    return tuple(found)


def _last_agreed(lines: Iterable[Line], answers: Sequence[Answer], parties: Sequence[str]) -> Line | None:
    """The version agreed on whose agreement was completed last."""
    found: list[tuple[int, str, Line]] = []
    for line in lines:
        state, words = state_of(line.digest, answers, parties)
        if state == "agreed":
            found.append((max(answer.sequence for answer in words), line.digest, line))
    return max(found, key=lambda one: one[:2])[2] if found else None
