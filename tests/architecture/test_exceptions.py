"""A module says what it is for; an exception to a check names the check and says why."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

from tests.architecture.conftest import Module

#: `noqa` and `type: ignore` with a code in brackets or after a colon, then a reason after ` - ` or ` # `.
WITH_REASON = re.compile(r"#\s*(?:noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|type:\s*ignore\[[a-z, -]+\])\s+[-#]+\s+\w+.*\w+")
#: Except this one, which is its own reason: the library has no types.
ANY_EXCEPTION = re.compile(r"#\s*(?:noqa\b|type:\s*ignore\b(?!\[import-untyped\]))")


def test_every_module_says_what_it_is_for(modules: Callable[[str], list[Module]]) -> None:
    short = [m.path for m in modules("") if len((ast.get_docstring(m.tree) or "").split()) < 4]
    assert short == []


def _without_reason(path: str, text: str) -> list[str]:
    return [
        f"{path}:{number}"
        for number, line in enumerate(text.splitlines(), start=1)
        if ANY_EXCEPTION.search(line) and not WITH_REASON.search(line)
    ]


def test_every_exception_has_a_code_and_a_reason(modules: Callable[[str], list[Module]]) -> None:
    me = "tests/architecture/test_exceptions.py"
    assert [place for m in modules("") if m.path != me for place in _without_reason(m.path, m.text)] == []


def test_the_check_sees_a_bare_exception() -> None:
    text = (
        "a = 1  # noqa\nb = 2  # noqa: E501\nc = 3  # noqa: E501 - a table row\nd = 4  # type: ignore[misc]  # set late"
    )
    assert _without_reason("made.py", text) == ["made.py:1", "made.py:2"]


def test_every_rule_switched_off_in_the_settings_says_why(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    codes = [*lint["ignore"], *(code for codes in lint["per-file-ignores"].values() for code in codes)]
    for code in codes:
        assert re.search(rf'^\s*"{code}",?\s+# \w+.*\w+', text, re.MULTILINE), f"{code} has no reason beside it"
