"""The console script ``anzenkarte``: registers the command groups by name and turns errors into exit codes."""

from __future__ import annotations

import gc
import sys

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded


def collect_rarely() -> None:
    """Look for cyclic garbage only after many new objects.

    An assessment makes many small objects that all stay; looking through them over and over takes as long as making
    them, and a command ends before garbage could add up.
    """
    gc.set_threshold(200_000, 30, 30)


def main() -> None:
    """Run the command line; exits 0 fine, 1 findings at or above ``--fail-on``, 2 bad input."""
    collect_rarely()
    sys.exit(guarded(build(GROUPS)))
