"""Two editions compared, and what a change of edition means for a thousand karte in a folder."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from anzenkarte.assess.impact.engine import impact
from anzenkarte.assess.impact.transition import Transition, transition
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.editions.diff import edition_diff
from anzenkarte.cli.work.impact_many import MANY, WORKERS, Outcome, karte_files, outcomes
from anzenkarte.karte.document import file_text
from anzenkarte.karte.read import read_file
from benchmarks.generate import SEED, Size, documents
from benchmarks.measure import Result, Settings, Times, alternate, same

OLD, NEW = "mhlw-6.0", "mhlw-7.0"
ON: Final = date(2026, 11, 1)
DIFF_TARGET, FOLDER_TARGET = 15.0, 10_000.0
KARTE, TINY_KARTE = 1000, MANY  # the least that workers share
DIFFERENT: Final = 100  # made karte that differ; further files of a folder hold one of them again
SMALL: Final = Size(4, 4, 8)  # under a hundred entities; the samples hold fifty on average


def compared(settings: Settings) -> Result:
    """The two editions of the ministry's guideline, warm; the catalogue read anew gives the same comparison."""
    catalogue, again = open_catalogue(), open_catalogue()
    found = edition_diff(catalogue, OLD, NEW)
    equal = same("the comparison by a catalogue opened anew", edition_diff(again, OLD, NEW).json(), found.json())
    (times,) = alternate(settings.repeats, lambda: edition_diff(catalogue, OLD, NEW))
    targets = sum(len(line.targets) for line in found.lines if line.old is not None)
    work = {"items": len(catalogue.items(OLD)) + len(catalogue.items(NEW)), "lines": len(found.lines)}
    return Result(
        "diff",
        f"{OLD} compared with {NEW}",
        equal,
        {**work, "relations": targets},
        (Times("compared", times, DIFF_TARGET),),
    )


def folder(settings: Settings) -> Result:
    """A folder of made karte; every answer of the workers is that of this process, file by file."""
    catalogue = open_catalogue()
    change = transition(catalogue, OLD, NEW)
    count = KARTE if settings.repeats > 1 else TINY_KARTE
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        entities = _write(catalogue, place, count)
        files = karte_files(place)
        before, busy = time.perf_counter(), _busy()
        found = outcomes(place, files, (OLD, NEW), ON)
        took, busy = (time.perf_counter() - before) * 1000, _busy() - busy
        alone, alone_took = _alone(files[:DIFFERENT], change)
    equal = same(
        "the impact on each karte, by the workers and by one process", [o.row for o in found[: len(alone)]], alone
    )
    same("every karte is read", [one.file for one in found if one.problems], [])
    return Result(
        "impact",
        f"{OLD} to {NEW} for {count} karte in a folder, by {WORKERS} workers from their start to the end",
        equal,
        {"karte": count, "entities": entities, **_counts(found)},
        (Times(f"{count} karte", (took,), FOLDER_TARGET), Times("one karte, in this process", alone_took)),
        notes=(
            f"processor time of the workers {busy:.1f} s, so at best {busy / WORKERS:.1f} s on {WORKERS} free cores",
        ),
    )


def _busy() -> float:
    """Seconds of processor time that ended processes of ours took; other work on the machine hardly changes it."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _write(catalogue: Catalogue, place: Path, count: int) -> int:
    """Write the files; returns how many entities they hold."""
    made = [documents(catalogue, SMALL, SEED + number) for number in range(min(DIFFERENT, count))]
    texts = [file_text(list(parts)) for parts in made]
    sizes = [sum(1 for document in parts for _ in document) for parts in made]
    for number in range(count):
        (place / f"{number:05}.yaml").write_text(texts[number % len(texts)], encoding="utf-8")
    return sum(sizes[number % len(sizes)] for number in range(count))


def _alone(files: Sequence[Path], change: Transition) -> tuple[list[dict[str, object]], tuple[float, ...]]:
    duties = frozenset(duty.id for duty in change.catalogue.duties)
    rows: list[dict[str, object]] = []
    took: list[float] = []
    for path in files:
        before = time.perf_counter()
        found = impact(read_file(path, change.catalogue.vocabulary, duties, path.name), change, ON).json()
        took.append((time.perf_counter() - before) * 1000)
        rows.append(found)
    return rows, tuple(took)


def _counts(found: Sequence[Outcome]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for one in found:
        for name, count in one.counts.items():
            totals[name] = totals.get(name, 0) + count
    return totals
