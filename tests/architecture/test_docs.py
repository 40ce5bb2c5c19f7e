"""The papers about the house agree with the house: links, rooms, decisions, engine pages."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
ENGINE_HEADINGS = ["Inputs", "Guarantees", "Steps", "Known limits"]
ADR_HEADINGS = ["Context", "Decision", "Consequences"]
ADR_LINES = 60


def _headings(path: Path) -> list[str]:
    return re.findall(r"^## (.+?)\s*$", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_every_link_between_papers_leads_somewhere(root: Path, files: list[Path]) -> None:
    broken = []
    for path in files:
        if path.suffix == ".md":
            for target in LINK.findall(path.read_text(encoding="utf-8")):
                place = target.partition("#")[0]
                if place and not re.match(r"[a-z]+:", place) and not (path.parent / place).exists():
                    broken.append(f"{path.relative_to(root)}: {target}")
    assert broken == []


def test_decisions_are_numbered_listed_and_have_their_headings(root: Path) -> None:
    folder = root / "docs/adr"
    records = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert [path.name[:3] for path in records] == [f"{n:03}" for n in range(1, len(records) + 1)]
    index = (folder / "README.md").read_text(encoding="utf-8")
    for path in records:
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix(f"# {path.name[:3]} ")
        assert _headings(path)[:3] == ADR_HEADINGS, path.name
        assert len(text.splitlines()) <= ADR_LINES, path.name
        assert f"| [{path.name[:3]}]({path.name}) | {title} |" in index, path.name


def _rooms(root: Path) -> list[str]:
    house = root / "src/anzenkarte"
    return sorted(path.name for path in house.iterdir() if path.is_dir() and (path / "__init__.py").exists())


def test_every_room_has_a_paragraph_and_only_built_rooms_have(root: Path) -> None:
    text = (root / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\*\*`([a-z_]+)`\*\*", text, re.MULTILINE)) == _rooms(root)


def test_the_import_contract_knows_which_rooms_are_built(root: Path) -> None:
    contracts = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rooms = next(contract for contract in contracts if contract["id"] == "rooms")
    assert rooms["exhaustive"] is True
    built = [name.strip() for layer in rooms["layers"] for name in layer.split("|") if "(" not in name]
    assert sorted(built) == _rooms(root)


def _engines(root: Path) -> list[str]:
    return sorted(path.parent.name for path in (root / "src/anzenkarte/assess").glob("*/engine.py"))


def test_every_engine_has_a_page_and_every_page_an_engine(root: Path) -> None:
    pages = sorted(path.stem for path in (root / "docs/engines").glob("*.md"))
    assert pages == _engines(root)
    assert pages, "no engine found"


@pytest.mark.parametrize("heading", ENGINE_HEADINGS)
def test_every_engine_page_has(heading: str, root: Path) -> None:
    without = [p.name for p in sorted((root / "docs/engines").glob("*.md")) if heading not in _headings(p)]
    assert without == []
