"""What holds for all figures: same seed same bytes, more often never less, no measure makes it worse, exact means."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.assess.quantify.build import Register, build, candidates, steps_of
from anzenkarte.assess.quantify.engine import Settings, percentile, quantify
from anzenkarte.assess.quantify.model import Event, Model, Steps, Way, expected, means
from anzenkarte.assess.quantify.pert import counts
from anzenkarte.assess.quantify.results import Figures, rounded
from anzenkarte.assess.quantify.simulate import simulate
from anzenkarte.assess.run import Assessment, run
from anzenkarte.assess.scenarios import Override, Scenario, ScenarioState
from anzenkarte.catalogue.losses.model import Line, Losses, Range
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Text
from tests.assess.cases import catalogue, sample
from tests.assess.edits import VOCABULARY

CHOSEN = Settings(7, 20_000)
DAY = date(2024, 4, 1)
NAMED = Text("作", "made")
CASES = (("handa-2021", "handa-emr"), ("saas-emr", "hoshizora-kiku"), ("power-and-catering", "kusunoki"))


@cache
def _assessed(name: str, about: str) -> Assessment:
    editions = catalogue().resolve(("mhlw-6.0",), DAY)
    return run(choose(sample(name), VOCABULARY, about), catalogue(), DAY, editions)


def _losses() -> Losses:
    return list(catalogue().losses.values())[-1]


def _register(assessment: Assessment) -> Register:
    scales = catalogue().scales
    assert scales is not None
    return Register.of(assessment.reports["risk"].scenarios, catalogue().threats, scales)


def _figures(name: str, about: str, own: Mapping[str, Range] | None = None, chosen: Settings = CHOSEN) -> Figures:
    assessment, scales = _assessed(name, about), catalogue().scales
    assert scales is not None
    risk = assessment.reports["risk"].scenarios
    return quantify(risk, catalogue().threats, scales, assessment.facts, _losses(), own or {}, chosen)


def _made(rate: float, amount: tuple[float, float, float], probability: float = 0.5) -> Model:
    """One family with one way: events at a fixed rate, each costing a PERT amount."""

    def fixed(name: str, value: float, unit: str) -> Range:
        return Range(name, NAMED, unit, value, value, value, "own", NAMED)

    ranges = {
        "rate": fixed("rate", rate, "per_year"),
        "v": fixed("v", probability, "share"),
        "x": Range("x", NAMED, "yen", *amount, "own", NAMED),
        "step": Range("step", NAMED, "share", 0.2, 0.5, 0.9, "own", NAMED),
    }
    event = Event("e", NAMED, "rate", (Way("t", "v", True),), (), (), (Line("f", ("x",)),), frozenset({"x"}), ())
    return Model((event,), ranges, {}, "step", "step", "v")


@given(rate=st.floats(0.01, 8.0), likely=st.floats(0.0, 1.0))
@settings(max_examples=15)
def test_compound_mean_and_variance_are_the_exact_ones(rate: float, likely: float) -> None:
    """E[S] = λE[X] and Var[S] = λE[X²] for a Poisson number of independent amounts."""
    model = _made(rate, (1000.0, 1000.0 + 9000.0 * likely, 10_000.0), 1.0)
    years = simulate(model, 3, 40_000).losses()
    one = model.ranges["x"]
    alpha, beta = 1 + 4 * likely, 1 + 4 * (1 - likely)
    variance = 9000.0**2 * alpha * beta / (36 * 7)
    square = rate * (variance + one.mean**2)
    error = math.sqrt(square / years.size)
    assert abs(years.mean() - rate * one.mean) < 4.5 * error
    fourth = float(((years - years.mean()) ** 4).mean())
    assert abs(years.var() - square) < 4.5 * math.sqrt((fourth - square**2) / years.size)
    assert expected(model, means(model)) == pytest.approx(rate * one.mean)


@given(low=st.floats(0.0, 20.0), more=st.floats(0.0, 5.0), seed=st.integers(0, 2**32))
def test_a_higher_rate_never_gives_fewer_events(low: float, more: float, seed: int) -> None:
    uniform = np.random.Generator(np.random.PCG64(seed)).random(500)
    fewer = counts(uniform, np.full(500, low))
    assert (counts(uniform, np.full(500, low + more)) >= fewer).all()
    assert fewer.mean() == pytest.approx(low, abs=0.2 + 5 * math.sqrt(low / 500))


@pytest.mark.parametrize(("name", "about"), CASES)
def test_equal_seeds_give_equal_figures_and_others_do_not(name: str, about: str) -> None:
    def text(seed: int) -> str:
        return json.dumps(_figures(name, about, chosen=Settings(seed, 20_000)).json(), sort_keys=True)

    assert text(1) == text(1)
    assert text(1) != text(2)


@pytest.mark.parametrize("factor", [1.5, 4.0])
def test_more_frequent_is_not_cheaper(factor: float) -> None:
    before = _losses().ranges["ransomware/attempts"]
    many = replace(before, least=before.least * factor, likely=before.likely * factor, most=before.most * factor)
    name, about = CASES[0]
    one, other = _figures(name, about), _figures(name, about, {before.id: many})
    assert other.mean > one.mean - 4 * math.hypot(one.error, other.error)
    assert expected(other.model, means(other.model)) > expected(one.model, means(one.model))
    rates = [{family.id: family.rate for family in figures.families} for figures in (one, other)]
    assert rates[1]["ransomware"] == pytest.approx(factor * rates[0]["ransomware"])
    unchanged = set(rates[0]) - {"ransomware"}
    assert [rates[1][family] for family in sorted(unchanged)] == [rates[0][family] for family in sorted(unchanged)]


@pytest.mark.parametrize(("name", "about"), CASES)
def test_no_measure_raises_the_loss_of_any_year(name: str, about: str) -> None:
    assessment = _assessed(name, about)
    register = _register(assessment)
    model = build(register, _losses(), assessment.facts, {})
    drawn = simulate(model, 5, 5_000)
    years = drawn.losses()
    assert (drawn.losses(model.steps) == years).all()
    every = candidates(register, model.events)
    assert every
    slack = years * 1e-9
    for one in every:
        assert (drawn.losses(steps_of(register, model.events, frozenset({one}))) <= years + slack).all(), one
    together = drawn.losses(steps_of(register, model.events, frozenset(every)))
    assert (together <= years + slack).all()
    assert together.mean() < years.mean()


def test_a_measure_taken_is_worth_what_a_fresh_draw_says() -> None:
    """Thinning the same years gives the mean that drawing with the measure in place gives."""
    model = _made(2.0, (1000.0, 4000.0, 10_000.0), 0.6)
    taken = {"t": Steps(likelihood=1, impact=1)}
    thinned = simulate(model, 3, 60_000).losses(taken)
    fresh = simulate(replace(model, steps=taken), 4, 60_000).losses()
    error = math.hypot(thinned.std(), fresh.std()) / math.sqrt(60_000)
    assert abs(thinned.mean() - fresh.mean()) < 4 * error


@pytest.mark.parametrize(("name", "about"), CASES)
def test_percentiles_and_exceedance_are_monotone(name: str, about: str) -> None:
    figures = _figures(name, about)
    values = [value for _, value, _, _ in figures.percentiles]
    assert values == sorted(values)
    assert all(low <= value <= high for _, value, low, high in figures.percentiles)
    assert [share for _, share in figures.curve] == sorted((share for _, share in figures.curve), reverse=True)
    assert figures.curve[0][1] <= 1 - figures.none + 1e-9
    assert sum(family.mean for family in figures.families) == pytest.approx(figures.mean)


def test_the_interval_of_a_percentile_holds_it_as_often_as_it_says() -> None:
    """Of 400 samples from a known distribution about 95 % of the intervals hold the true 90th percentile."""
    held = 0
    for seed in range(400):
        ordered = np.sort(np.random.Generator(np.random.PCG64(seed)).random(1000))
        _, _, low, high = percentile(ordered, 90)
        held += low <= 0.9 <= high
    assert 0.92 < held / 400 < 0.99


def test_beds_are_a_range_with_a_question_a_fact_or_no_matter() -> None:
    handa, kusunoki, kiku = (_figures(name, about).model for name, about in (CASES[0], CASES[2], CASES[1]))
    asked = [[read.name for read in model.questions] for model in (handa, kusunoki, kiku)]
    assert handa.ranges["beds"].basis == "assumption"
    assert (kusunoki.ranges["beds"].basis, kusunoki.ranges["beds"].mean) == ("fact", 180.0)
    assert "beds" not in kiku.ranges  # a clinic: its income is a range of its own
    assert "clinic-income-per-day" in kiku.ranges
    assert ["institution.beds" in names for names in asked] == [True, False, False]


def _built(scenarios: tuple[Scenario, ...]) -> Model:
    assessment, scales = _assessed("handa-2021", "handa-emr"), catalogue().scales
    assert scales is not None
    return build(Register.of(scenarios, catalogue().threats, scales), _losses(), assessment.facts, {})


def _scenarios() -> tuple[Scenario, ...]:
    return tuple(_assessed("handa-2021", "handa-emr").reports["risk"].scenarios)


def _way(model: Model, threat: str) -> Way:
    return next(way for event in model.events for way in event.ways if way.threat == threat)


def test_the_experts_word_on_likelihood_comes_before_the_computed_one() -> None:
    judged = Override("risk_override/x", "hospital", "2024-01-01", likelihood="low")
    changed = tuple(replace(one, overrides=(judged,)) if one.threat == "vpn-unpatched" else one for one in _scenarios())
    assert _way(_built(_scenarios()), "vpn-unpatched").word in ("word-high", "word-very-high")
    assert _way(_built(changed), "vpn-unpatched").word == "word-low"


def test_a_scenario_only_not_excluded_counts_less_and_an_excluded_one_not_at_all() -> None:
    def with_state(state: ScenarioState) -> Model:
        changed = [replace(one, state=state) if one.threat == "vpn-unpatched" else one for one in _scenarios()]
        return _built(tuple(changed))

    models = [with_state(state) for state in ("raised", "not_excluded", "excluded")]
    assert [way.certain for way in (_way(models[0], "vpn-unpatched"), _way(models[1], "vpn-unpatched"))] == [
        True,
        False,
    ]
    found = [expected(model, means(model)) for model in models]
    assert found[0] > found[1] > found[2] > 0
    assert "vpn-unpatched" not in [way.threat for event in models[2].events for way in event.ways]


def test_what_an_attack_has_to_get_through_counts_as_measures_taken_where_it_is_excluded() -> None:
    closed = tuple(replace(one, state="excluded") if one.threat == "intrusion-spread" else one for one in _scenarios())
    threat = catalogue().threats["intrusion-spread"]
    steps = _built(closed).steps["intrusion-spread"]
    assert (steps.impact, steps.likelihood) == threat.all_effects
    gone = tuple(one for one in _scenarios() if one.threat != "intrusion-spread")
    assert _built(gone).steps["intrusion-spread"] == Steps()


def test_a_measure_counts_only_where_every_scenario_of_the_threat_has_it() -> None:
    first = next(one for one in _scenarios() if one.threat == "intrusion-spread" and one.stands)
    done = tuple(replace(measure, state="in_place") for measure in first.measures)
    whole = tuple(replace(one, measures=done) if one.threat == "intrusion-spread" else one for one in _scenarios())
    assert _built(whole).steps["intrusion-spread"] == Steps(2, 1)
    others = [one for one in _scenarios() if one.threat == "intrusion-spread" and one.stands and one.id != first.id]
    assert others
    one_only = tuple(replace(one, measures=done) if one.id == first.id else one for one in _scenarios())
    assert _built(one_only).steps["intrusion-spread"] == _built(_scenarios()).steps["intrusion-spread"]


def test_the_users_own_figure_comes_first_and_is_shown_as_own() -> None:
    beds = replace(_losses().ranges["beds"], least=120.0, likely=120.0, most=120.0, basis="own")
    figures = _figures("handa-2021", "handa-emr", {"beds": beds})
    assert {one.basis for one in figures.model.ranges.values()} == {"assumption", "source", "own"}
    assert "institution.beds" not in [read.name for read in figures.model.questions]


def test_handas_intrusion_is_the_dearest_family_and_its_frequency_a_driver() -> None:
    figures = _figures("handa-2021", "handa-emr")
    assert figures.families[0].id == "ransomware"
    assert any(one.startswith("vpn-unpatched@") for one in figures.families[0].scenarios)
    assert "ransomware/attempts" in [driver.input for driver in figures.drivers[:3]]
    assert all(driver.high >= driver.low for driver in figures.drivers)


@pytest.mark.parametrize(("seed", "draws"), [(1, 10), (1, 10_000_000), (-1, 10_000)])
def test_settings_out_of_bounds_are_refused(seed: int, draws: int) -> None:
    with pytest.raises(InputError) as caught:
        _figures("handa-2021", "handa-emr", chosen=Settings(seed, draws))
    assert caught.value.problems[0].code == "quantify.draws"


def test_more_events_than_can_be_drawn_are_refused_before_drawing() -> None:
    with pytest.raises(InputError) as caught:
        simulate(_made(100.0, (1.0, 2.0, 3.0), 1.0), 1, 300_000)
    assert caught.value.problems[0].code == "quantify.too-many-events"


def test_nothing_to_draw_is_said() -> None:
    scales = catalogue().scales
    assert scales is not None
    facts = _assessed("handa-2021", "handa-emr").facts
    with pytest.raises(InputError) as caught:
        quantify((), catalogue().threats, scales, facts, _losses(), {}, Settings())
    assert caught.value.problems[0].code == "quantify.nothing"


@given(st.floats(1e-6, 1e15))
def test_rounding_keeps_the_digits_it_names(value: float) -> None:
    assert rounded(value, 2) == pytest.approx(value, rel=0.051)
    assert f"{rounded(value, 2):.1e}" == f"{rounded(rounded(value, 2), 2):.1e}"
