"""What the engines return: decisions, verdicts, cells, reaches, supports, findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from anzenkarte.assess.scenarios import Chain, Discharge, Scenario
from anzenkarte.kernel.facts import Fact, FactRead
from anzenkarte.kernel.verdicts import Finding, Verdict

Answer = Literal["in", "out", "depends"]
YesNo = Literal["yes", "no", "unknown"]


@dataclass(frozen=True)
class Step:
    """One question on the way to a decision on scope, with the facts that decided it."""

    question: str
    answer: YesNo
    facts: tuple[FactRead, ...]
    missing: tuple[FactRead, ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"answer": self.answer, "question": self.question}
        if self.facts:
            out["facts"] = [read.json() for read in self.facts]
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        return out


@dataclass(frozen=True)
class Decision:
    """Whether a regime applies to a subject: the path of questions and the answer. ``id`` is ``scope@subject``."""

    id: str
    scope: str
    regime: str
    subject: str
    answer: Answer
    path: tuple[Step, ...]

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        return {
            "answer": self.answer,
            "id": self.id,
            "path": [step.json() for step in self.path],
            "regime": self.regime,
            "scope": self.scope,
            "subject": self.subject,
        }


CellState = Literal["assigned", "stated", "agreed", "gap", "open", "overlap", "contradiction"]


class Voice(NamedTuple):
    """Somebody's word on who does an act: a contract, a document's field or a party's statement."""

    kind: Literal["contract", "document", "statement", "hearsay"]
    by: str  # the party who says so; empty for a contract or document
    party: str  # who is said to do it
    source: str  # assignment, statement or fact it stands in
    date: str = ""

    def json(self) -> dict[str, str]:
        """As an object of the report."""
        out = {"by": self.by, "date": self.date, "kind": self.kind, "party": self.party, "source": self.source}
        return {key: value for key, value in out.items() if value}


class Cell(NamedTuple):
    """Duty × act × situation for a subject: who is said to do it, and what that amounts to."""

    duty: str
    subject: str
    situation: str
    act: str
    state: CellState
    parties: tuple[str, ...]
    voices: tuple[Voice, ...] = ()

    @property
    def id(self) -> str:
        """``duty/situation/act@subject``."""
        return f"{self.duty}/{self.situation}/{self.act}@{self.subject}"

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {
            "act": self.act,
            "duty": self.duty,
            "situation": self.situation,
            "state": self.state,
            "subject": self.subject,
        }
        if self.parties:
            out["parties"] = list(self.parties)
        if self.voices:
            out["voices"] = [voice.json() for voice in self.voices]
        return out


class Reach(NamedTuple):
    """Whether a law reaches a copy of data, and what helps against it. ``id`` is ``law@copy``."""

    id: str
    law: str
    subject: str
    reached: YesNo
    ground: str  # place | control
    helps: tuple[str, ...]
    facts: tuple[FactRead, ...]
    missing: tuple[FactRead, ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {
            "facts": [read.json() for read in self.facts],
            "ground": self.ground,
            "helps": list(self.helps),
            "id": self.id,
            "law": self.law,
            "reached": self.reached,
            "subject": self.subject,
        }
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        return out


@dataclass(frozen=True)
class Supported:
    """What a held certificate does for an item.

    ``state`` is decides, supports, opinion, out_of_scope, not_valid or unknown.
    """

    id: str
    certificate: str
    scheme: str
    item: str
    standing: str
    state: str
    facts: tuple[FactRead, ...]

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        return {
            "certificate": self.certificate,
            "facts": [read.json() for read in self.facts],
            "id": self.id,
            "item": self.item,
            "scheme": self.scheme,
            "standing": self.standing,
            "state": self.state,
        }


@dataclass(frozen=True)
class EditionSummary:
    """How much of an edition was assessed; counts of outcomes, never a percentage."""

    edition: str
    held: int
    confidences: Mapping[str, int]
    outcomes: Mapping[str, int]
    chapters_incomplete: int
    chapters: int
    complete: bool
    older: str = ""
    older_items: int = 0
    left_to_others: int = 0

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {
            "chapters": self.chapters,
            "chapters_incomplete": self.chapters_incomplete,
            "complete": self.complete,
            "confidences": dict(self.confidences),
            "edition": self.edition,
            "items_held": self.held,
            "left_to_others": self.left_to_others,
            "outcomes": dict(self.outcomes),
        }
        if self.older:
            out["older_wording"] = {"edition": self.older, "items": self.older_items}
        return out


@dataclass(frozen=True)
class EngineReport:
    """Everything one engine concluded, sorted by id; ``facts`` are handed to later engines."""

    engine: str
    verdicts: tuple[Verdict, ...] = ()
    findings: tuple[Finding, ...] = ()
    decisions: tuple[Decision, ...] = ()
    cells: tuple[Cell, ...] = ()
    reaches: tuple[Reach, ...] = ()
    supports: tuple[Supported, ...] = ()
    summaries: tuple[EditionSummary, ...] = ()
    lessons: tuple[Verdict, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    chains: tuple[Chain, ...] = ()
    discharges: tuple[Discharge, ...] = ()
    facts: Mapping[tuple[str, str], Fact] = field(default_factory=dict)

    def json(self) -> dict[str, object]:
        """As an object of the report; empty parts are left out."""
        parts: dict[str, tuple[object, ...]] = {
            "chains": tuple(x.json() for x in self.chains),
            "discharges": tuple(x.json() for x in self.discharges),
            "scenarios": tuple(x.json() for x in self.scenarios),
            "cells": tuple(x.json() for x in self.cells),
            "decisions": tuple(x.json() for x in self.decisions),
            "findings": tuple(x.json() for x in self.findings),
            "lessons": tuple(x.json() for x in self.lessons),
            "reaches": tuple(x.json() for x in self.reaches),
            "summaries": tuple(x.json() for x in self.summaries),
            "supports": tuple(x.json() for x in self.supports),
            "verdicts": tuple(x.json() for x in self.verdicts),
        }
        return {name: list(values) for name, values in parts.items() if values}
