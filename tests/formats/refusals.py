"""How a refusal has to look: an InputError, soon, whose sentences can be filled."""

from __future__ import annotations

import gc
import re
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from anzenkarte.formats import strict_yaml
from anzenkarte.kernel.errors import InputError, Problem

SENTENCES = Path(__file__).parents[2] / "src/anzenkarte_catalogues/messages/formats.yaml"


@cache
def places() -> dict[str, set[str]]:
    """The places each sentence has to fill."""
    data = strict_yaml.load_one_file(SENTENCES).data
    assert isinstance(data, dict)
    return {code: set(re.findall(r"\{(\w+)\}", str(sentence))) for code, sentence in data.items()}


def fillable(problems: tuple[Problem, ...]) -> None:
    """Fail unless every problem has a sentence and brings exactly what the sentence shows."""
    assert problems
    for problem in problems:
        assert places()[problem.code] == {name for name, _ in problem.params}, problem


def refused(call: Callable[[], object]) -> list[Problem]:
    """The problems of a call that must raise InputError within two seconds of work."""
    gc.collect()
    gc.freeze()  # looking through the objects of other tests is no work of this call
    began = time.thread_time()
    try:
        with pytest.raises(InputError) as caught:
            call()
        took = time.thread_time() - began
    finally:
        gc.unfreeze()
    assert took < 2
    fillable(caught.value.problems)
    return list(caught.value.problems)
