"""Runs a command against a PostgreSQL server of its own: ``python -m tests.postgres COMMAND…``.

The server listens on a socket in a folder that is removed afterwards; as root it runs as the user ``postgres``, because
PostgreSQL refuses root. The command finds it in ``DATABASE_URL``. Without PostgreSQL the reason is printed and nothing
runs; with CI=true that is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import find_tool


@contextmanager
def server(pg_ctl: str) -> Iterator[str]:
    """A running server; gives its DATABASE_URL."""
    folder = Path(tempfile.mkdtemp(prefix="anzenkarte-pg-"))
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    try:
        if as_user:
            shutil.chown(folder, "postgres")
        data = folder / "data"
        initdb = str(Path(pg_ctl).with_name("initdb"))
        _quietly([*as_user, initdb, "-D", str(data), "-U", "anzenkarte", "-A", "trust", "-E", "UTF8", "--locale=C"])
        options = f"-c listen_addresses='' -k {folder} -c fsync=off -c max_connections=100"
        _quietly([*as_user, pg_ctl, "-D", str(data), "-w", "-o", options, "-l", str(folder / "log"), "start"])
        try:
            yield f"postgresql://anzenkarte@/postgres?host={folder}"
        finally:
            _quietly([*as_user, pg_ctl, "-D", str(data), "-w", "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _quietly(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        sys.exit(f"{command[-1]}: {done.stderr.strip() or done.stdout.strip()}")


def main(command: list[str]) -> int:
    """Run the command with a server; its exit code."""
    pg_ctl = find_tool("postgresql")
    if pg_ctl is None:
        print("skipped on PostgreSQL: it is not installed; `make system` (as root) brings it")  # noqa: T201 - said to whoever runs it
        return int(os.environ.get("CI") == "true")
    with server(pg_ctl) as address:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
