"""The workspace under load: every page of the desks over many documents, fifty people at once, a change until shown."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

from benchmarks.measure import Result, Settings, Times, same
from tests.own_home import environment
from tests.soak.serving import Server

LARGE: Final = (1_000, 200, 300_000, 10_000)
"""Services, organisations, statements, documents in the longest list."""
TINY: Final = (4, 4, 40, 30)
TARGET, CHANGE_TARGET = 100.0, 1000.0
_USERS: Final = 50
_EACH: Final = {
    "vendor": ("vendor/", "people/", "exchange/"),
    "institution": ("institution/", "institution/dates/", "exchange/"),
}


def desks(settings: Settings) -> Result:
    """Seed, measure each page, then let fifty people ask at once; no request may fail."""
    tiny = settings.repeats == 1
    sizes = TINY if tiny else LARGE
    with tempfile.TemporaryDirectory(prefix="anzenkarte-bench-") as folder:
        home = Path(folder)
        seeded = _run(home, "benchmarks.workspace_seed", *map(str, sizes))
        found = _run(home, "benchmarks.workspace_pages", str(2 if tiny else 20), given=seeded)
        users, seconds, failed = _together(home, seeded, 2 if tiny else _USERS)
    equal = same("no request failed", failed, [])
    pages = found["pages"]
    slow = {name for name, one in pages.items() if _percentiles(one["cpu"])[1] > TARGET}
    lines = [_line(name, one, name in slow) for name, one in sorted(pages.items())]
    lines.append(
        f"{len(pages)} pages, {len(slow)} of them work longer than {TARGET:g} ms in 1 of 20 times; "
        f"{len(found['silent'])} addresses showed nothing (forms that are sent only, things that are not there)"
    )
    lines.append(f"{_USERS if not tiny else 2} people at once: {users} pages in {seconds:.1f} s, none failed")
    work = {**seeded["counts"], "pages": len(pages), "requests": users}
    times = tuple(
        Times(f"change until its verdict is shown, {name}", tuple(taken), CHANGE_TARGET)
        for name, taken in found["changes"].items()
    )
    return Result("workspace", "Pages of the desks over many documents", equal, work, times, notes=tuple(lines))


def _line(name: str, one: Any, slow: bool) -> str:
    """The time the server works (a busy machine does not lengthen it), the time that passes, the questions asked."""
    (work, most), (passed, longest) = _percentiles(one["cpu"]), _percentiles(one["ms"])
    said = f"{name}: works p50 {work:.0f} p95 {most:.0f} ms, takes p50 {passed:.0f} p95 {longest:.0f} ms"
    return f"{said}, {one['queries']} queries{' SLOW' if slow else ''}"


def _percentiles(taken: list[float]) -> tuple[float, float]:
    cut = quantiles(taken, n=20, method="inclusive")
    return cut[9], cut[18]


def _run(home: Path, module: str, *arguments: str, given: Any = None) -> Any:
    done = subprocess.run(  # noqa: S603 - our own module with fixed arguments
        [sys.executable, "-m", module, *arguments],
        env=environment(home, ""),
        input=json.dumps(given),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-4000:])
    return json.loads(done.stdout.splitlines()[-1])


def _together(home: Path, seeded: Any, users: int) -> tuple[int, float, list[str]]:
    """Pages asked by so many people at once, seconds, and what failed."""
    server = Server(home, "")
    try:
        start = time.perf_counter()
        with ThreadPoolExecutor(users) as pool:
            asked = [pool.submit(_person, server.port, *one) for one in seeded["sessions"][:users]]
            found = [one.result() for one in asked]
        seconds = time.perf_counter() - start
    finally:
        server.kill()
    return sum(count for count, _ in found), seconds, [text for _, failed in found for text in failed]


def _person(port: int, cookie: str, organisation: str, kind: str) -> tuple[int, list[str]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    failed = []
    count = 0
    for _ in range(3):
        for page in _EACH[kind]:
            address = f"/o/{organisation}/{page}"
            try:
                connection.request("GET", address, headers={"Cookie": f"sessionid={cookie}"})
                answer = connection.getresponse()
                answer.read()
            except (OSError, http.client.HTTPException) as error:
                failed.append(f"{address}: {error!r}")
                connection.close()
                continue
            count += 1
            allowed = (200, 403) if page == "people/" else (200,)
            if answer.status not in allowed:
                failed.append(f"{address}: {answer.status}")
    connection.close()
    return count, failed
