"""The register as matrices with dots: before any measure, as it stands, and after all measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.assess.scenarios import Scenario
from anzenkarte.catalogue.threats.model import Word
from anzenkarte.documents.content.risk_words import RiskWords
from anzenkarte.web.shared.words import say

_CELL: Final = 64
_LEFT: Final = 84
_TOP: Final = 8
_STEP: Final = 13
_ACROSS: Final = 4
_MOST: Final = 12


@dataclass(frozen=True)
class Dot:
    """A scenario in a cell."""

    x: float
    y: float
    title: str


@dataclass(frozen=True)
class Box:
    """A cell: its level, its dots, and how many are not drawn."""

    x: float
    y: float
    level: str
    dots: tuple[Dot, ...]
    count: int
    more: int


@dataclass(frozen=True)
class Label:
    """A word at the edge."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Panel:
    """One matrix; ``text`` says the same in words."""

    title: str
    boxes: tuple[Box, ...]
    rows: tuple[Label, ...]
    columns: tuple[Label, ...]
    text: str
    wide: int = _LEFT + 4 * _CELL + 8
    high: int = _TOP + 4 * _CELL + 34
    cell: int = _CELL


def panels(risk: RiskWords) -> list[Panel]:
    """Three matrices of the raised scenarios."""
    stages = (
        (say("対策の前", "Before any measure"), "before"),
        (say("いま（実施済みの対策の後）", "Now, with measures in place"), "now"),
        (say("すべての対策の後", "After all measures"), "after"),
    )
    return [_panel(risk, title, stage) for title, stage in stages]


def _panel(risk: RiskWords, title: str, stage: str) -> Panel:
    scales = risk.scales
    columns = tuple(reversed(scales.likelihood))  # rising to the right
    by_cell: dict[tuple[str, str], list[str]] = {}
    for scenario in risk.raised:
        place = place_of(risk, scenario, stage)
        if place is not None:
            name = risk.words.colon(risk.title(scenario), risk.words.name(scenario.subject))
            by_cell.setdefault(place, []).append(name)
    boxes = [
        _box(
            _LEFT + x * _CELL, _TOP + y * _CELL, scales.matrix[row.id, column.id], by_cell.get((row.id, column.id), [])
        )
        for y, row in enumerate(scales.impact)
        for x, column in enumerate(columns)
    ]
    counts: dict[str, int] = {}
    for box in boxes:
        counts[box.level] = counts.get(box.level, 0) + box.count
    parts = [f"{word.id} {counts.get(word.id, 0)}" for word in scales.levels]
    words = risk.words
    return Panel(
        title,
        tuple(boxes),
        tuple(Label(_LEFT - 6, _TOP + y * _CELL + 36, words.of(row.title)) for y, row in enumerate(scales.impact)),
        tuple(Label(_LEFT + x * _CELL + 32, _TOP + 4 * _CELL + 16, words.of(c.title)) for x, c in enumerate(columns)),
        words.colon(title, words.join(parts)),
    )


def _box(x: float, y: float, level: str, titles: Sequence[str]) -> Box:
    dots = tuple(
        Dot(x + 12 + (number % _ACROSS) * _STEP, y + 26 + (number // _ACROSS) * _STEP, title)
        for number, title in enumerate(titles[:_MOST])
    )
    return Box(x, y, level, dots, len(titles), max(0, len(titles) - _MOST))


def place_of(risk: RiskWords, scenario: Scenario, stage: str) -> tuple[str, str] | None:
    """The cell of a scenario: (impact, likelihood) before, now or after; an expert's rating counts for *now*."""
    if scenario.impact is None or scenario.likelihood is None:
        return None
    impact, likelihood = scenario.impact.level, scenario.likelihood.level
    if stage == "now" and (judged := [o for o in scenario.overrides if o.impact or o.likelihood]):
        return judged[-1].impact or impact, judged[-1].likelihood or likelihood
    threat = risk.threats[scenario.threat]
    less_impact = less_likelihood = 0
    for measure, treated in zip(threat.measures, scenario.measures, strict=True):
        if stage == "after" or (stage == "now" and treated.state == "in_place"):
            less_impact += measure.impact
            less_likelihood += measure.likelihood
    return _lower(risk.scales.impact, impact, less_impact), _lower(risk.scales.likelihood, likelihood, less_likelihood)


def _lower(scale: Sequence[Word], word: str, by: int) -> str:
    """The word so many places lower, at most the lowest; the highest stands first."""
    ids = [one.id for one in scale]
    return ids[min(ids.index(word) + by, len(ids) - 1)]
