"""Whole or not at all: files, folders, and what stands in their way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from anzenkarte.formats.atomic import MARKER, write_directory, write_file
from anzenkarte.kernel.errors import InputError
from tests.formats.refusals import refused


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def fail_second_rename(monkeypatch: pytest.MonkeyPatch, error: type[BaseException]) -> None:
    """Let the old folder go aside, then fail to bring in the new one."""
    rename = Path.rename

    def broken(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise error
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", broken)


def test_a_folder_holds_exactly_what_was_written(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "out"
    write_directory(target, {"b/c.txt": b"1", "a.txt": b"2", "医療.txt": b""})
    assert tree(target) == {
        "a.txt": b"2",
        "b/c.txt": b"1",
        "医療.txt": b"",
        MARKER: "a.txt\nb/c.txt\n医療.txt\n".encode(),
    }
    write_directory(target, {"d.txt": b"3"})
    assert tree(target) == {"d.txt": b"3", MARKER: b"d.txt\n"}
    assert sorted(path.name for path in target.parent.iterdir()) == ["out"]


@pytest.mark.parametrize("below", ["a.txt", "deep/a.txt"])
def test_a_file_where_a_folder_is_needed_is_named(tmp_path: Path, below: str) -> None:
    blocked = tmp_path / "there"
    blocked.write_text("x")
    with pytest.raises(InputError) as caught:
        write_file(blocked / below, b"")
    assert [(p.code, p.file) for p in caught.value.problems] == [("write.not-a-folder", str(blocked))]


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    write_directory(tmp_path / "out", {})
    (tmp_path / "empty").mkdir()
    write_directory(tmp_path / "empty", {"a": b"1"})
    assert tree(tmp_path) == {"out/" + MARKER: b"", "empty/" + MARKER: b"a\n", "empty/a": b"1"}


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.docx").write_bytes(b"x")
    assert [p.code for p in refused(lambda: write_directory(tmp_path / "out", {"a": b"1"}))] == ["write.foreign-folder"]
    assert tree(tmp_path) == {"out/thesis.docx": b"x"}
    (tmp_path / "inner" / "sub").mkdir(parents=True)
    assert [p.code for p in refused(lambda: write_directory(tmp_path / "inner", {}))] == ["write.foreign-folder"]


def test_files_added_to_our_folder_are_not_lost(tmp_path: Path) -> None:
    write_directory(tmp_path / "out", {"a": b"1"})
    (tmp_path / "out" / ".DS_Store").write_bytes(b"")
    (tmp_path / "out" / "~$a.docx").write_bytes(b"")
    write_directory(tmp_path / "out", {"a": b"1", "b/c": b"1"})
    (tmp_path / "out" / "b" / "note.txt").write_bytes(b"mine")
    (problem,) = refused(lambda: write_directory(tmp_path / "out", {"a": b"2"}))
    assert (problem.code, problem.params) == ("write.foreign-files", (("names", "b/note.txt"),))
    assert tree(tmp_path / "out")["a"] == b"1"


@pytest.mark.parametrize("kind", ["file", "link", "dangling", "marker link"])
def test_what_is_no_folder_of_ours_is_never_replaced(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "out"
    write_directory(tmp_path / "real", {"a": b"1"})
    if kind == "file":
        target.write_bytes(b"x")
    elif kind == "link":
        target.symlink_to(tmp_path / "real")
    elif kind == "dangling":
        target.symlink_to(tmp_path / "absent")
    else:
        target.mkdir()
        (target / MARKER).symlink_to(tmp_path / "real" / MARKER)
    code = "write.foreign-folder" if kind == "marker link" else "write.not-a-folder"
    assert [p.code for p in refused(lambda: write_directory(target, {"a": b"2"}))] == [code]
    assert tree(tmp_path / "real")["a"] == b"1"


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../a", "a/../b", "/a", "a//b", "a/", "a\\b", "C:a", "a\0b", "a\nb", "a.", "a ", "nul", "COM1.txt",
     "a/aux", "x" * 256, "あ" * 86, "/".join("a" * 33), "\ud800", ".anzenkarte", ".Anzenkarte/x", "a?"],
)  # fmt: skip
def test_unsafe_names_are_refused(tmp_path: Path, name: str) -> None:
    assert [p.code for p in refused(lambda: write_directory(tmp_path / "out", {name: b""}))] == ["write.unsafe-name"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("names", [("a", "A"), ("が", "か\u3099"), ("a", "a/b"), ("A/x", "a"), ("straße", "STRASSE")])
def test_names_that_some_system_mixes_up_are_refused(tmp_path: Path, names: tuple[str, str]) -> None:
    files: Mapping[str, bytes] = dict.fromkeys(names, b"")
    assert [p.code for p in refused(lambda: write_directory(tmp_path / "out", files))] == ["write.same-name"]
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_filling_leaves_the_old_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_directory(tmp_path / "out", {"a": b"1"})

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (problem,) = refused(lambda: write_directory(tmp_path / "out", {"a": b"2", "b": b"2"}))
    assert (problem.code, problem.params) == ("write.failed", (("reason", "No space left on device"),))
    (problem,) = refused(lambda: write_file(tmp_path / "out" / "a", b"3"))
    assert problem.code == "write.failed"
    assert tree(tmp_path) == {"out/a": b"1", "out/" + MARKER: b"a\n"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_interrupted_swap_is_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    write_directory(tmp_path / "out", {"a": b"1"})
    fail_second_rename(monkeypatch, error)
    with pytest.raises((KeyboardInterrupt, InputError)):
        write_directory(tmp_path / "out", {"a": b"2"})
    assert tree(tmp_path) == {"out/a": b"1", "out/" + MARKER: b"a\n"}


def test_what_a_killed_program_left_is_put_back(tmp_path: Path) -> None:
    write_directory(tmp_path / "out", {"a": b"1"})
    (tmp_path / "out" / "mine.txt").write_bytes(b"kept")
    (tmp_path / "out").rename(tmp_path / ".out.anzenkarte-old")
    assert [p.code for p in refused(lambda: write_directory(tmp_path / "out", {"a": b"2"}))] == ["write.foreign-files"]
    assert tree(tmp_path / "out")["mine.txt"] == b"kept"
    write_directory(tmp_path / ".out.anzenkarte-old", {"old": b"0"})
    (tmp_path / "out" / "mine.txt").unlink()
    write_directory(tmp_path / "out", {"a": b"2"})
    assert tree(tmp_path) == {"out/a": b"2", "out/" + MARKER: b"a\n"}


def test_a_file_is_written_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x" / "y.txt"
    write_file(path, b"1")
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    assert path.stat().st_mode == plain.stat().st_mode
    path.chmod(0o640)
    write_file(path, b"2")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"2", 0o640)
    assert [entry.name for entry in path.parent.iterdir()] == ["y.txt"]


def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    assert [p.code for p in refused(lambda: write_file(tmp_path, b""))] == ["write.is-a-folder"]
    (tmp_path / "f").write_bytes(b"")
    assert [p.code for p in refused(lambda: write_file(tmp_path / "f" / "g", b""))] == ["write.not-a-folder"]
    assert [p.code for p in refused(lambda: write_directory(tmp_path / "f" / "g", {}))] == ["write.not-a-folder"]
    assert [p.code for p in refused(lambda: write_file(tmp_path / "a\0b", b""))] == ["write.failed"]
