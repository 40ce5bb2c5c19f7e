"""The cache that rate limits lock with: of many who add at once, one does."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anzenkarte.app.cache import LockedFileCache
from anzenkarte.app.settings import _mail

RACE = """
import sys
from django.conf import settings
settings.configure()
from anzenkarte.app.cache import LockedFileCache
cache = LockedFileCache(sys.argv[1], {})
print(sum(cache.add(f"k{n}", sys.argv[2]) for n in range(200)))
"""


def test_one_thread_adds(tmp_path: Path) -> None:
    cache = LockedFileCache(str(tmp_path), {})
    with ThreadPoolExecutor(8) as pool:
        for name in range(20):
            assert sum(pool.map(lambda who, key=f"k{name}": cache.add(key, who), range(8))) == 1


def test_one_process_adds(tmp_path: Path) -> None:
    command = [sys.executable, "-c", RACE, str(tmp_path)]
    running = [subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True) for n in range(3)]
    assert sum(int(one.communicate(timeout=60)[0]) for one in running) == 200


def test_the_lock_is_no_entry(tmp_path: Path) -> None:
    cache = LockedFileCache(str(tmp_path), {})
    assert cache.add("a", 1)
    assert not cache.add("a", 2)
    assert cache.get("a") == 1
    cache.clear()
    assert cache.add("a", 3)


@pytest.mark.parametrize(
    ("url", "backend", "more"),
    [
        ("", "filebased", {}),
        (
            "smtps://u%40x:p@mail.example:465",
            "smtp",
            {"EMAIL_HOST_USER": "u@x", "EMAIL_USE_SSL": True},
        ),
        ("smtp+tls://mail.example", "smtp", {"EMAIL_PORT": 587, "EMAIL_USE_TLS": True, "EMAIL_HOST": "mail.example"}),
    ],
)
def test_letters_go_where_the_environment_says(url: str, backend: str, more: dict[str, object]) -> None:
    found = _mail(url)
    assert f".{backend}." in str(found["EMAIL_BACKEND"])
    assert {key: found[key] for key in more} == more
