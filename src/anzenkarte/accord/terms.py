"""Lines people write themselves: a sentence of a service level, or a residual risk the institution is to consent to.

A file of terms is a mapping ``terms: {ID: {kind, text: {ja, en}, about: [subjects], items: [items]}}``.
"""

from __future__ import annotations

import re
from typing import Final

from anzenkarte.accord.gather import Trace
from anzenkarte.accord.lines import Kind, Line
from anzenkarte.formats.values import Json, Marked, Path
from anzenkarte.kernel.errors import Problems

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")
_KINDS: Final[dict[str, Kind]] = {"sla": "sla", "residual": "residual"}
_KEYS: Final = ("kind", "text", "about", "items")


def read_terms(marked: Marked, trace: Trace) -> tuple[Line, ...]:
    """The lines of a file of terms.

    Raises InputError with everything wrong in it: a foreign key, a kind that is neither ``sla`` nor ``residual``, a
    text without both languages, a subject that is not in the case, an item the catalogue does not hold.
    """
    problems = Problems()
    data = marked.data
    terms = data.get("terms") if isinstance(data, dict) else None
    if not isinstance(data, dict) or set(data) != {"terms"} or not isinstance(terms, dict):
        problems.add("accord.terms", file=marked.file, line=marked.line_of(()))
        problems.raise_if_any()
        return ()
    lines: list[Line] = []
    for name, term in terms.items():
        line = _Term(name, term, marked, problems).line(trace)
        if line is not None:
            lines.append(line)
    problems.raise_if_any()
    return tuple(lines)


class _Term:
    """One term, read with its complaints."""

    def __init__(self, name: str, term: Json, marked: Marked, problems: Problems) -> None:
        self.name = name
        self.term = term
        self.marked = marked
        self.problems = problems

    def wrong(self, code: str, *path: str, **params: object) -> None:
        """Note a fault at a place of this term."""
        place: Path = ("terms", self.name, *path)
        shown = "/".join(str(part) for part in place)
        self.problems.add(code, params, file=self.marked.file, line=self.marked.line_of(place), path=shown)

    def line(self, trace: Trace) -> Line | None:
        """The term as a line; None when it is wrong."""
        if not isinstance(self.term, dict) or not _ID.match(self.name):
            self.wrong("accord.term")
            return None
        for key in sorted(set(self.term) - set(_KEYS)):
            self.wrong("accord.term-key", key, key=key, allowed=_KEYS)
        kind = _KINDS.get(str(self.term.get("kind")))
        text = self.term.get("text")
        if kind is None:
            self.wrong("accord.term-kind", "kind", allowed=tuple(_KINDS))
        texts = list(text.values()) if isinstance(text, dict) and set(text) == {"ja", "en"} else []
        if not texts or not all(isinstance(entry, str) and entry.strip() for entry in texts):
            self.wrong("accord.term-text", "text")
        about, items = self._names("about"), self._names("items")
        for subject in about:
            if not trace.case.exists(subject):
                self.wrong("accord.term-subject", "about", subject=subject)
        for item in items:
            if trace.catalogue.item(item) is None:
                self.wrong("accord.term-item", "items", item=item)
        if kind is None:
            return None
        content: dict[str, Json] = {"about": list(about), "items": list(items), "text": text}
        return Line(f"{kind}/{self.name}", kind, content, trace.basis(about, items))

    def _names(self, key: str) -> list[str]:
        value = self.term.get(key, []) if isinstance(self.term, dict) else []
        if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
            return [str(entry) for entry in value]
        self.wrong("accord.term-list", key)
        return []


def is_term(line: Line) -> bool:
    """Whether a line was written by people, not derived from a document."""
    return line.kind in _KINDS and set(line.content) == {"about", "items", "text"}


def renewed(line: Line, trace: Trace) -> Line:
    """The same words, resting on the subjects and items as they are in another case or catalogue."""
    names = {key: value for key, value in line.content.items() if key in ("about", "items") and isinstance(value, list)}
    about, items = ([str(name) for name in names.get(key, [])] for key in ("about", "items"))
    return Line(line.id, line.kind, line.content, trace.basis(about, items))
