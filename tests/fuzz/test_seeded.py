"""The short run of ``make test``: the targets of ``make fuzz`` on inputs that their seeds name for good."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.fuzz.mutate import mutate
from tests.fuzz.targets import TAKEN, TARGETS

COUNTS = {"form": 400, "bundle": 600, "karte": 500, "bill": 600, "paper": 300}


@pytest.mark.parametrize("name", COUNTS)
def test_nothing_but_a_refusal_or_something_sound(name: str) -> None:
    target = TARGETS[name]
    seeds = target.seeds()
    assert [target.judge(seed) for seed in seeds] == [TAKEN] * len(seeds)
    words: Counter[str] = Counter()
    for number in range(COUNTS[name]):
        data = mutate(seeds[number % len(seeds)], Random(number))  # noqa: S311 - repeatable on purpose
        words[target.judge(data)] += 1
    assert words[TAKEN] > 0
    assert name == "paper" or len(words) > 5, "the mutators no longer reach the refusals"


def test_a_mutation_is_named_by_its_seed() -> None:
    for target in TARGETS.values():
        for seed in target.seeds():
            assert mutate(seed, Random(7)) == mutate(seed, Random(7))  # noqa: S311 - repeatable on purpose


def test_every_target_has_its_count() -> None:
    assert set(COUNTS) == set(TARGETS)
