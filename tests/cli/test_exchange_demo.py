"""The demonstration of the guide, run as written: two directories, four bundles, one agreement, one reopened fact."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded
from anzenkarte.exchange.keys.card import read_card

GUIDES = ("en", "ja")
BLOCK = re.compile(r"^(?:`(\w+)/([\w.-]+)`[:：]\n\n)?```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PROMPT = re.compile(r"(vendor|hospital)\$ (.+)")
NOT_TOLD = "…"


@dataclass
class Step:
    """A command of one party, and the lines the guide shows below it."""

    party: str
    command: str
    shown: list[str]


def steps(text: str) -> list[Step | tuple[str, str, str]]:
    """Commands in order; between them files to write as ``(party, name, text)``."""
    found: list[Step | tuple[str, str, str]] = []
    for party, name, kind, body in BLOCK.findall(text):
        if kind == "yaml" and party:
            found.append((party, name, body))
        for line in body.splitlines() if kind == "console" else ():
            match = PROMPT.fullmatch(line)
            if match:
                found.append(Step(match[1], match[2], []))
            else:
                last = found[-1]
                assert isinstance(last, Step)
                last.shown.append(line)
    return found


def squeezed(text: str) -> str:
    """Without the spaces that make columns."""
    return " ".join(text.split())


class World:
    """Two directories with a home of keys each."""

    def __init__(self, base: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.base = base
        self.monkeypatch = monkeypatch
        self.capsys = capsys
        for party in ("vendor", "hospital"):
            (base / party).mkdir()

    def write(self, party: str, name: str, text: str) -> None:
        """A file the guide shows."""
        (self.base / party / name).write_text(text, encoding="utf-8")

    def run(self, step: Step) -> str:
        """Run one command as its party; what it prints, and exit code 0."""
        here = self.base / step.party
        words = [self._word(here, word) for word in shlex.split(step.command)]
        self.monkeypatch.chdir(here)
        if words[0] == "cp":
            for name in words[1:-1]:
                shutil.copy(here / name, here / words[-1])
            return ""
        if words[0] == "sed":
            _, find, put, _ = re.split(r"(?<!\\)/", words[1])
            was = (here / words[2]).read_text(encoding="utf-8")
            now = re.sub(find, put.replace("\\/", "/"), was)
            assert now != was
            (here / words[3]).write_text(now, encoding="utf-8")
            return ""
        assert words[0] == "anzenkarte"
        self.monkeypatch.setenv("ANZENKARTE_HOME", str(self.base / f"{step.party}-home"))
        self.monkeypatch.setattr(sys, "argv", words)
        self.capsys.readouterr()
        code = guarded(build(GROUPS))
        printed = self.capsys.readouterr()
        assert code == 0, (step, printed.err)
        return printed.out

    def _word(self, here: Path, word: str) -> str:
        named = re.fullmatch(r"<(.+)>", word)
        return read_card((here / named[1]).read_bytes()).card.id if named else word


def check(step: Step, printed: str) -> None:
    """Every line shown is printed, in this order; ``…`` stands for anything."""
    lines = [squeezed(line) for line in printed.splitlines()]
    at = 0
    for shown in step.shown:
        pattern = re.compile(".*".join(re.escape(part) for part in squeezed(shown).split(NOT_TOLD)))
        place = next((n for n in range(at, len(lines)) if pattern.fullmatch(lines[n])), None)
        assert place is not None, f"{step.command}\nnot printed: {shown}\n{printed}"
        at = place + 1


@pytest.mark.parametrize("lang", GUIDES)
def test_the_guide_happens_as_written(
    lang: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ANZENKARTE_LANG", lang)
    monkeypatch.setenv("ANZENKARTE_PASSPHRASE", "a passphrase of the demonstration")
    world = World(tmp_path, monkeypatch, capsys)
    last = ""
    bundles = 0
    for step in steps((root / f"docs/guide/{lang}/exchange-demo.md").read_text(encoding="utf-8")):
        if isinstance(step, tuple):
            world.write(*step)
            continue
        last = world.run(step)
        check(step, last)
        bundles += bool(re.search(r"bundle (?:seal|answer) ", step.command))
    assert bundles == 4
    reopened = {"en": "reopened", "ja": "再協議"}[lang]
    lines = [line.split()[1] for line in last.splitlines() if line.startswith(reopened) and "/" in line]
    assert lines == ["duty/patching/normal/do@component/vpn", "sla/patch-time"]
    annex = zipfile.ZipFile(io.BytesIO((tmp_path / "vendor/annex.docx").read_bytes()))
    assert {"en": "No legal effect", "ja": "法的効力は主張しません"}[lang] in annex.read("word/document.xml").decode(
        "utf-8"
    )
