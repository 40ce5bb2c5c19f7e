"""A tenth of ``make soak``: the served workspace killed twenty times while others write."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def test_what_was_acknowledged_outlives_twenty_kills(root: Path) -> None:
    command = [sys.executable, "-m", "tests.soak", "--kills", "20", "--seed", "7"]
    done = subprocess.run(
        command, cwd=root, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=900
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("20 kills")
    assert lines[-1] == "every chain sound after every kill"
