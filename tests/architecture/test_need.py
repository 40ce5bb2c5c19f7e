"""The fixture `need`: an absent program skips a test here and fails it in continuous integration."""

from __future__ import annotations

import shutil
from collections.abc import Callable

import pytest


@pytest.fixture
def nothing_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without any outside program on its PATH."""
    monkeypatch.setattr(shutil, "which", lambda _name: None)


@pytest.mark.usefixtures("nothing_installed")
def test_absent_program_skips_with_the_way_out(need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="chromium is not installed; `make system`"):
        need("chromium")


@pytest.mark.usefixtures("nothing_installed")
def test_absent_program_fails_in_ci(need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="chromium is not installed"):
        need("chromium")


def test_present_program_is_given_by_path(need: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", {"soffice": "/opt/office/soffice"}.get)
    assert need("libreoffice") == "/opt/office/soffice"


def test_unknown_program_is_an_error_of_the_test(need: Callable[[str], str]) -> None:
    with pytest.raises(KeyError):
        need("no-such-program")
