"""The nastiest inputs through the commands: exit codes 0, 1 or 2, a line for each problem, never a traceback."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from anzenkarte.cli.commands import GROUPS, build
from anzenkarte.cli.outcome import guarded
from tests.exchange.bundle.conftest import WORDS
from tests.forms.helpers import CHECKLIST
from tests.fuzz import corpus
from tests.fuzz.mutate import mutate
from tests.fuzz.targets import TARGETS, resealed

COUNTS = {"form": 30, "bundle": 50, "karte": 40, "bill": 50}
NAMES = {"form": "f.xlsx", "bundle": "b.anzen", "karte": "k.yaml", "bill": "bom.json"}
COMMANDS = {
    "form": (("form", "read", "{}", "--form", CHECKLIST), ("form", "lint", "{}", "--format", "json")),
    "bundle": (("bundle", "verify", "{}"), ("bundle", "open", "{}", "--out", "o"), ("bundle", "diff", "{}")),
    "karte": (("karte", "check", "{}"),),
    "bill": (("karte", "import", "own.yaml", "{}"),),
}


def _inputs(name: str) -> list[bytes]:
    seeds = TARGETS[name].seeds()
    rounds = [Random(10_000 + number) for number in range(COUNTS[name])]  # noqa: S311 - repeatable on purpose
    made = [mutate(seeds[number % len(seeds)], rng) for number, rng in enumerate(rounds)]
    if name == "bundle":
        made = [resealed(data) or data if number % 2 else data for number, data in enumerate(made)]
    return made


@pytest.mark.parametrize("name", COUNTS)
def test_every_end_is_told_in_lines(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = corpus.world().hospital.store.folder.parent
    monkeypatch.setenv("ANZENKARTE_HOME", str(home))
    monkeypatch.setenv("ANZENKARTE_PASSPHRASE", WORDS)
    monkeypatch.setenv("ANZENKARTE_LANG", "en")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_bytes(corpus.kartes()[0])
    ends = set()
    for data in _inputs(name):
        (tmp_path / NAMES[name]).write_bytes(data)
        for command in COMMANDS[name]:
            monkeypatch.setattr("sys.argv", ["anzenkarte", *(part.format(NAMES[name]) for part in command)])
            end = guarded(build(GROUPS))
            told = capsys.readouterr()
            ends.add(end)
            assert end in (0, 1, 2), told.err
            assert "Traceback" not in told.err + told.out
            assert end != 2 or told.err.strip()
            assert all(char.isprintable() for line in told.err.split("\n") for char in line), told.err
    assert len(ends) > 1
    strays = {path.name for path in tmp_path.iterdir()} - {NAMES[name], "own.yaml", "o"}
    assert strays == set()
