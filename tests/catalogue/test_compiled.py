"""The compiled form: equal to the source, noticed when stale, made again when damaged, safe for two at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from anzenkarte.catalogue import compiled
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue, read_catalogue
from anzenkarte.catalogue.compiled import cache_folder, compile_into, open_compiled
from anzenkarte.catalogue.folders import BUILT_IN, Root, installed_roots, roots_of
from anzenkarte.kernel.errors import CatalogueError
from tests.catalogue.small import SOUND, write

RULES = "guides/gl/1.0/rules.yaml"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A small catalogue whose files are old enough for their time of change to be trusted."""
    folder = write(tmp_path / "source")
    _age(folder)
    return folder


def _age(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        status = path.stat()
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 10_000_000_000))


def _fresh(source: Path, cache: Path) -> bool:
    return open_compiled(roots_of([source]), cache).fresh


def _all(catalogue: Catalogue) -> dict[str, object]:
    """Everything a catalogue says."""
    return {
        "digest": catalogue.digest,
        "vocabulary": catalogue.vocabulary,
        "editions": catalogue.editions,
        "order": list(catalogue.editions),
        "items": [catalogue.items(name) for name in catalogue.editions],
        "rules": [catalogue.rules(name) for name in catalogue.editions],
        "edition_digests": [catalogue.edition_digest(name) for name in catalogue.editions],
        "duties": (catalogue.duties, catalogue.acts, catalogue.situations),
        "laws": catalogue.laws,
        "schemes": catalogue.schemes,
        "scopes": catalogue.scopes,
        "extras": catalogue.extras,
        "messages": dict(catalogue.messages),
        "alias": catalogue.item("gl-1.0/first/1/~patching"),
    }


def test_compiled_equals_source(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    first, second = open_catalogue([source], cache), open_catalogue([source], cache)
    assert _fresh(source, cache)
    assert _all(first) == _all(second) == _all(read_catalogue([source]))


def test_compiled_equals_source_for_the_installed_catalogue(tmp_path: Path) -> None:
    compile_into(installed_roots(), tmp_path)
    opened = open_compiled(installed_roots(), tmp_path)
    assert opened.fresh
    assert _all(Catalogue(opened.index, opened.shelf)) == _all(read_catalogue())


def _touch(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        os.utime(path, ns=(1_600_000_000_000_000_000, 1_600_000_000_000_000_000))


def _edit(folder: Path) -> None:
    path = folder / RULES
    path.write_text(path.read_text(encoding="utf-8").replace("ge: 1", "ge: 2"), encoding="utf-8")


def _edit_keeping_size_and_time(folder: Path) -> None:
    path = folder / RULES
    before = path.stat()
    _edit(folder)
    after = path.stat()
    assert after.st_size == before.st_size
    os.utime(path, ns=(before.st_atime_ns, after.st_mtime_ns))


def _add(folder: Path) -> None:
    write(folder, {"odd/one.yaml": "schema: anzenkarte/odd/1\n"})


def _remove(folder: Path) -> None:
    (folder / "laws/xx.yaml").unlink()


def _rename(folder: Path) -> None:
    (folder / "laws/xx.yaml").rename(folder / "laws/yy.yaml")


@pytest.mark.parametrize("change", [_edit, _edit_keeping_size_and_time, _add, _remove, _rename])
def test_a_changed_source_is_noticed(change: Callable[[Path], None], source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    before = open_catalogue([source], cache).digest
    change(source)
    assert not _fresh(source, cache)
    assert open_catalogue([source], cache).digest != before
    assert _all(open_catalogue([source], cache)) == _all(read_catalogue([source]))


def test_new_times_with_the_same_contents_are_no_change(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    _touch(source)
    index = (cache / "index.json").read_bytes()
    assert _fresh(source, cache)
    assert (cache / "index.json").read_bytes() != index  # the new times are remembered
    assert _fresh(source, cache)


def test_a_change_in_the_same_tick_as_the_compiling_is_noticed(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "source"), tmp_path / "cache"
    open_catalogue([folder], cache)
    path = folder / RULES
    status = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("ge: 1", "ge: 2"), encoding="utf-8")
    written = (cache / "index.json").stat().st_mtime_ns
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.utime(cache / "index.json", ns=(written, status.st_mtime_ns))
    assert not _fresh(folder, cache)


def test_another_version_of_the_program_compiles_anew(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    monkeypatch.setattr(compiled, "__version__", "9.9.9")
    assert not _fresh(source, cache)
    assert _fresh(source, cache)


@pytest.mark.parametrize("damage", [b"", b"{}", b'["0", {}]', b"\x00" * 200])
def test_a_damaged_index_is_made_again(damage: bytes, source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    (cache / "index.json").write_bytes(damage)
    assert not _fresh(source, cache)
    assert _fresh(source, cache)


def test_one_flipped_letter_in_the_index_is_noticed(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    data = (cache / "index.json").read_bytes()
    assert data.count(b"Ministry") == 2
    (cache / "index.json").write_bytes(data.replace(b"Ministry", b"Minister", 1))
    assert not _fresh(source, cache)


@pytest.mark.parametrize("damage", [None, b"", b'{"items": [], "rules": []}'])
def test_a_damaged_shelf_is_made_again(damage: bytes | None, source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    shelves = sorted(cache.glob("shelf-*.json"))
    assert len(shelves) >= 4  # two editions, messages, everything else
    for path in shelves:
        if damage is None:
            path.unlink()
        else:
            path.write_bytes(damage)
    opened = open_catalogue([source], cache)
    assert _all(opened) == _all(read_catalogue([source]))
    assert sorted(cache.glob("shelf-*.json")) == shelves


def test_a_catalogue_that_changes_while_it_is_open_says_so(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    opened = open_catalogue([source], cache)
    _edit(source)
    open_catalogue([source], cache)  # compiles anew and sweeps the old shelves away
    with pytest.raises(CatalogueError) as caught:
        opened.rules("gl-1.0")
    assert caught.value.problems[0].code == "catalogue.changed"


def test_shelves_of_earlier_states_are_swept(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    before = set(cache.iterdir())
    _edit(source)
    open_catalogue([source], cache)
    after = set(cache.iterdir())
    assert len(after) == len(before)
    assert len(after - before) == 1


def test_works_without_a_place_to_write(source: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert open_catalogue([source], blocked / "cache").items("gl-1.0")
    assert blocked.read_text(encoding="utf-8") == "in the way"
    assert not open_compiled(roots_of([source]), None).fresh


def test_a_broken_catalogue_leaves_the_compiled_form_alone(source: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_catalogue([source], cache)
    before = {path.name: path.read_bytes() for path in cache.iterdir()}
    (source / RULES).write_text(SOUND[RULES].replace("component.ports", "component.holes"), encoding="utf-8")
    with pytest.raises(CatalogueError):
        open_catalogue([source], cache)
    assert {path.name: path.read_bytes() for path in cache.iterdir()} == before


def test_where_the_compiled_form_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = [Root(BUILT_IN, tmp_path)]
    more = [*alone, Root("other", tmp_path / "o", "other")]
    monkeypatch.setenv("ANZENKARTE_CACHE", str(tmp_path / "cache"))
    assert cache_folder(alone) == tmp_path / "cache"
    other = cache_folder(more)
    assert other is not None
    assert other.parent == tmp_path / "cache"
    monkeypatch.setenv("ANZENKARTE_CACHE", "off")
    assert cache_folder(alone) is None
    monkeypatch.delenv("ANZENKARTE_CACHE")
    folder = cache_folder(alone)
    assert folder is not None
    assert folder.name == "_compiled"


OPEN = """
import sys
from pathlib import Path
from anzenkarte.catalogue.catalogue import open_catalogue
for _ in range(5):
    catalogue = open_catalogue([Path(sys.argv[1])], Path(sys.argv[2]))
    print(catalogue.digest, len(catalogue.rules("gl-1.0")), len(catalogue.messages))
    Path(sys.argv[2], "index.json").unlink(missing_ok=True)
"""


def test_two_processes_at_once(source: Path, tmp_path: Path) -> None:
    expected = read_catalogue([source]).digest
    command = [sys.executable, "-c", OPEN, str(source), str(tmp_path / "cache")]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    for process in running:
        out, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
        assert out.splitlines() == [f"{expected} 2 1"] * 5
