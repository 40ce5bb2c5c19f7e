"""The impact of a change of edition on every karte of a folder: many files are shared among worker processes."""

from __future__ import annotations

import gc
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from anzenkarte.assess.impact.engine import impact
from anzenkarte.assess.impact.results import Impact
from anzenkarte.assess.impact.transition import Transition, transition
from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.karte.read import read_file
from anzenkarte.kernel.errors import AnzenError, InputError, Problem

WORKERS: Final = 2
MANY: Final = 100  # from this many files on, starting workers costs less than it saves
CHUNK: Final = 25


@dataclass(frozen=True)
class Outcome:
    """What came of one file: its impact as plain data with its counts, or the problems that kept it from being read."""

    file: str
    row: Mapping[str, object] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def karte_files(folder: Path) -> list[Path]:
    """Every ``*.yaml`` below a folder in order of name; raises InputError ``editions.no-karte`` when there is none."""
    found = sorted(path for path in folder.rglob("*.yaml") if path.is_file())
    if not found:
        raise InputError(Problem.at("editions.no-karte", {"folder": str(folder)}))
    return found


def outcomes(folder: Path, files: Sequence[Path], editions: tuple[str, str], on: date) -> list[Outcome]:
    """The outcome of every file, in the order given; the same whether workers share the files or not."""
    work = partial(_outcome, str(folder), editions, on)
    workers = min(WORKERS, os.cpu_count() or 1)
    if len(files) < MANY or workers < 2:
        return list(map(work, files))
    with ProcessPoolExecutor(workers, get_context("spawn"), _collect_rarely) as pool:
        return list(pool.map(work, files, chunksize=CHUNK))


def _collect_rarely() -> None:
    """As the command itself: look for cyclic garbage only after many new objects."""
    gc.set_threshold(200_000, 30, 30)


@cache
def _prepared(old: str, new: str) -> tuple[Transition, frozenset[str]]:
    """What every file of a run needs, opened once in each process."""
    catalogue = open_catalogue()
    return transition(catalogue, old, new), frozenset(duty.id for duty in catalogue.duties)


def _outcome(folder: str, editions: tuple[str, str], on: date, path: Path) -> Outcome:
    name = path.relative_to(folder).as_posix()
    change, duties = _prepared(*editions)
    try:
        found = impact(read_file(path, change.catalogue.vocabulary, duties, name), change, on)
    except AnzenError as error:
        return Outcome(name, problems=error.problems)
    return Outcome(name, found.json(), _counts(found))


def _counts(found: Impact) -> dict[str, int]:
    return {
        **{str(standing): count for standing, count in found.standings.items()},
        "new_items": len({name for case in found.cases for name in case.items}),
        "asked": sum(len(case.asked) for case in found.cases),
        "open_deadlines": sum(due.open for case in found.cases for due in case.due),
    }
