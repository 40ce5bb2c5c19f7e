"""Opening the catalogue from its compiled form, in this process and in a fresh one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue, read_catalogue
from benchmarks.generate import EDITIONS
from benchmarks.measure import Result, Settings, Times, alternate, python_code, run_process, same

TARGET: Final = 20.0
_FRESH: Final = """
import sys, time
from pathlib import Path
start = time.perf_counter()
from anzenkarte.catalogue.catalogue import open_catalogue
imported = time.perf_counter()
open_catalogue(cache=Path(sys.argv[1]))
print((imported - start) * 1000, (time.perf_counter() - imported) * 1000)
"""


def _held(catalogue: Catalogue) -> tuple[object, ...]:
    """Everything in a catalogue, as values that compare."""
    editions = tuple(catalogue.editions)
    return (
        catalogue.digest,
        catalogue.vocabulary,
        tuple(catalogue.editions.values()),
        tuple((catalogue.items(edition), catalogue.rules(edition)) for edition in editions),
        (catalogue.duties, catalogue.acts, catalogue.situations),
        (catalogue.laws, tuple(catalogue.schemes.values()), catalogue.scopes),
        catalogue.extras,
    )


def opening(settings: Settings) -> Result:
    """Open from the compiled form; read from source beside it."""
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        source = read_catalogue()
        open_catalogue(cache=cache)
        cached = open_catalogue(cache=cache)
        equal = same("everything in the compiled catalogue is as in the source files", _held(cached), _held(source))

        def used() -> None:
            """What an assessment of two editions reads."""
            catalogue = open_catalogue(cache=cache)
            for edition in EDITIONS:
                catalogue.items(edition)
                catalogue.rules(edition)
            _ = catalogue.duties, catalogue.laws, catalogue.schemes, catalogue.scopes

        opened, read = alternate(settings.repeats, lambda: open_catalogue(cache=cache), used)
        ran = [run_process(python_code(_FRESH, folder)) for _ in range(settings.cold_repeats + 1)][1:]
    same("a fresh process opens the catalogue", [one.code for one in ran], [0] * len(ran))
    fresh = [tuple(float(part) for part in one.output.split()) for one in ran]
    items = [len(cached.items(edition)) for edition in cached.editions]
    rules = [len(cached.rules(edition)) for edition in cached.editions]
    return Result(
        "catalogue",
        "the catalogue opened from its compiled form",
        equal,
        {"editions": len(items), "items": sum(items), "rules": sum(rules)},
        (
            Times("opened", opened, TARGET),
            Times("opened, with items and rules of two editions, duties, laws, schemes and scopes", read),
            Times("opened in a fresh process", tuple(times[1] for times in fresh), TARGET),
            Times("imports in a fresh process", tuple(times[0] for times in fresh)),
        ),
    )
