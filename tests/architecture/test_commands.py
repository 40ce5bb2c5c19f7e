"""Every command that the papers show exists: targets in the Makefile, verbs and options in the program."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAPERS = ["README.md", "README.ja.md", "CONTRIBUTING.md", "SECURITY.md"]
TARGET = re.compile(r"(?:^|`)make ([a-z-]+)\b", re.MULTILINE)
COMMAND = re.compile(r"^\s*\.venv/bin/anzenkarte\s+(.*?)\s*$", re.MULTILINE)
WORD = re.compile(r"[a-z]+$")
#: Commands that have commands of their own.
GROUPS = frozenset({"karte", "catalogue", "oscal", "form", "disclosure", "key", "bundle", "audit"})
LISTED = re.compile(r"^  ([a-z]+)  ", re.MULTILINE)


def _fenced(text: str) -> str:
    return "\n".join(re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)).replace("\\\n", " ")


def _shown(root: Path, papers: list[str]) -> dict[str, set[str]]:
    """Verbs as shown (`karte new`) with the options shown beside them."""
    verbs: dict[str, set[str]] = {}
    for paper in papers:
        for line in COMMAND.findall(_fenced((root / paper).read_text(encoding="utf-8"))):
            words = line.partition("#")[0].split()
            depth = 2 if words[0] in GROUPS else 1
            options = {word.partition("=")[0] for word in words if word.startswith("--")}
            verbs.setdefault(" ".join(words[:depth]), set()).update(options)
    return verbs


@pytest.mark.parametrize("paper", PAPERS)
def test_targets_exist(paper: str, root: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(TARGET.findall((root / paper).read_text(encoding="utf-8")))
    assert named - targets == set()
    assert paper not in PAPERS[:2] or {"demo", "test"} <= named


def _help(*verb: str) -> subprocess.CompletedProcess[str]:
    plain = {**os.environ, "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "200", "ANZENKARTE_LANG": "en"}
    program = Path(sys.executable).parent / "anzenkarte"
    return subprocess.run(
        [program, *verb, "--help"], capture_output=True, text=True, env=plain, check=False, timeout=60
    )


def test_verbs_and_options_exist(root: Path) -> None:
    for verb, options in sorted(_shown(root, PAPERS).items()):
        assert all(WORD.match(word) for word in verb.split()), verb
        helped = _help(*verb.split())
        assert helped.returncode == 0, f"{verb}: {helped.stderr}"
        assert {option for option in options if option not in helped.stdout} == set(), verb


@pytest.mark.parametrize("paper", PAPERS[:2])
def test_every_command_is_shown(paper: str, root: Path) -> None:
    def listed(*group: str) -> set[str]:
        return set(LISTED.findall(_help(*group).stdout.partition("Commands:")[2]))

    first = listed()
    assert first >= GROUPS
    there = (first - GROUPS) | {f"{group} {verb}" for group in GROUPS for verb in listed(group)}
    assert there - set(_shown(root, [paper])) == set()


def test_continuous_integration_prepares_the_machine_first(root: Path) -> None:
    script = (root / ".ci/run").read_text(encoding="utf-8")
    assert script.index("make system") < script.index("make test")
    assert "set -euo pipefail" in script
