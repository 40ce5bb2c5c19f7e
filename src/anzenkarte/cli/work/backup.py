"""The workspace in one zip: every row as JSON lines by table, every file of the server's data, a list with hashes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, models, transaction

from anzenkarte import __version__
from anzenkarte.formats.file_names import clash, is_safe
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.workspace.organisations.models import Organisation, User
from anzenkarte.workspace.scope import unscoped

SCHEMA: Final = "anzenkarte/backup/1"
LIST: Final = "backup.json"
LEFT_OUT: Final = frozenset({"contenttypes", "auth", "sessions", "django_tasks_database", "usersessions"})
"""Made anew by the program, or of no use elsewhere: sign-ins and running jobs."""
_NOT_KEPT: Final = ("workspace.sqlite3", "static/", "mail/", "jobs/", "cache/", ".restore-")
_HEADS: Final = "audit/"
_BROKEN: Final = (
    ValueError, TypeError, KeyError, AttributeError, EOFError, OverflowError, NotImplementedError, RuntimeError,
    zlib.error, zipfile.BadZipFile, serializers.base.DeserializationError, ValidationError, DatabaseError,
)  # fmt: skip
"""What reading a damaged or altered archive raises, in zipfile, json, Django and the database."""
_BLOCK: Final = 1024 * 1024


def tables() -> list[type[models.Model]]:
    """Every table that is backed up, in the order of the apps."""
    return [m for m in apps.get_models() if m._meta.app_label not in LEFT_OUT and not m._meta.proxy]


def write(out: Path) -> tuple[int, int]:
    """Write the backup; gives how many rows and files. Readable by its owner alone, there whole or not at all.

    Raises InputError ``backup.exists`` and ``backup.cannot-write``.
    """
    if out.exists():
        raise InputError(Problem.at("backup.exists", {"file": out}))
    draft = _draft(out)
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            hashes: dict[str, str] = {}
            # While others work: a signed head may be older than the chain, and a file may be there that no row names
            # yet; neither may be the other way round.
            files = _write_files(archive, hashes, _files(out, heads=True))
            rows = _write_rows(archive, hashes)
            files += _write_files(archive, hashes, _files(out, heads=False))
            head = {"files": hashes, "program": __version__, "schema": SCHEMA}
            archive.writestr(LIST, json.dumps(head, sort_keys=True))
        draft.replace(out)
    except OSError as error:
        raise InputError(Problem.at("backup.cannot-write", {"file": out})) from error
    finally:
        draft.unlink(missing_ok=True)
    return rows, files


def _draft(out: Path) -> Path:
    return out.with_name(out.name + ".part")


def _write_rows(archive: zipfile.ZipFile, hashes: dict[str, str]) -> int:
    """Rows of one moment: all tables are read in one transaction, which on SQLite lets others write meanwhile."""
    count = 0
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"
    with unscoped(), transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        for model in tables():
            sum_ = hashlib.sha256()
            with archive.open(_member(model), "w", force_zip64=True) as member:
                for line in _lines(model):
                    member.write(line)
                    sum_.update(line)
                    count += 1
            hashes[_member(model)] = sum_.hexdigest()
    return count


def _member(model: type[models.Model]) -> str:
    return f"rows/{model._meta.label_lower}.jsonl"


class _Whole(DjangoJSONEncoder):
    """Django's own, but times keep their microseconds: the audit chain is a hash over them."""

    def default(self, o: object) -> object:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    for row in model._base_manager.order_by("pk").iterator(500):
        text = serializers.serialize("json", [row], cls=_Whole, ensure_ascii=False)
        yield text[1:-1].encode() + b"\n"


def _files(out: Path, heads: bool) -> Iterator[tuple[str, Path]]:
    """The files to be kept, by name: those of the signed heads, or all others but the backup itself."""
    data, own = Path(settings.ANZENKARTE_DATA), (out.resolve(), _draft(out).resolve())
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if name.startswith(_NOT_KEPT) or name.startswith(_HEADS) != heads or path.resolve() in own:
            continue
        if path.is_file():
            yield name, path


def _write_files(archive: zipfile.ZipFile, hashes: dict[str, str], files: Iterator[tuple[str, Path]]) -> int:
    """Each file is read once, so that its hash is of what was written even while it grows."""
    count = 0
    for name, path in files:
        sum_ = hashlib.sha256()
        with path.open("rb") as source, archive.open(f"files/{name}", "w", force_zip64=True) as member:
            while block := source.read(_BLOCK):
                sum_.update(block)
                member.write(block)
        hashes[f"files/{name}"] = sum_.hexdigest()
        count += 1
    return count


def read(file: Path) -> tuple[int, int]:
    """Restore into an empty workspace; gives how many rows and files.

    Raises InputError ``restore.not-empty``, ``restore.not-a-backup``, ``restore.broken``, ``restore.cannot-write`` and
    what opening a file may raise; nothing is kept then.
    """
    if Organisation.objects.exists() or User.objects.exists():
        raise InputError(Problem.at("restore.not-empty"))
    data = Path(settings.ANZENKARTE_DATA)
    try:
        with _opened(file) as archive, tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
            hashes = _list(archive, file)
            files = _read_files(archive, hashes, Path(folder, "new"))
            with unscoped(), _in_place(Path(folder), data), transaction.atomic():
                rows = sum(_read_rows(archive, hashes, model) for model in tables() if _member(model) in hashes)
                _renew_sequences()
    except _BROKEN as error:
        raise InputError(Problem.at("restore.broken", {"file": file})) from error
    except OSError as error:
        raise InputError(Problem.at("restore.cannot-write", {"folder": data})) from error
    return rows, files


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except FileNotFoundError as error:
        raise InputError(Problem.at("file.missing", file=str(file))) from error
    except OSError as error:
        raise InputError(Problem.at("file.unreadable", file=str(file))) from error
    except zipfile.BadZipFile as error:
        raise InputError(Problem.at("restore.not-a-backup", {"file": file})) from error


def _list(archive: zipfile.ZipFile, file: Path) -> dict[str, str]:
    names = archive.namelist()
    if LIST not in names:
        raise InputError(Problem.at("restore.not-a-backup", {"file": file}))
    head = json.loads(archive.read(LIST))
    if not isinstance(head, dict) or head.get("schema") != SCHEMA:
        raise InputError(Problem.at("restore.not-a-backup", {"file": file}))
    hashes: dict[str, str] = head["files"]
    if sorted([LIST, *hashes]) != sorted(names) or clash(names) or not all(is_safe(name) for name in names):
        raise ValueError
    rows = {_member(model) for model in tables()}
    if any(name not in rows and not _is_kept_file(name) for name in hashes):
        raise ValueError
    return hashes


def _is_kept_file(member: str) -> bool:
    return member.startswith("files/") and not member.removeprefix("files/").startswith(_NOT_KEPT)


def _read_rows(archive: zipfile.ZipFile, hashes: dict[str, str], model: type[models.Model]) -> int:
    count, sum_ = 0, hashlib.sha256()
    with archive.open(_member(model)) as member:
        for line in member:
            sum_.update(line)
            for row in serializers.deserialize("json", f"[{line.decode()}]"):
                if type(row.object) is not model:
                    raise ValueError
                row.save()
                count += 1
    if sum_.hexdigest() != hashes[_member(model)]:
        raise ValueError
    return count


def _renew_sequences() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), tables())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _read_files(archive: zipfile.ZipFile, hashes: dict[str, str], folder: Path) -> int:
    count = 0
    for name in sorted(hashes):
        if not name.startswith("files/"):
            continue
        target = folder / name.removeprefix("files/")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        sum_ = hashlib.sha256()
        with archive.open(name) as source, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as out:
            while block := source.read(_BLOCK):
                sum_.update(block)
                out.write(block)
        if sum_.hexdigest() != hashes[name]:
            raise ValueError
        count += 1
    return count


@contextmanager
def _in_place(folder: Path, data: Path) -> Iterator[None]:
    """Put the files of ``folder/new`` where they belong, while the rows are written: both are there, or neither is."""
    new, before = folder / "new", folder / "before"
    moved: list[Path] = []
    try:
        for path in sorted(path for path in new.rglob("*") if path.is_file()):
            place = path.relative_to(new)
            if (data / place).exists():
                _move(data / place, before / place)
            moved.append(place)
            _move(path, data / place)
        yield
    except BaseException:
        for place in moved:
            (data / place).unlink(missing_ok=True)
            if (before / place).exists():
                _move(before / place, data / place)
        raise


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.move(path, target)
