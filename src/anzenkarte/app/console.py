"""The console script ``anzenkarte``: registers the command groups by name and turns errors into exit codes."""

from __future__ import annotations

import sys

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded


def main() -> None:
    """Run the command line; exits 0 fine, 1 findings at or above ``--fail-on``, 2 bad input."""
    sys.exit(guarded(build(GROUPS)))
