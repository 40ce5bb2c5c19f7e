"""Which announced changes name which items of the new edition, by the printed number in their text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from anzenkarte.catalogue.editions.model import Change
from anzenkarte.catalogue.model import Item

_TELLING: Final = re.compile(r"[①-⑳]|\d\.\d")  # numbers that are not mistaken for a date or an edition


def announced_for(items: Sequence[Item], changes: Sequence[Change]) -> Mapping[str, tuple[str, ...]]:
    """Item → ids of the changes that name its number; numbers that several items bear are left out."""
    times = Counter(item.number for item in items)
    found: dict[str, tuple[str, ...]] = {}
    for item in items:
        if times[item.number] == 1 and _TELLING.search(item.number):
            named = re.compile(rf"(?<![\d.]){re.escape(item.number)}(?![\d.])")
            ids = tuple(change.id for change in changes if named.search(change.summary.ja))
            if ids:
                found[item.id] = ids
    return found
