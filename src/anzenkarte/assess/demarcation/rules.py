"""Code over data: the matrix of duty × act × situation for one subject.

Sources, kept apart: what a contract assigns, what a document's own field says is done in fact, and each party's own
statement. A party's word about its own part that another wrote down is hearsay: it is shown and never counts. The most
specific subject wins within one source, never between sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from anzenkarte.assess.results import Cell, CellState, Voice
from anzenkarte.catalogue.model import Duty
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.said import current, is_hearsay, said_on, speaker

_LEVELS = 8


def cells(facts: FactBase, duty: Duty, subject: str) -> tuple[Cell, ...]:
    """Every cell of one duty for one subject."""
    levels = _levels(facts, subject)
    assigned = [here for level in levels if (here := facts.index("assignments-by-duty", duty.id, level))]
    said = [current(here) for level in levels if (here := facts.index("statements-by-duty", duty.id, level))]
    closed = facts.collection("assignment").complete
    done = _done_by(facts, duty, subject)
    found: list[Cell] = []
    make, silence = tuple.__new__, "gap" if closed else "open"  # make: what Cell(…) comes to, without the call between
    spoken = bool(assigned or done or said)
    for situation, acts in sorted(duty.acts.items()):
        for act in acts:
            if not spoken:
                found.append(make(Cell, (duty.id, subject, situation, act, silence, (), ())))
                continue
            voices = _contract_voices(facts, subject, assigned, situation, act) if assigned else []
            if done and act == "do" and situation == "normal":
                voices += done
            if said:
                voices += _statement_voices(facts, subject, said, situation, act)
            state, parties = _judge(voices, duty.single, closed)
            found.append(Cell(duty.id, subject, situation, act, state, parties, tuple(voices)))
    return tuple(found)


def _levels(facts: FactBase, subject: str) -> list[str]:
    """The subject, what it is part of, its service, and the whole: from specific to general."""
    levels = [subject]
    current = subject
    while current.startswith("component/") and len(levels) < _LEVELS:
        whole = facts.fact(current, "component.part_of")
        if not whole.known or str(whole.value) in levels:
            break
        current = str(whole.value)
        levels.append(current)
    service = facts.home(subject, "service")
    return [*levels, *([service] if service and service != subject else []), *facts.case.wholes(subject)]


def _concerns(fields: Mapping[str, Json], situation: str, act: str) -> bool:
    acts = fields.get("acts")
    wanted = fields.get("situation")
    return (not isinstance(acts, list) or act in acts) and (wanted is None or wanted == situation)


def _contract_voices(
    facts: FactBase, subject: str, levels: Sequence[Iterable[Entity]], situation: str, act: str
) -> list[Voice]:
    for entities in levels:
        here = [e for e in entities if _concerns(e.fields, situation, act)]
        if here:
            return [
                Voice("contract", "", facts.refer(subject, "party", str(e.fields["party"])), e.subject) for e in here
            ]
    return []


def _done_by(facts: FactBase, duty: Duty, subject: str) -> list[Voice]:
    name = duty.done_by.get(subject.partition("/")[0], "")
    if not name:
        return []
    fact = facts.fact(subject, name)
    if not fact.known or fact.origin == "stated":
        return []
    parties = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return [Voice("document", "", party, fact.where) for party in parties]


def _statement_voices(
    facts: FactBase, subject: str, levels: Sequence[Iterable[Entity]], situation: str, act: str
) -> list[Voice]:
    """Each party's latest word at its most specific level; hearsay beside it. ``levels`` hold what still stands."""
    chosen: dict[str, Entity] = {}
    hearsay: list[Voice] = []
    for entities in levels:
        found: dict[str, Entity] = {}
        for entity in entities:
            by = facts.refer(subject, "party", speaker(entity))
            if not _concerns(entity.fields, situation, act):
                continue
            if is_hearsay(entity):
                hearsay.append(_voice(facts, subject, "hearsay", by, entity))
            else:
                found[by] = entity
        for by, entity in found.items():
            chosen.setdefault(by, entity)
    said = [_voice(facts, subject, "statement", by, chosen[by]) for by in sorted(chosen)]
    return [voice for voice in (*said, *hearsay) if voice.party]


def _voice(facts: FactBase, subject: str, kind: str, by: str, entity: Entity) -> Voice:
    party = entity.fields.get("party")
    named = facts.refer(subject, "party", party) if isinstance(party, str) else ""
    date = str(entity.fields["date"]) if said_on(entity) else ""
    return Voice("hearsay" if kind == "hearsay" else "statement", by, named, entity.subject, date)


def _judge(voices: Sequence[Voice], single: bool, closed: bool) -> tuple[CellState, tuple[str, ...]]:
    """What the voices amount to, and the parties named.

    Nobody named: *gap* when all assignments by contract are written down, else *open*. Words that differ between
    parties, or from what a contract assigns, or from what is done in fact, are a *contradiction*; a party naming one of
    several whom the contract names together is none. One party's word about another is only *stated* until the named
    party says so too.
    """
    counted = [voice for voice in voices if voice.kind != "hearsay"]
    if not counted:
        return ("gap" if closed else "open"), ()
    written, done = ({v.party for v in counted if v.kind == kind} for kind in ("contract", "document"))
    by_party = {voice.by: voice.party for voice in counted if voice.kind == "statement"}
    parties = tuple(sorted({voice.party for voice in counted}))
    firm = written or done
    words = set(by_party.values())
    if (words | done) - firm if firm else len(words) > 1:
        return "contradiction", parties
    if single and len(parties) > 1:
        return "overlap", parties
    accepted = all(party in by_party for party in parties)
    if firm:
        return ("agreed" if accepted else "assigned"), parties
    return ("agreed" if accepted and len(by_party) > 1 else "stated"), parties
