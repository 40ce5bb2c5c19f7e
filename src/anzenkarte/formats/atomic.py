"""Files and folders that appear whole or not at all.

New content is built beside its target under a hidden name, flushed to disk and then renamed. A folder is replaced only
when we wrote it: it holds :data:`MARKER`, which lists what we wrote, and nothing else. When the program is killed
between the two renames of a replacement, the next call puts the old folder back before it starts.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from anzenkarte.formats.buffers import Data
from anzenkarte.formats.file_names import clash, is_safe
from anzenkarte.formats.values import shown
from anzenkarte.kernel.errors import InputError, Problem

MARKER = ".anzenkarte"
"""File that marks a folder written by us; one written name a line, sorted."""

_LITTER = (".DS_Store", "Thumbs.db", "desktop.ini")


def write_file(path: Path, data: Data) -> None:
    """Write one file, making its folders; a reader sees the old bytes or the new ones, never a part.

    Raises InputError when the path is a folder or cannot be written.
    """
    with _told(path):
        if path.is_dir():
            raise InputError(Problem.at("write.is-a-folder", file=str(path)))
        path.parent.mkdir(parents=True, exist_ok=True)
        with _workshop(path) as workshop:
            fresh = workshop / "new"
            _put(fresh, data)
            if path.exists():
                fresh.chmod(path.stat().st_mode & 0o777)
            fresh.replace(path)
        _sync_folder(path.parent)


def write_directory(target: Path, files: Mapping[str, Data]) -> None:
    """Make ``target`` a folder that holds exactly these files (names with ``/`` between parts) and the marker.

    A folder that is there already is replaced when it is empty or was written by us and holds nothing else; otherwise
    it is left as it is. Raises InputError for that, for an unsafe name, and when something cannot be written.
    """
    _refuse_names(target, files)
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        old = target.parent / f".{target.name}.anzenkarte-old"
        _recover(target, old)
        _refuse_foreign(target)
        with _workshop(target) as workshop:
            fresh = workshop / "new"
            fresh.mkdir()
            _fill(fresh, files)
            _swap(fresh, target, old)
        _sync_folder(target.parent)


def _refuse_names(target: Path, files: Mapping[str, Data]) -> None:
    bad = [name for name in sorted(files) if not is_safe(name) or name.split("/")[0].casefold() == MARKER]
    if bad:
        raise InputError([Problem.at("write.unsafe-name", {"name": shown(name)}, file=str(target)) for name in bad])
    twice = clash(sorted(files))
    if twice is not None:
        raise InputError(Problem.at("write.same-name", {"name": shown(twice)}, file=str(target)))


def _refuse_foreign(target: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise InputError(Problem.at("write.not-a-folder", file=str(target)))
    if not target.exists():
        return
    there = sorted(path.relative_to(target).as_posix() for path in target.rglob("*") if not _is_folder(path))
    if not there and not any(target.iterdir()):
        return
    marker = target / MARKER
    if marker.is_symlink() or not marker.is_file():
        raise InputError(Problem.at("write.foreign-folder", file=str(target)))
    ours = {MARKER, *marker.read_text(encoding="utf-8", errors="replace").splitlines()}
    extra = [name for name in there if name not in ours and not _is_litter(name)]
    if extra:
        names = [shown(name) for name in extra[:5]]
        raise InputError(Problem.at("write.foreign-files", {"names": names}, file=str(target)))


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_litter(name: str) -> bool:
    last = name.rpartition("/")[2]
    return last in _LITTER or last.startswith(("~$", ".~lock."))


def _is_ours(folder: Path) -> bool:
    return _is_folder(folder) and (folder / MARKER).is_file()


def _recover(target: Path, old: Path) -> None:
    """Finish what a killed program left: the old folder comes back, or goes when its successor is in place."""
    if not _is_ours(old):
        return
    if target.exists():
        shutil.rmtree(old)
    else:
        old.rename(target)


def _fill(fresh: Path, files: Mapping[str, Data]) -> None:
    marker = "".join(name + "\n" for name in sorted(files)).encode("utf-8")
    for name, data in [*sorted(files.items()), (MARKER, marker)]:
        path = fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _put(path, data)


def _put(path: Path, data: Data) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _swap(fresh: Path, target: Path, old: Path) -> None:
    if not target.exists():
        fresh.rename(target)
        return
    if not any(target.iterdir()):
        target.rmdir()
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _workshop(target: Path) -> Iterator[Path]:
    """A private folder beside the target, on the same file system, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name[:32]}.", suffix=".anzenkarte-new", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn a failure of the file system into a refusal that names the path."""
    try:
        yield
    except (OSError, ValueError) as error:
        blocked = [place for place in path.parents if place.exists() and not place.is_dir()]
        if blocked:
            raise InputError(Problem.at("write.not-a-folder", file=str(blocked[0]))) from error
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise InputError(Problem.at("write.failed", {"reason": shown(reason)}, file=str(path))) from error
