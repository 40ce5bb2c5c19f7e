"""The command from its start to its end: ``compile`` and ``--help``, with the memory they take."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from benchmarks.measure import Result, Settings, Times, run_process, same

SAMPLE: Final = ("compile", "handa-2021", "--on", "2021-10-30", "--editions", "mhlw-6.0,meti-mic-1.1")
COMPILE_TARGET, HELP_TARGET, MEMORY_TARGET = 2000.0, 300.0, 300.0
_COMMAND: Final = (sys.executable, "-c", "from anzenkarte.app.console import main; main()")
_QUIET: Final = {"ANZENKARTE_LANG": "en", "PYTHONWARNINGS": "error"}


def compiling(settings: Settings) -> Result:
    """One sample, read, assessed and written as a dossier by a fresh process."""
    if find_spec("anzenkarte.documents.dossier") is None:
        return Result("compile", "the command compile", skipped="no module anzenkarte.documents.dossier")
    digests: list[dict[str, str]] = []
    times: list[float] = []
    peaks: list[float] = []
    for _ in range(settings.cold_repeats + 1):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / "dossier"
            ran = run_process([*_COMMAND, *SAMPLE, "--out", str(out)], _QUIET)
            same(f"compile ends well: {ran.output}", ran.code, 0)
            digests.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
        times.append(ran.milliseconds)
        peaks.append(ran.peak_mib)
    for found in digests[1:]:
        same("every run writes the same bytes", found, digests[0])
    peak = max(peaks)
    reached = "reached" if peak <= MEMORY_TARGET else "not reached"
    return Result(
        "compile",
        f"anzenkarte {' '.join(SAMPLE)}, from start to end of the process",
        "every run writes the same files with the same bytes",
        {"files": len(digests[0]), "runs compared": len(digests)},
        (Times("compile", tuple(times[1:]), COMPILE_TARGET),),
        notes=(f"peak memory of the process {peak:.0f} MiB (target {MEMORY_TARGET:.0f} MiB: {reached})",),
    )


def helping(settings: Settings) -> Result:
    """The help of the command."""
    ran = [run_process([*_COMMAND, "--help"], _QUIET) for _ in range(settings.cold_repeats + 1)]
    equal = same(
        "every run prints the same and ends well", {(one.code, one.output) for one in ran}, {(0, ran[0].output)}
    )
    return Result(
        "help",
        "anzenkarte --help, from start to end of the process",
        equal,
        {"lines": len(ran[0].output.splitlines())},
        (Times("help", tuple(one.milliseconds for one in ran[1:]), HELP_TARGET),),
        notes=(f"peak memory of the process {max(one.peak_mib for one in ran):.0f} MiB",),
    )
