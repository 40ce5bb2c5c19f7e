"""Times, memory and growth: how they are measured, and how a result is told."""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from benchmarks.generate import Size

KIB: Final = 1024
_BYTECODE: Final = Path(__file__).resolve().parent.parent / "out/bytecode"


DEFAULT, SMALL = Size(), Size(50, 150, 100)


class UnequalError(Exception):
    """Two ways to the same result gave different ones: no time of either counts."""


@dataclass(frozen=True)
class Settings:
    """How large and how often: ``size`` is the case of the main figures, ``base`` the smallest of the growth series."""

    size: Size = DEFAULT
    base: Size = SMALL
    factors: tuple[int, ...] = (1, 2, 4, 8)
    repeats: int = 9
    cold_repeats: int = 7
    edits: int = 12


TINY: Final = Settings(Size(12, 24, 16), Size(8, 16, 12), (1, 2, 4), 1, 1, 4)
FULL: Final = Settings(base=DEFAULT, repeats=15, cold_repeats=15, edits=60)


@dataclass(frozen=True)
class Times:
    """Milliseconds of repeated runs after a warm-up, and what they should stay below (None: no target)."""

    label: str
    samples: tuple[float, ...]
    target: float | None = None

    @property
    def least(self) -> float:
        """The run least disturbed by other work on the machine."""
        return min(self.samples)

    def line(self) -> str:
        """``label: median 4.1 ms, min 3.9 ms of 9 (target 10 ms: reached)``."""
        said = f"{self.label}: median {_number(median(self.samples))} ms, min {_number(self.least)} ms"
        said += f" of {len(self.samples)}"
        if self.target is None:
            return said
        return f"{said} (target {self.target:g} ms: {'reached' if self.least <= self.target else 'not reached'})"


@dataclass(frozen=True)
class Growth:
    """How work and time grow along one axis: the exponent of a log-log fit, 1 being proportional."""

    axis: str
    sizes: tuple[int, ...]
    work: tuple[int, ...]
    milliseconds: tuple[float, ...]

    @property
    def work_exponent(self) -> float:
        """Exponent of the units of work."""
        return exponent(self.sizes, self.work)

    @property
    def time_exponent(self) -> float:
        """Exponent of the time."""
        return exponent(self.sizes, self.milliseconds)

    def line(self) -> str:
        """One line with sizes, units, times and both exponents."""
        sizes, work = ("/".join(str(n) for n in numbers) for numbers in (self.sizes, self.work))
        times = "/".join(_number(ms) for ms in self.milliseconds)
        said = f"growth along {self.axis} {sizes}: units {work} (exponent {self.work_exponent:.2f})"
        return f"{said}, min ms {times} (exponent {self.time_exponent:.2f})"


@dataclass(frozen=True)
class Result:
    """What one benchmark found. ``equal`` says which results were compared and found the same."""

    name: str
    what: str
    equal: str = ""
    work: Mapping[str, int] | None = None
    times: tuple[Times, ...] = ()
    growth: tuple[Growth, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: str = ""

    def lines(self) -> list[str]:
        """The result as text, equality first."""
        if self.skipped:
            return [f"{self.name}: {self.what}", f"  skipped: {self.skipped}"]
        lines = [f"{self.name}: {self.what}", f"  equal: {self.equal}"]
        if self.work:
            lines.append("  work: " + ", ".join(f"{label} {count}" for label, count in self.work.items()))
        lines += [f"  {times.line()}" for times in self.times]
        lines += [f"  {growth.line()}" for growth in self.growth]
        return lines + [f"  {note}" for note in self.notes]


def _number(milliseconds: float) -> str:
    return f"{milliseconds:.1f}" if milliseconds < 100 else f"{milliseconds:.0f}"


def alternate(repeats: int, *runs: Callable[[], object]) -> list[tuple[float, ...]]:
    """Milliseconds of each run, taken in turns after one warm-up of each."""
    for run in runs:
        run()
    samples: list[list[float]] = [[] for _ in runs]
    for _ in range(repeats):
        for taken, run in zip(samples, runs, strict=True):
            start = time.perf_counter()
            run()
            taken.append((time.perf_counter() - start) * 1000)
    return [tuple(taken) for taken in samples]


def exponent(sizes: Sequence[int], values: Sequence[float]) -> float:
    """Slope of the least-squares line through the logarithms; 0 for a single size."""
    xs, ys = [math.log(size) for size in sizes], [math.log(max(value, 1e-9)) for value in values]
    middle, height = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle) ** 2 for x in xs)
    return sum((x - middle) * (y - height) for x, y in zip(xs, ys, strict=True)) / spread if spread else 0.0


def same(what: str, one: object, other: object) -> str:
    """``what`` when both are equal; raises UnequalError otherwise."""
    if one != other:
        raise UnequalError(what)
    return what


class Ran(NamedTuple):
    """A finished process."""

    code: int
    output: str
    milliseconds: float
    peak_mib: float


_LAUNCH: Final = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
taken = (time.perf_counter() - start) * 1000
print(json.dumps([done.returncode, done.stdout, taken, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def run_process(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> Ran:
    """Run a program from its start to its end, with its own peak memory.

    A small process starts it, because the kernel counts the memory of whoever starts a process as that process's own.
    Python finds its modules compiled, as an installed program does, in a folder inside the checkout.
    """
    done = subprocess.run(  # noqa: S603 - our own command with fixed arguments
        [sys.executable, "-S", "-c", _LAUNCH, *arguments],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(_BYTECODE), **(environment or {})},
    )
    code, output, milliseconds, peak = json.loads(done.stdout)
    return Ran(code, output, milliseconds, _mib(peak))


def python_code(code: str, *arguments: str) -> list[str]:
    """The arguments that run a piece of code in a fresh interpreter of this kind."""
    return [sys.executable, "-c", code, *arguments]


def peak_mib() -> float:
    """Largest memory this process held so far, in MiB."""
    return _mib(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def _mib(max_rss: int) -> float:
    return max_rss / KIB / (KIB if sys.platform == "darwin" else 1)
