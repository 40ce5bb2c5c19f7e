"""The risk register of a made case, warm: every scenario, path and item beside the risks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anzenkarte.assess.risk import engine as risk
from anzenkarte.assess.run import ENGINES
from anzenkarte.assess.units import Context, Units
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.karte.facts.derivers import fact_base
from benchmarks.core import ON, World, describe, report_bytes
from benchmarks.measure import Result, Settings, Times, alternate, same

TARGET: Final = 200.0


def _before(world: World) -> Context:
    """A case for which every engine before the risk engine has run."""
    facts = fact_base(world.case(), ON)
    context = Context(facts, Units(facts), world.catalogue, ON, world.editions, {})
    reports = {}
    for name, engine in ENGINES.items():
        if name == risk.ENGINE:
            break
        reports[name] = engine(context)
        facts.conclude(reports[name].facts)
    return Context(facts, context.units, world.catalogue, ON, world.editions, reports)


def register(settings: Settings) -> Result:
    """The risk engine alone, after the others; the same bytes as the plain evaluation gives."""
    world = World(open_catalogue(), settings.size)
    ours = {risk.ENGINE: risk.run(_before(world))}
    plain, _ = world.run_plainly()
    equal = same(
        "the register as the plain evaluation gives it",
        report_bytes(ours),
        report_bytes({risk.ENGINE: plain[risk.ENGINE]}),
    )
    contexts: Iterator[Context] = iter([_before(world) for _ in range(settings.repeats + 1)])
    (times,) = alternate(settings.repeats, lambda: risk.run(next(contexts)))
    report = ours[risk.ENGINE]
    return Result(
        "risk",
        f"the risk register, warm: {describe(settings.size)}",
        equal,
        {
            "threats": len(world.catalogue.threats),
            "scenarios": len(report.scenarios),
            "paths": len(report.chains),
            "items": len(report.discharges),
        },
        (Times("register", times, TARGET),),
    )
