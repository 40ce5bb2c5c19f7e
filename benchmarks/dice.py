"""Chance for made-up data: the same numbers on every machine and under every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
_FACTOR, _STEP, _MASK = 6364136223846793005, 1442695040888963407, (1 << 64) - 1  # Knuth's MMIX generator


class Dice:
    """A linear congruential generator; good enough to spread values, of no use for secrets."""

    def __init__(self, seed: int) -> None:
        self._state = (seed * 2654435761 + 1) & _MASK
        self.below(2)

    def below(self, limit: int) -> int:
        """A number from 0 to ``limit - 1``."""
        self._state = (self._state * _FACTOR + _STEP) & _MASK
        return (self._state >> 33) % limit

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred throws."""
        return self.below(100) < percent

    def one(self, values: Sequence[T]) -> T:
        """One of the values; raises ValueError when there is none."""
        if not values:
            raise ValueError("nothing to choose from")
        return values[self.below(len(values))]

    def some(self, values: Sequence[T], most: int) -> list[T]:
        """Up to ``most`` different values, at least one."""
        count = 1 + self.below(most)
        return list(dict.fromkeys(self.one(values) for _ in range(count)))
