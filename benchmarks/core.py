"""The engines: full runs and updates against the plain evaluation, and their growth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from itertools import count
from typing import Final, cast, get_args

import orjson

from anzenkarte.assess.results import EngineReport
from anzenkarte.assess.run import ENGINES, Assessment, run, update
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.model import Edition
from anzenkarte.karte.case import Case
from anzenkarte.karte.document import Document
from anzenkarte.karte.select import choose
from benchmarks.dice import Dice
from benchmarks.edits import other_answer, random_edit
from benchmarks.generate import EDITIONS, ENGAGEMENT, SEED, Axis, Size, documents
from benchmarks.measure import Growth, Result, Settings, Times, alternate, peak_mib, same
from benchmarks.naive import PlainCatalogue, plain_catalogue, run_plainly

ON: Final = date(2024, 6, 3)
AXES: Final = cast(tuple[Axis, ...], get_args(Axis))
FULL_TARGET, UPDATE_TARGET = 150.0, 15.0  # ADR 013, follow-up of 2026-11-25


@dataclass(frozen=True)
class World:
    """A catalogue and made documents of one size."""

    catalogue: Catalogue
    size: Size

    @cached_property
    def documents(self) -> list[Document]:
        """The documents, read once."""
        return documents(self.catalogue, self.size)

    @cached_property
    def editions(self) -> tuple[Edition, ...]:
        """The editions asked."""
        return self.catalogue.resolve(EDITIONS, ON)

    @cached_property
    def plain(self) -> PlainCatalogue:
        """The catalogue of the plain evaluation."""
        return plain_catalogue(self.catalogue)

    def case(self) -> Case:
        """A case that has no memory of earlier ones."""
        return choose(self.documents, self.catalogue.vocabulary, ENGAGEMENT)

    def afresh(self, case: Case) -> Case:
        """The same case without memory of earlier ones."""
        return Case(case.groups, self.catalogue.vocabulary, about=case.about)

    def run(self, case: Case | None = None) -> Assessment:
        """All engines from nothing."""
        return run(self.case() if case is None else case, self.catalogue, ON, self.editions)

    def run_five(self, case: Case | None = None) -> Assessment:
        """All engines but the register of risks, which has a benchmark of its own."""
        engines = {name: engine for name, engine in ENGINES.items() if name != "risk"}
        return run(self.case() if case is None else case, self.catalogue, ON, self.editions, engines)

    def run_plainly(self) -> tuple[Mapping[str, EngineReport], int]:
        """The slow peer."""
        return run_plainly(self.case(), self.plain, ON, self.editions)


def report_bytes(reports: Mapping[str, EngineReport]) -> bytes:
    """Everything the engines concluded, as bytes."""
    return orjson.dumps({name: report.json() for name, report in reports.items()}, option=orjson.OPT_SORT_KEYS)


def engines(settings: Settings) -> Result:
    """All engines over one case, from nothing."""
    world = World(open_catalogue(), settings.size)
    assessment = world.run()
    plain, plain_units = world.run_plainly()
    equal = same(
        "reports of all engines as the plain evaluation gives them", *map(report_bytes, (assessment.reports, plain))
    )
    cases = iter([world.case() for _ in range(2 * settings.repeats + 2)])
    five, ours, theirs = alternate(
        settings.repeats, lambda: world.run_five(next(cases)), lambda: world.run(next(cases)), world.run_plainly
    )
    units_of_five = world.run_five().evaluated
    slower = min(theirs) / min(ours)
    return Result(
        "engines",
        f"all engines from nothing: {describe(settings.size)}",
        equal,
        {
            "units evaluated": assessment.evaluated,
            "units of the five engines": units_of_five,
            "units of the plain evaluation": plain_units,
            "facts read": assessment.facts.held,
            "findings": len(assessment.findings),
            "bytes of reports": len(report_bytes(assessment.reports)),
        },
        (
            Times("five engines", five, FULL_TARGET),
            Times("with the register of risks", ours),
            Times("plain evaluation", theirs),
        ),
        notes=(
            f"{min(five) * 1000 / units_of_five:.1f} µs per unit of the five; "
            f"the plain evaluation takes {slower:.0f} times as long",
            f"peak memory of this process {peak_mib():.0f} MiB",
        ),
    )


def one_update(settings: Settings) -> Result:
    """One statement changed, then random edits of anything."""
    world = World(open_catalogue(), settings.size)
    before = world.run()
    judged = frozenset(verdict.item for verdict in before.reports["conformity"].verdicts)
    changed = other_answer(before.case, judged, 0)
    updated = update(before, changed)
    same(
        "an update after one changed statement is a full run",
        *map(report_bytes, (updated.reports, world.run(world.afresh(changed)).reports)),
    )
    evaluated, units = _random_edits(World(world.catalogue, settings.base), settings.edits)
    numbers = count(1)

    def change() -> None:
        update(before, other_answer(before.case, judged, next(numbers)))

    full = partial(world.run)
    ours, theirs = alternate(settings.repeats, change, full)
    return Result(
        "update",
        f"one changed statement, new case included: {describe(settings.size)}",
        "an update is a full run, byte for byte, after one changed statement and after each random edit",
        {
            "units": len(before.units),
            "units evaluated again": updated.evaluated,
            "random edits": settings.edits,
            "units evaluated again in them": evaluated,
            "units there were": units,
        },
        (Times("update", ours, UPDATE_TARGET), Times("full run", theirs)),
    )


def _random_edits(world: World, edits: int) -> tuple[int, int]:
    """Edit, update, compare; how many units that took, and how many there were to take."""
    dice = Dice(SEED)
    assessment = world.run()
    evaluated = units = 0
    for _ in range(edits):
        case = random_edit(assessment.case, world.catalogue, dice)
        assessment = update(assessment, case)
        full = world.run(world.afresh(case))
        same(
            "an update after a random edit is a full run", report_bytes(assessment.reports), report_bytes(full.reports)
        )
        same("the next day of change is that of a full run", assessment.next_change, full.next_change)
        evaluated += assessment.evaluated
        units += len(full.units)
    return evaluated, units


def growth(settings: Settings) -> Result:
    """Each axis alone, then all together."""
    catalogue = open_catalogue()
    axes: Iterable[tuple[str, list[Size]]] = [
        *((axis, [settings.base.along(axis, factor) for factor in settings.factors]) for axis in AXES),
        ("all three", [settings.base.times(factor) for factor in settings.factors]),
    ]
    series: list[Growth] = []
    for axis, sizes in axes:
        worlds = [World(catalogue, size) for size in sizes]
        units = [world.run().evaluated for world in worlds]
        times = alternate(settings.repeats, *(world.run for world in worlds))
        first = axis if axis in AXES else AXES[0]
        numbers = tuple(getattr(size, first) for size in sizes)
        series.append(Growth(axis, numbers, tuple(units), tuple(min(samples) for samples in times)))
    smallest = World(catalogue, settings.base)
    equal = same(
        "the same size twice gives the same reports", *(report_bytes(smallest.run().reports) for _ in range(2))
    )
    return Result(
        "growth",
        f"full runs of growing cases, from {describe(settings.base)}; an axis grown alone leaves the rest in place",
        equal,
        growth=tuple(series),
    )


def describe(size: Size) -> str:
    """A size in words."""
    return f"{size.components} components, {size.flows} flows, {size.statements} statements"
