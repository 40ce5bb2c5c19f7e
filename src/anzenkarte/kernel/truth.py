"""Three-valued logic: true, false, unknown (Kleene's strong tables), with quantifiers over open collections.

Values are small ints so that columns of them can be int8. ``every`` over an incomplete collection is never true and
``some`` never false; ``every`` over a complete empty set is vacuous, which the caller turns into *not applicable*.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

Truth = Literal[0, 1, 2]
FALSE: Final = 0
TRUE: Final = 1
UNKNOWN: Final = 2


def truth(value: bool) -> Truth:
    """From a plain boolean."""
    return TRUE if value else FALSE


def negation(a: Truth) -> Truth:
    """Not."""
    return UNKNOWN if a == UNKNOWN else (FALSE if a == TRUE else TRUE)


def conjunction(values: Iterable[Truth]) -> Truth:
    """All of them: false wins, then unknown."""
    result: Truth = TRUE
    for value in values:
        if value == FALSE:
            return FALSE
        if value == UNKNOWN:
            result = UNKNOWN
    return result


def disjunction(values: Iterable[Truth]) -> Truth:
    """Any of them: true wins, then unknown."""
    result: Truth = FALSE
    for value in values:
        if value == TRUE:
            return TRUE
        if value == UNKNOWN:
            result = UNKNOWN
    return result


def every(elements: Iterable[tuple[Truth, Truth]], complete: bool) -> Truth:
    """Whether each element that takes part holds; elements are (takes part, holds).

    An element whose taking part is unknown weighs as unknown unless it holds anyway. Never true while the collection is
    incomplete: there may be an element nobody wrote down.
    """
    result: Truth = TRUE if complete else UNKNOWN
    for where, that in elements:
        if where == FALSE or that == TRUE:
            continue
        if where == TRUE and that == FALSE:
            return FALSE
        result = UNKNOWN
    return result


def some(elements: Iterable[tuple[Truth, Truth]], complete: bool) -> Truth:
    """Whether at least one element takes part and holds; never false while the collection is incomplete."""
    result: Truth = FALSE if complete else UNKNOWN
    for where, that in elements:
        both = conjunction((where, that))
        if both == TRUE:
            return TRUE
        if both == UNKNOWN:
            result = UNKNOWN
    return result


def count_bounds(wheres: Iterable[Truth], complete: bool) -> tuple[int, int | None]:
    """How many take part, as an interval (at least, at most); at most is None when the collection is incomplete."""
    low = high = 0
    for where in wheres:
        low += where == TRUE
        high += where != FALSE
    return low, (high if complete else None)


def is_empty(wheres: Iterable[Truth], complete: bool) -> bool:
    """Whether the collection is known to hold no element that takes part."""
    return complete and all(where == FALSE for where in wheres)
