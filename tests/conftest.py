"""What every test may use: the checkout's root, outside programs that may be absent, a steady hypothesis profile."""

from __future__ import annotations

import glob
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from anzenkarte.cli.language import speak

#: Outside programs by the name tests ask for, and where to look: names on the PATH, then patterns of full paths.
TOOLS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "postgresql": (("pg_ctl",), ("/usr/lib/postgresql/*/bin/pg_ctl",)),
    "chromium": (("chromium", "chromium-browser", "google-chrome"), ()),
    "libreoffice": (("soffice", "libreoffice"), ()),
    "poppler": (("pdftotext",), ()),
}


@pytest.fixture(scope="session", autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything of a user's lies in a folder of this test run, never in the real home."""
    folder = tmp_path_factory.mktemp("home")
    os.environ["ANZENKARTE_HOME"] = str(folder)
    return folder


@pytest.fixture(autouse=True)
def language_of_the_environment() -> None:
    """A test that asked a command to speak a language leaves none behind for the next."""
    speak(None)


settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("local"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "local")


def find_tool(name: str) -> str | None:
    """Path of an outside program of TOOLS, or None; a name not in TOOLS is an error of the test."""
    commands, patterns = TOOLS[name]
    for command in commands:
        if found := shutil.which(command):
            return found
    return next((path for pattern in patterns for path in sorted(glob.glob(pattern), reverse=True)), None)  # noqa: PTH207 - patterns are absolute


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """``need("chromium")`` gives the program's path. Absent: the test is skipped; with CI=true it fails."""

    def ask(name: str) -> str:
        found = find_tool(name)
        if found is not None:
            return found
        reason = f"{name} is not installed; `make system` (as root) brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)

    return ask


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout's root folder, whatever the working directory is."""
    return Path(__file__).resolve().parent.parent
