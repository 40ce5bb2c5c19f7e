"""Prepares the workspace's settings, then hands over to what needs them; without its parts it says how to get them."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final

from anzenkarte.cli.late import work
from anzenkarte.kernel.errors import InputError, Problem

SETTINGS: Final = "anzenkarte.app.settings"
PARTS: Final = ("django", "allauth", "ninja", "django_htmx", "django_tasks", "csp", "whitenoise", "gunicorn")


def _workspace(demonstration: Path | None = None) -> ModuleType:
    """The module that works with the database, once settings are in place. Raises InputError ``server.parts``."""
    missing = [name for name in PARTS if find_spec(name) is None]
    if missing:
        raise InputError(Problem.at("server.parts", {"parts": missing}))
    if demonstration is not None:
        os.environ["ANZENKARTE_HOME"] = str(demonstration.resolve())
        os.environ["ANZENKARTE_DEMO"] = "1"
        os.environ.pop("DATABASE_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    work("django").setup()
    return work("workspace")


def serve(
    host: str, port: int, threads: int, first: tuple[str, str, str], worker: bool, demonstration: Path | None
) -> int:
    """Serve until stopped; returns the exit code. A demonstration listens on loopback only."""
    if demonstration is not None and host not in ("127.0.0.1", "localhost", "::1"):
        raise InputError(Problem.at("server.demonstration-host", {"host": host}))
    code = _workspace(demonstration).serve(host, port, threads, first, worker)
    return int(code)


def backup(out: Path) -> None:
    """Write everything to one file, whole or not at all."""
    _workspace().backup(out)


def restore(file: Path) -> None:
    """Take a backup into an empty workspace, whole or not at all."""
    _workspace().restore(file)


def verify() -> int:
    """Check every audit chain; 1 when one does not hold."""
    return int(_workspace().verify())
