"""Loss in figures: a million years of a sample drawn and summed; against pyfair where it is installed.

Equality first: on one reconciled model (:mod:`benchmarks.fair`) mean and 99 % quantile agree with pyfair's, and the
mean with the exact one, within the error of the draws.
"""

from __future__ import annotations

from typing import Final

from anzenkarte.assess.quantify.build import Register, build
from anzenkarte.assess.quantify.model import Model
from anzenkarte.assess.quantify.simulate import rates, simulate
from anzenkarte.cli.work.inputs import assess
from benchmarks import fair
from benchmarks.measure import Result, Settings, Times, UnequalError, alternate, peak_mib

SAMPLE: Final = ("handa-2021", "2026-11-25")
TARGET_MS: Final = 1000.0
PER_COMPONENT: Final = 5000  # years for each component of the case the settings name: a million


def losses(settings: Settings) -> Result:
    """Years drawn from the register of a sample, and from the model both programs share."""
    draws = settings.size.components * PER_COMPONENT
    made, register = fair.our_model(), _register()
    ours = fair.estimate(rates(made, 1, draws))
    away = abs(ours.mean - fair.exact_mean()) / ours.mean_error
    if away > fair.ERRORS:
        raise UnequalError(f"mean of the draws and exact mean are {away:.1f} standard errors apart")
    counted = simulate(register, 1, draws)
    work = {"years": draws, "families": len(register.events), "events": sum(h.owner.size for h in counted.happened)}
    equal = f"mean of the draws and exact mean ({away:.1f} standard errors apart)"
    label, notes = f"{SAMPLE[0]}, {draws:,} years drawn and summed", [f"peak memory {peak_mib():.0f} MiB"]
    if not fair.installed():
        (own,) = alternate(settings.repeats, lambda: simulate(register, 1, draws).losses())
        times = (Times(label, own, TARGET_MS),)
        return Result("quantify", "loss in figures", equal, work, times, (), (fair.ABSENT, *notes))
    theirs = fair.estimate(fair.pyfair_years(draws, 2))
    mean, quantile = fair.apart(ours, theirs)
    if max(mean, quantile) > fair.ERRORS:
        raise UnequalError(f"means {mean:.1f}, 99 % quantiles {quantile:.1f} standard errors apart from pyfair's")
    equal += f"; pyfair's mean ({mean:.1f}) and 99 % quantile ({quantile:.1f})"
    own, shared, other = alternate(
        settings.repeats,
        lambda: simulate(register, 1, draws).losses(),
        lambda: rates(made, 1, draws),
        lambda: fair.pyfair_years(draws, 2),
    )
    all_times = (
        Times(label, own, TARGET_MS),
        Times("the reconciled model", shared),
        Times("the reconciled model, pyfair", other),
    )
    notes.append(f"reconciled model: pyfair's least time is {min(other) / min(shared):.1f} of our least")
    return Result("quantify", "loss in figures", equal, work, all_times, (), tuple(notes))


def _register() -> Model:
    """The model of the sample, from its karte."""
    name, on = SAMPLE
    assessment = assess(name, on, "", "")
    catalogue = assessment.catalogue
    scales = catalogue.scales
    if scales is None:
        raise UnequalError("the catalogue holds no scales")
    register = Register.of(assessment.reports["risk"].scenarios, catalogue.threats, scales)
    return build(register, list(catalogue.losses.values())[-1], assessment.facts, {})
