"""How much there is of everything inside the files: entries of lists, and what items carry beyond the common fields.

These are the numbers a reviewer compares with the source: 30 practices in two readings, 28 blocks of inspection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from anzenkarte.catalogue.folders import EDITION, ITEMS, MESSAGES, RULES, VOCABULARY
from anzenkarte.catalogue.gather import SourceFile
from anzenkarte.catalogue.model import Item
from anzenkarte.formats.values import Json

_COUNTED: Final = (EDITION, ITEMS, RULES, VOCABULARY, MESSAGES)  # counted one by one elsewhere
_TEXT: Final = {"ja", "en"}
_STATE: Final = "state"


def list_counts(files: Iterable[SourceFile]) -> dict[str, dict[str, int]]:
    """Per further schema: how many files, entries of each list at their top, and entries inside those entries.

    ``blocks`` counts the blocks of all files of the schema, ``blocks.standards`` the standards in all of them; the
    ``values`` of a row count by its columns.
    """
    found: dict[str, Counter[str]] = {}
    for file in files:
        data = file.marked.data
        if file.schema in _COUNTED or not isinstance(data, dict):
            continue
        counts = found.setdefault(file.schema, Counter())
        counts["files"] += 1
        for key, value in data.items():
            if isinstance(value, list):
                counts[key] += len(value)
                for entry in value:
                    _inside(counts, key, entry)
    return {schema: dict(sorted(counts.items())) for schema, counts in sorted(found.items())}


def _inside(counts: Counter[str], key: str, entry: Json) -> None:
    if not isinstance(entry, dict):
        return
    for name, value in entry.items():
        if (isinstance(value, list) and value) or (isinstance(value, dict) and name == "values"):
            counts[f"{key}.{name}"] += len(value)


def extra_counts(items: Mapping[str, Iterable[Item]]) -> dict[str, dict[str, int]]:
    """Per edition: what its items carry beyond the common fields.

    A list counts its entries, a mapping its numbers by name (``counts.mds``) and the items by its ``state``
    (``disagreement.disagree``); anything else counts the items that carry it. Empty values are left out.
    """
    found: dict[str, dict[str, int]] = {}
    for edition, held in sorted(items.items()):
        counts: Counter[str] = Counter()
        for item in held:
            for key, value in item.extra.items():
                _extra(counts, key, value)
        if counts:
            found[edition] = dict(sorted(counts.items()))
    return found


def _extra(counts: Counter[str], key: str, value: Json) -> None:
    if value is None or value is False or value in ("", [], {}):
        return
    if isinstance(value, list):
        counts[key] += len(value)
        return
    counts[key] += 1
    if isinstance(value, dict) and not set(value) >= _TEXT:
        for name, part in value.items():
            if isinstance(part, int) and not isinstance(part, bool):
                counts[f"{key}.{name}"] += part
        if isinstance(value.get(_STATE), str):
            counts[f"{key}.{value[_STATE]}"] += 1
