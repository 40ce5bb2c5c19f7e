"""The benchmarks by name, in the order they run, and the paper that keeps their last figures."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from benchmarks.bundle import sealing
from benchmarks.catalogue import opening
from benchmarks.command import compiling, helping
from benchmarks.core import engines, growth, one_update
from benchmarks.crosswalks import closed
from benchmarks.editions import compared, folder
from benchmarks.forms import filling
from benchmarks.measure import Result, Settings
from benchmarks.oscal import loading, resolving
from benchmarks.papers import dossier
from benchmarks.quantify import losses
from benchmarks.risk import register
from benchmarks.search import searching
from benchmarks.workspace import desks

BENCHMARKS: Final[Mapping[str, Callable[[Settings], Result]]] = {
    "engines": engines,
    "update": one_update,
    "growth": growth,
    "risk": register,
    "quantify": losses,
    "catalogue": opening,
    "diff": compared,
    "impact": folder,
    "crosswalks": closed,
    "search": searching,
    "oscal": loading,
    "resolve": resolving,
    "bundle": sealing,
    "dossier": dossier,
    "forms": filling,
    "compile": compiling,
    "help": helping,
    "workspace": desks,
}
PAPER: Final = Path(__file__).resolve().parent.parent / "docs/benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def machine() -> str:
    """What the figures were measured on."""
    model = _field(Path("/proc/cpuinfo"), "model name") or platform.processor() or platform.machine()
    memory = int((_field(Path("/proc/meminfo"), "MemTotal") or "0").partition(" ")[0]) // (1024 * 1024)
    load = f"load average at the end {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load not known"
    return (
        f"{os.cpu_count()} cores, {model}, {memory} GiB, {platform.system()}, "
        f"Python {platform.python_version()}; {load}"
    )


def _field(path: Path, name: str) -> str:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")


def write_figures(results: Iterable[Result], command: str, paper: Path = PAPER) -> None:
    """Put the figures of a run between the marks of the paper; those of benchmarks that did not run stay."""
    text = paper.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    figures, _, tail = rest.partition(END)
    blocks = _blocks(figures)
    for result in results:
        blocks[result.name] = [*result.lines(), f"  by `{command}` on {machine()}"]
    names = [*(name for name in BENCHMARKS if name in blocks), *(name for name in blocks if name not in BENCHMARKS)]
    body = "\n".join(line for name in names for line in blocks[name])
    paper.write_text(f"{head}{BEGIN}\n```text\n{body}\n```\n{END}{tail}", encoding="utf-8")


def _blocks(figures: str) -> dict[str, list[str]]:
    """The figures written before, by the name of the benchmark."""
    found: dict[str, list[str]] = {}
    name = ""
    for line in figures.splitlines():
        if line and not line.startswith((" ", "`")):
            name = line.partition(":")[0]
        if name and not line.startswith("`"):
            found.setdefault(name, []).append(line)
    return found
