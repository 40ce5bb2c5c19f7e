"""Secrets of the server: made once even when many ask at once, private, whole."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from anzenkarte.workspace.documents_store.files import secret_file


def test_all_who_ask_at_once_get_the_same_whole_secret(tmp_path: Path) -> None:
    for name in range(30):
        path = tmp_path / "keys" / f"{name}.key"
        with ThreadPoolExecutor(8) as pool:
            found = set(pool.map(lambda _, path=path: secret_file(path), range(8)))
        assert len(found) == 1
        assert {len(one) for one in found} == {32}
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert not [one for one in (tmp_path / "keys").iterdir() if one.suffix != ".key"]
