"""The served workspace as a process that can be killed, and a witness that reads its database from beside."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from tests.own_home import environment

_PATIENCE: Final = 120.0
_SERVE: Final = "from anzenkarte.app.console import main; main()"


class Server:
    """``anzenkarte serve`` on loopback, in a process group of its own so that nothing of it outlives a kill."""

    def __init__(self, home: Path, database: str, threads: int = 8) -> None:
        self.home, self.database, self.threads = home, database, threads
        self.port = 0
        self.process: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Start on a free port and wait until it answers."""
        self.port = _free_port()
        arguments = ["serve", "--no-worker", "--port", str(self.port), "--threads", str(self.threads)]
        with (self.home / "errors").open("a") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _SERVE, *arguments],
                env=environment(self.home, self.database),
                stdout=subprocess.DEVNULL,
                stderr=errors,
                text=True,
                start_new_session=True,
            )
        until = time.monotonic() + _PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.home / "errors").read_text())
            time.sleep(0.1)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/api/v1/organisation")
            return connection.getresponse().status == 401
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """End every process of the server at once, as a fault of the machine would."""
        if self.process is None:
            return
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None


class Witness:
    """A process beside the server that looks into the database when asked and holds no connection else."""

    def __init__(self, home: Path, database: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.witness"],
            env=environment(home, database),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self) -> list[str]:
        """Everything that is not consistent."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("look\n")
        self.process.stdin.flush()
        found: list[str] = json.loads(self.process.stdout.readline())
        return found

    def close(self) -> None:
        """End it."""
        self.process.communicate(timeout=30)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
