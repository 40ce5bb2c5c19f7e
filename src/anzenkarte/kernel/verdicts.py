"""Verdicts: met, not met, not applicable or cannot tell, always with reasons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from anzenkarte.kernel.facts import FactRead

Outcome = Literal["met", "not_met", "not_applicable", "unknown"]
Basis = Literal["computed", "certified", "stated", "none"]
Backing = Literal["none", "declared", "document", "checked", "third_party"]

# Over subjects the worst wins; one unknown outweighs any number of met.
_RANK: Final[dict[str, int]] = {"not_met": 3, "unknown": 2, "met": 1, "not_applicable": 0}
BACKINGS: Final[tuple[Backing, ...]] = ("none", "declared", "document", "checked", "third_party")


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """not_met > unknown > met > not_applicable; not_applicable when there is none."""
    result: Outcome = "not_applicable"
    for outcome in outcomes:
        if _RANK[outcome] > _RANK[result]:
            result = outcome
    return result


@dataclass(frozen=True)
class Reason:
    """One step of a trace: what was asked, what came out, and the steps below it.

    ``code`` names the sentence, ``params`` fill it; ``result`` is true, false, unknown or a value as text.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()
    result: str = ""
    steps: tuple[Reason, ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"code": self.code}
        if self.params:
            out["params"] = dict(self.params)
        if self.result:
            out["result"] = self.result
        if self.steps:
            out["steps"] = [step.json() for step in self.steps]
        return out


def reason(code: str, result: str = "", steps: Iterable[Reason] = (), **params: object) -> Reason:
    """Build a trace step with text parameters."""
    filled = tuple(sorted((key, str(value)) for key, value in params.items()))
    return Reason(code, filled, result, tuple(steps))


@dataclass(frozen=True)
class Verdict:
    """What one rule or item says about one subject.

    ``id`` is ``item@subject`` (``item#rule@subject`` for one rule of an item). ``facts`` were used, ``missing`` could
    still change the outcome, ``obliged`` is the party that has to see to it, ``confidence`` is the item's own.
    ``carried_from`` is an item of another edition whose answer was carried over; the confidence then also minds the
    crosswalk lines in between.
    """

    id: str
    item: str
    subject: str
    outcome: Outcome
    basis: Basis
    confidence: str
    rule: str = ""
    obliged: str = ""
    backing: Backing = "none"
    facts: tuple[FactRead, ...] = ()
    missing: tuple[FactRead, ...] = ()
    trace: Reason = field(default_factory=lambda: Reason("trace.none"))
    statements: tuple[str, ...] = ()
    older: str = ""
    carried_from: str = ""
    counts: tuple[tuple[str, int], ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report; empty parts are left out."""
        out: dict[str, object] = {
            "basis": self.basis,
            "confidence": self.confidence,
            "id": self.id,
            "item": self.item,
            "outcome": self.outcome,
            "subject": self.subject,
            "trace": self.trace.json(),
        }
        texts = {"rule": self.rule, "obliged": self.obliged, "older_wording_of": self.older}
        texts["carried_from"] = self.carried_from
        out.update({key: value for key, value in texts.items() if value})
        if self.backing != "none":
            out["backing"] = self.backing
        if self.facts:
            out["facts"] = [read.json() for read in self.facts]
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        if self.statements:
            out["statements"] = list(self.statements)
        if self.counts:
            out["counts"] = dict(self.counts)
        return out


@dataclass(frozen=True)
class Finding:
    """A verdict worth acting on. ``id`` is ``engine:rule@subject``; ``cites`` are item ids or report lines.

    ``trace`` is set where a rule of the catalogue decided: which of its parts held. What an engine found by itself is
    told by ``params``, ``facts`` and ``missing``.
    """

    id: str
    engine: str
    rule: str
    subject: str
    severity: Severity
    cites: tuple[str, ...]
    facts: tuple[FactRead, ...] = ()
    params: tuple[tuple[str, str], ...] = ()
    group: str = ""
    obliged: str = ""
    missing: tuple[FactRead, ...] = ()
    trace: Reason | None = None

    def json(self) -> dict[str, object]:
        """As an object of the report; empty parts are left out."""
        out: dict[str, object] = {
            "cites": list(self.cites),
            "engine": self.engine,
            "id": self.id,
            "rule": self.rule,
            "severity": self.severity,
            "subject": self.subject,
        }
        if self.trace is not None:
            out["trace"] = self.trace.json()
        if self.facts:
            out["facts"] = [read.json() for read in self.facts]
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        if self.params:
            out["params"] = dict(self.params)
        texts = {"group": self.group, "obliged": self.obliged}
        out.update({key: value for key, value in texts.items() if value})
        return out


Severity = Literal["urgent", "action", "check", "note"]
SEVERITIES: Final[tuple[Severity, ...]] = ("urgent", "action", "check", "note")
