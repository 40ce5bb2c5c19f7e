"""What holds for every line of every catalogue file, whatever its schema: languages, citations, confidence words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.catalogue.folders import EDITION, ITEMS, MESSAGES, RULES, VOCABULARY
from anzenkarte.catalogue.gather import Gathered, SourceFile
from anzenkarte.formats.values import Json, Path, path_text
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.errors import Problem

_WITHOUT: Final = (VOCABULARY, MESSAGES, RULES)  # their texts are read one by one, and they cite by id


def check_lines(gathered: Gathered) -> list[Problem]:
    """Faults of single lines that a reader of that schema does not look at."""
    problems: list[Problem] = []
    for file in gathered.files:
        if file.schema in _WITHOUT:
            continue
        known = _sources(gathered, file)
        waiting: list[tuple[Path, Json]] = [((), file.marked.data)]
        while waiting:
            path, value = waiting.pop()
            if isinstance(value, dict):
                problems.extend(_faults(file, path, value, known))
                waiting.extend(((*path, key), part) for key, part in value.items())
            elif isinstance(value, list):
                waiting.extend(((*path, index), part) for index, part in enumerate(value))
    return problems


def _sources(gathered: Gathered, file: SourceFile) -> frozenset[str]:
    data = file.marked.data if isinstance(file.marked.data, dict) else {}
    own = data.get("sources")
    found = set(own) if isinstance(own, dict) else set()
    edition = gathered.editions.get(str(data.get("id" if file.schema == EDITION else "edition", "")))
    return frozenset(found | set(edition.sources if edition is not None else ()))


def _faults(file: SourceFile, path: Path, value: Mapping[str, Json], known: frozenset[str]) -> list[Problem]:
    found: list[Problem] = []

    def wrong(code: str, below: Path, **params: object) -> None:
        where = (*path, *below)
        line = file.marked.line_of(where)
        found.append(Problem.at(code, params, file=file.state.name, line=line, path=path_text(where)))

    if ("ja" in value) != ("en" in value):
        wrong("catalogue.both-languages", (), key=str(path[-1]) if path else "")
    confidence = value.get("confidence")
    if isinstance(confidence, str) and confidence not in CONFIDENCES:
        wrong("catalogue.unknown-word", ("confidence",), key="confidence", value=confidence, allowed=CONFIDENCES)
    if path and "citation" in value and confidence is None:
        wrong("catalogue.missing-key", (), key="confidence")
    # Inside an item, citation and source are the item's own unless a part says otherwise.
    if path and file.schema != ITEMS and isinstance(confidence, str) and "citation" not in value:
        wrong("catalogue.no-citation", ())
    source = value.get("source")
    if isinstance(source, str) and "place" in value and source not in known:
        wrong("catalogue.unknown-source", ("source",), source=source, known=sorted(known))
    return found
