"""Files kept by their hash, outside the database: written once, whole or not at all, reached through a row in scope.

A hash alone opens nothing: whoever asks must hold a row of his own organisation that names it.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from django.conf import settings

from anzenkarte.formats.atomic import write_file
from anzenkarte.formats.buffers import Data, mapped


def put(data: Data) -> str:
    """Keep a file; gives its SHA-256 in hexadecimal. Keeping it again changes nothing."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = path_of(sha256)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_file(path, data)
        path.chmod(0o600)
    return sha256


def get(sha256: str) -> bytes:
    """A kept file; OSError when it is gone or is no longer what its name says."""
    data = path_of(sha256).read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise OSError(sha256)
    return data


def look(sha256: str) -> memoryview:
    """A kept file, seen where it lies; OSError as for ``get``."""
    with path_of(sha256).open("rb") as file:
        view = mapped(file)
    if hashlib.sha256(view).hexdigest() != sha256:
        raise OSError(sha256)
    return view


def path_of(sha256: str) -> Path:
    """Where a file is kept."""
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        raise OSError(sha256)
    return Path(settings.ANZENKARTE_DATA) / "blobs" / sha256[:2] / sha256


def private(folder: Path) -> Path:
    """A folder only this server's user can look into."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def secret_file(path: Path, size: int = 32) -> bytes:
    """Random bytes made at the first call and kept, readable by this server's user alone; whole or not there."""
    if not path.exists():
        private(path.parent)
        draft = path.with_name(f"{path.name}.{token_hex(8)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(os.urandom(size))
            out.flush()
            os.fsync(out.fileno())
        with suppress(FileExistsError):  # another process was first: its bytes count
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
