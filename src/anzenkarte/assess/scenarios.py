"""What the risk engine returns: scenarios with their ratings and measures, attack paths, and items beside the risks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.verdicts import Outcome

ScenarioState = Literal["raised", "not_excluded", "excluded"]
MeasureState = Literal["in_place", "missing", "unknown"]


@dataclass(frozen=True)
class Rated:
    """The level that known facts give, with the line of the rating that gave it.

    While facts are ``missing`` the level may turn out higher: ``possible`` is the highest it can be, else empty.
    """

    level: str
    line: int  # place of the line in the threat's rating, from 0
    possible: str = ""
    missing: tuple[FactRead, ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"level": self.level, "line": self.line}
        if self.possible:
            out["possible"] = self.possible
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        return out


@dataclass(frozen=True)
class Treated:
    """A candidate measure of a scenario: whether it is in place, by which facts."""

    measure: str
    by: str
    state: MeasureState
    facts: tuple[FactRead, ...] = ()
    missing: tuple[FactRead, ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"by": self.by, "measure": self.measure, "state": self.state}
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        return out


@dataclass(frozen=True)
class Owner:
    """Who holds the duty that matches a scenario, read from the cell of the demarcation.

    ``state`` is that of the cell, or ``none`` where no such duty is asked of anything here.
    """

    duty: str
    state: str
    cell: str = ""
    parties: tuple[str, ...] = ()

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {"cell": self.cell, "duty": self.duty, "state": self.state}
        if self.parties:
            out["parties"] = list(self.parties)
        return out


@dataclass(frozen=True)
class Override:
    """An expert's own judgement on a scenario, kept beside what was computed; empty words leave the computed ones."""

    subject: str  # the entry of the document it stands in
    by: str
    date: str
    impact: str = ""
    likelihood: str = ""
    treatment: str = ""
    level: str = ""  # what the matrix makes of the words above; empty when neither is given
    residual: str = ""

    def json(self) -> dict[str, str]:
        """As an object of the report."""
        out = {
            "by": self.by,
            "date": self.date,
            "impact": self.impact,
            "level": self.level,
            "likelihood": self.likelihood,
            "residual": self.residual,
            "subject": self.subject,
            "treatment": self.treatment,
        }
        return {key: value for key, value in out.items() if value}


@dataclass(frozen=True)
class Scenario:
    """A threat on a subject. ``id`` is ``threat@subject`` and stays the same between revisions.

    ``level`` is the risk before any measure, ``current`` after those in place, ``residual`` after all candidates;
    ``possible`` is what ``current`` may turn out to be once all facts are known, where that is higher. An excluded
    scenario is not rated.
    """

    threat: str
    subject: str
    state: ScenarioState
    facts: tuple[FactRead, ...]
    missing: tuple[FactRead, ...] = ()
    impact: Rated | None = None
    likelihood: Rated | None = None
    level: str = ""
    current: str = ""
    residual: str = ""
    possible: str = ""
    treatment: str = ""
    measures: tuple[Treated, ...] = ()
    near: tuple[str, ...] = ()  # subjects whose duty holders may own it, nearest first
    owner: Owner | None = None
    overrides: tuple[Override, ...] = ()

    @cached_property
    def id(self) -> str:
        """``threat@subject``."""
        return f"{self.threat}@{self.subject}"

    @property
    def stands(self) -> bool:
        """Whether it is raised or not excluded."""
        return self.state != "excluded"

    def json(self) -> dict[str, object]:
        """As an object of the report; an excluded scenario is told in short."""
        out: dict[str, object] = {
            "facts": [read.json() for read in self.facts],
            "id": self.id,
            "state": self.state,
            "subject": self.subject,
            "threat": self.threat,
        }
        if self.impact is not None and self.likelihood is not None:
            out["impact"], out["likelihood"] = self.impact.json(), self.likelihood.json()
            out.update(level=self.level, current=self.current, residual=self.residual, treatment=self.treatment)
            if self.possible:
                out["possible"] = self.possible
            out["measures"] = [measure.json() for measure in self.measures]
        if self.missing:
            out["missing"] = [read.json() for read in self.missing]
        if self.owner is not None:
            out["owner"] = self.owner.json()
        if self.overrides:
            out["overrides"] = [override.json() for override in self.overrides]
        return out


@dataclass(frozen=True)
class Chain:
    """A path an attack may take: from an entry over machines to a store (or server) and its backups.

    ``id`` is ``chain/ENTRY>TARGET`` with the entry scenario's id. ``steps`` are ids of scenarios in order, ``backups``
    those on the backups of the same store, ``beside`` those on machines next to the path. ``state`` is *raised* only
    when every step is.
    """

    entry: str
    goal: str
    target: str  # the store, or the component, the goal scenario is about
    state: ScenarioState
    steps: tuple[str, ...]
    path: tuple[str, ...]  # components from the entry to the target's own
    backups: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """``chain/ENTRY>TARGET``."""
        return f"chain/{self.entry}>{self.target}"

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        return {
            "backups": list(self.backups),
            "beside": list(self.beside),
            "entry": self.entry,
            "goal": self.goal,
            "id": self.id,
            "path": list(self.path),
            "state": self.state,
            "steps": list(self.steps),
            "target": self.target,
        }


@dataclass(frozen=True)
class Discharge:
    """An item of the institution's guideline beside the risks: the scenarios it treats and what discharges it.

    ``measures`` are ``scenario#measure`` with their state, ``left`` those of them the institution has to take and
    that are not in place. ``outcome`` is the item's verdict, empty when it was not asked. ``consent`` says whether an
    alternative was explained and accepted: yes, no or unknown; empty unless the item is not met.
    """

    item: str
    scenarios: tuple[str, ...]
    measures: tuple[tuple[str, MeasureState], ...]
    left: tuple[str, ...]
    practices: tuple[str, ...] = ()
    outcome: Outcome | Literal[""] = ""
    residual: str = ""  # the highest risk that remains among the raised scenarios, with measures now in place
    consent: str = ""

    @property
    def id(self) -> str:
        """The item's id with a prefix of its own: ``discharge/ITEM``."""
        return f"discharge/{self.item}"

    def json(self) -> dict[str, object]:
        """As an object of the report."""
        out: dict[str, object] = {
            "id": self.id,
            "item": self.item,
            "left": list(self.left),
            "measures": [{"measure": name, "state": state} for name, state in self.measures],
            "practices": list(self.practices),
            "scenarios": list(self.scenarios),
        }
        words = {"consent": self.consent, "outcome": self.outcome, "residual": self.residual}
        return {**out, **{key: value for key, value in words.items() if value}}
