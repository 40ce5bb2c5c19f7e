"""No file names a package registry or a folder of one machine; the locks carry hashes and no address."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

#: Put together here so that this file itself passes.
REGISTRIES = [
    "pypi." + "org", "files.python" + "hosted.org", "registry.np" + "mjs.org", "registry.yarn" + "pkg.com",
    "deb.deb" + "ian.org", "security.deb" + "ian.org", "archive.ubu" + "ntu.com", "proxy.golang" + ".org",
    "repo.maven." + "apache.org", "crates" + ".io", "/opt/" + "pypi",
]  # fmt: skip
MACHINE_FOLDERS = [folder + "/" for folder in ("/work/main", "/work/shared", "/work/.library", "/root", "/home")]
PINNED = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+?)(?: ;.*?)? \\\n((?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


@pytest.mark.parametrize("words", [REGISTRIES, MACHINE_FOLDERS], ids=["registries", "machine-folders"])
def test_no_file_names(words: list[str], root: Path, files: list[Path]) -> None:
    found = []
    for path in files:
        content = path.read_bytes()
        found += [f"{path.relative_to(root)}: {word}" for word in words if word.encode() in content]
    assert found == []


def _pins(root: Path, name: str) -> dict[str, str]:
    text = (root / "requirements" / name).read_text(encoding="utf-8")
    pins = {match[1].lower().replace("_", "-"): match[2] for match in PINNED.finditer(text)}
    assert "".join(match[0] for match in PINNED.finditer(text)) == text, (
        f"{name} holds a line that is no pin with hashes"
    )
    return pins


def test_run_lock_is_part_of_the_dev_lock(root: Path) -> None:
    run, dev = _pins(root, "run.txt"), _pins(root, "dev.txt")
    assert {name: version for name, version in run.items() if dev.get(name) != version} == {}
    assert set(_pins(root, "build.txt")) == {"setuptools"}


def test_every_dependency_is_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for lock, wanted in (("run.txt", project["dependencies"]), ("dev.txt", project["optional-dependencies"]["dev"])):
        names = {re.split(r"[<>=!~\[; ]", line)[0].lower().replace("_", "-") for line in wanted}
        assert names - set(_pins(root, lock)) - {"anzenkarte"} == set()  # its own extras
