"""Paging by position: ``after`` is what ``next`` of the page before said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ninja import Schema
from pydantic import Field

MOST = 200
DEEPEST = 1_000_000


class Paging(Schema):
    """How many, from where."""

    limit: int = Field(50, ge=1, le=MOST)
    after: int = Field(0, ge=0, le=DEEPEST)


def page_of(rows: Sequence[Any] | Any, paging: Paging, shown: Callable[[Any], Any]) -> dict[str, Any]:
    """One page of rows (a query or a list) as they are shown."""
    found = list(rows[paging.after : paging.after + paging.limit + 1])
    more = len(found) > paging.limit
    return {
        "items": [shown(row) for row in found[: paging.limit]],
        "next": str(paging.after + paging.limit) if more else None,
    }
