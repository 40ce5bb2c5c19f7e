"""What the YAML parser complains about, as our own problem codes with the line that has to be changed."""

from __future__ import annotations

import yaml

from anzenkarte.kernel.errors import Problem

# (words in the parser's complaint, code, show the line where the broken part begins instead of where it broke)
_COMPLAINTS: tuple[tuple[str, str, bool], ...] = (
    ("nesting depth", "yaml.too-deep", False),
    ("scanning an anchor", "yaml.anchor", False),
    ("scanning an alias", "yaml.alias", False),
    ("scanning a tag", "yaml.tag", False),
    ("parsing a tag", "yaml.tag", False),
    ("undefined tag handle", "yaml.tag", False),
    ("directive", "yaml.directive", False),
    ("incompatible YAML document", "yaml.directive", False),
    ("mapping values are not allowed", "yaml.stray-colon", False),
    ("cannot start any token", "yaml.bad-start", False),
    ("tab character", "yaml.bad-start", False),
    ("could not find expected ':'", "yaml.no-colon", True),
    ("scanning a quoted scalar", "yaml.open-quote", True),
    ("parsing a flow", "yaml.open-bracket", True),
    ("escape", "yaml.bad-escape", False),
    ("parsing a block", "yaml.indentation", False),
    ("block sequence entries are not allowed", "yaml.indentation", False),
    ("expected <document start>", "yaml.after-value", False),
)


def problem_of(error: yaml.YAMLError, file: str, depth: int, last: int) -> Problem:
    """One problem for a complaint of the parser.

    ``depth`` is the limit told when the nesting is too deep, ``last`` the number of the last line of the file.
    """
    mark, context_mark, said = None, None, str(error)
    if isinstance(error, yaml.MarkedYAMLError):
        said = f"{error.context or ''} {error.problem or ''}"
        mark, context_mark = error.problem_mark, error.context_mark
    for words, code, at_begin in _COMPLAINTS:
        if words in said and not (code == "yaml.open-quote" and "escape" in said):
            if at_begin and context_mark is not None:
                mark = context_mark
            params: dict[str, object] = {"limit": depth} if code == "yaml.too-deep" else {}
            return Problem.at(code, params, file=file, line=_line(mark, last))
    return Problem.at("yaml.syntax", {"detail": " ".join(said.split())}, file=file, line=_line(mark, last))


def _line(mark: yaml.error.Mark | yaml._yaml.Mark | None, last: int) -> int:
    return min(mark.line + 1, last) if mark else 0
