"""A workspace of a test's own: another process, another home, on PostgreSQL another database."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT: Final = Path(__file__).resolve().parent.parent


@contextmanager
def own_database() -> Iterator[str]:
    """The address of an empty database beside that of ``DATABASE_URL``, dropped at the end; nothing for SQLite."""
    address = os.environ.get("DATABASE_URL", "")
    if not address:
        yield ""
        return
    name = f"own_{uuid.uuid4().hex}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(address)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def environment(home: Path, database: str) -> dict[str, str]:
    """What a process of that workspace sees."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANZENKARTE_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    own = {
        "ANZENKARTE_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "anzenkarte.app.settings",
        "LANG": "C.UTF-8",
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }
    return {**kept, **own, **({"DATABASE_URL": database} if database else {})}


def program(home: Path, database: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """``anzenkarte …`` in that workspace, to its end."""
    command = [sys.executable, "-c", "from anzenkarte.app.console import main; main()", *arguments]
    return _run(command, home, database)


def code(home: Path, database: str, text: str, *arguments: str) -> str:
    """A piece of Python in that workspace, after Django is set up; gives what it printed."""
    done = _run([sys.executable, "-c", f"import django; django.setup()\n{text}", *arguments], home, database)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _run(command: list[str], home: Path, database: str) -> subprocess.CompletedProcess[str]:
    env = environment(home, database)
    return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=300)
