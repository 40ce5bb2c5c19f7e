"""The one table of modules that are loaded only when a command needs them, so that ``--help`` stays quick."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Final

from anzenkarte.kernel.errors import InputError, Problem

WORK: Final[dict[str, str]] = {
    "agreement": "anzenkarte.cli.work.agreement",
    "answer": "anzenkarte.cli.work.answer",
    "attach": "anzenkarte.cli.work.attach",
    "bundle": "anzenkarte.cli.work.bundle",
    "catalogue": "anzenkarte.cli.work.catalogue",
    "compile": "anzenkarte.cli.work.compile",
    "crosswalk": "anzenkarte.cli.work.crosswalk",
    "diff": "anzenkarte.cli.work.diff",
    "disclosure": "anzenkarte.cli.work.disclosure",
    "exchange": "anzenkarte.cli.work.exchange",
    "explain": "anzenkarte.cli.work.explain",
    "form": "anzenkarte.cli.work.form",
    "impact": "anzenkarte.cli.work.impact",
    "karte": "anzenkarte.cli.work.karte",
    "key": "anzenkarte.cli.work.key",
    "messages": "anzenkarte.cli.work.messages",
    "oscal": "anzenkarte.cli.work.oscal",
    "pages": "anzenkarte.cli.work.pages",
    "quantify": "anzenkarte.cli.work.quantify",
    "reading": "anzenkarte.cli.work.reading",
    "search": "anzenkarte.cli.work.search",
    "server": "anzenkarte.cli.work.server",
}

EXTRAS: Final[dict[str, str]] = {"numpy": "analytics"}
"""Packages that come with an extra of ours only."""


AFTER_SETTINGS: Final[dict[str, str]] = {
    "django": "django",
    "backup": "anzenkarte.cli.work.backup",
    "workspace": "anzenkarte.cli.work.workspace",
    "wsgi": "anzenkarte.app.wsgi",
}
"""What can be loaded only when the workspace's settings are named, by ``cli.work.server`` and below."""


def work(name: str) -> ModuleType:
    """The module that does the work of a command; see WORK and AFTER_SETTINGS.

    Raises InputError ``cli.needs-extra`` where a package of an extra is not installed.
    """
    try:
        return import_module(WORK.get(name) or AFTER_SETTINGS[name])
    except ModuleNotFoundError as lacking:
        package = (lacking.name or "").partition(".")[0]
        if package not in EXTRAS:
            raise
        params = {"command": name, "package": package, "extra": EXTRAS[package]}
        raise InputError(Problem.at("cli.needs-extra", params)) from lacking
