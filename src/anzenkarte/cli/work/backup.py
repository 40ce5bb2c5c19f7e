"""The workspace in one zip: every row as JSON lines by table, every file of the server's data, a list with hashes."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from anzenkarte import __version__
from anzenkarte.formats.file_names import is_safe
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.workspace.organisations.models import Organisation
from anzenkarte.workspace.scope import unscoped

SCHEMA: Final = "anzenkarte/backup/1"
LIST: Final = "backup.json"
LEFT_OUT: Final = frozenset({"contenttypes", "auth", "sessions", "django_tasks_db", "usersessions"})
"""Made anew by the program, or of no use elsewhere: sign-ins and running jobs."""
_NOT_KEPT: Final = ("workspace.sqlite3", "static/", "mail/", "jobs/", "cache/")
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
    draft = out.with_name(out.name + ".part")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
            hashes: dict[str, str] = {}
            rows = _write_rows(archive, hashes)
            files = _write_files(archive, hashes)
            head = {"files": hashes, "program": __version__, "schema": SCHEMA}
            archive.writestr(LIST, json.dumps(head, sort_keys=True))
        draft.replace(out)
    except OSError as error:
        raise InputError(Problem.at("backup.cannot-write", {"file": out})) from error
    finally:
        draft.unlink(missing_ok=True)
    return rows, files


def _write_rows(archive: zipfile.ZipFile, hashes: dict[str, str]) -> int:
    """Rows of one moment: all tables are read in one transaction."""
    count = 0
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


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    for row in model._base_manager.order_by("pk").iterator(500):
        text = serializers.serialize("json", [row], ensure_ascii=False)
        yield text[1:-1].encode() + b"\n"


def _write_files(archive: zipfile.ZipFile, hashes: dict[str, str]) -> int:
    data, count = Path(settings.ANZENKARTE_DATA), 0
    for path in sorted(data.rglob("*")):
        name = path.relative_to(data).as_posix()
        if path.is_file() and not name.startswith(_NOT_KEPT):
            archive.write(path, f"files/{name}")
            with path.open("rb") as source:
                hashes[f"files/{name}"] = hashlib.file_digest(source, "sha256").hexdigest()
            count += 1
    return count


def read(file: Path) -> tuple[int, int]:
    """Restore into an empty workspace; gives how many rows and files.

    Raises InputError ``restore.not-empty``, ``restore.not-a-backup``, ``restore.broken``; nothing is kept then.
    """
    if Organisation.objects.exists():
        raise InputError(Problem.at("restore.not-empty"))
    data = Path(settings.ANZENKARTE_DATA)
    try:
        with zipfile.ZipFile(file) as archive, tempfile.TemporaryDirectory(dir=data, prefix=".restore-") as folder:
            hashes = _list(archive, file)
            files = _read_files(archive, hashes, Path(folder))
            with unscoped(), transaction.atomic():
                rows = sum(_read_rows(archive, hashes, model) for model in tables() if _member(model) in hashes)
                _renew_sequences()
            _put_in_place(Path(folder), data)
    except FileNotFoundError as error:
        raise InputError(Problem.at("file.missing", file=str(file))) from error
    except (ValueError, KeyError, zipfile.BadZipFile, serializers.base.DeserializationError, DatabaseError) as error:
        raise InputError(Problem.at("restore.broken", {"file": file})) from error
    return rows, files


def _list(archive: zipfile.ZipFile, file: Path) -> dict[str, str]:
    names = archive.namelist()
    if LIST not in names:
        raise InputError(Problem.at("restore.not-a-backup", {"file": file}))
    head = json.loads(archive.read(LIST))
    if head["schema"] != SCHEMA:
        raise InputError(Problem.at("restore.not-a-backup", {"file": file}))
    hashes: dict[str, str] = head["files"]
    if sorted(hashes) != sorted(set(names) - {LIST}) or not all(is_safe(name) for name in names):
        raise ValueError
    return hashes


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


def _put_in_place(folder: Path, data: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            target = data / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.move(path, target)
