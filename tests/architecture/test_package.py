"""The wheel holds every data file (each fits a package-data pattern), and one version number is told everywhere."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path, PurePosixPath

from anzenkarte import __version__


def _matches(path: str, patterns: list[str]) -> bool:
    """As setuptools reads a pattern: ``**/`` stands for any number of folders, none included."""
    return any(PurePosixPath(path).match(pattern.replace("**/", "")) for pattern in patterns)


def test_every_data_file_is_packaged(root: Path, files: list[Path]) -> None:
    patterns = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "package-data"
    ]
    left_out = []
    for path in files:
        if path.is_relative_to(root / "src") and path.suffix != ".py":
            package, _, inner = path.relative_to(root / "src").as_posix().partition("/")
            if not _matches(inner, patterns[package]):
                left_out.append(f"{package}/{inner}")
    assert left_out == []


def test_catalogues_hold_data_only(root: Path, files: list[Path]) -> None:
    data = root / "src/anzenkarte_catalogues"
    code = [p.relative_to(data).as_posix() for p in files if p.is_relative_to(data) and p.suffix == ".py"]
    assert code == ["__init__.py"]


def test_one_version_everywhere(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = re.findall(r"^## (\d+\.\d+\.\d+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert project["version"] == __version__ == told[0]
