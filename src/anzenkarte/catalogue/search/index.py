"""An inverted index over folded texts: which texts hold a string, exactly as reading every text would tell.

Every text is listed under each of its characters and each pair of neighbouring characters. A string of one or two
characters is therefore answered by one list; a longer one by the texts that hold all its pairs, each then looked at. A
list is a sorted array of text numbers, or, where at least one text in BITS is in it, one integer with a bit per text.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from operator import add, and_, or_
from typing import Final

from anzenkarte.catalogue.search.fold import fold

SEPARATOR: Final = "\n"  # stands between the fields of a text; folding never gives it
BITS: Final = 16

Numbers = Sequence[int]
Listing = Numbers | int  # a sorted sequence, or one bit per text
NOWHERE: Final[Numbers] = array("I")


class Index:
    """Texts by number, in the order given, and the lists of what they hold."""

    def __init__(self, texts: Sequence[str], sparse: Mapping[str, Numbers], dense: Mapping[str, int]) -> None:
        self.texts = texts
        self.sparse = sparse
        self.dense = dense

    @classmethod
    def build(cls, fields: Iterable[Iterable[str]]) -> Index:
        """Index texts given as their fields, unfolded."""
        texts: list[str] = []
        lists: dict[str, list[int]] = {}
        for number, parts in enumerate(fields):
            text = SEPARATOR.join(map(fold, parts))
            texts.append(text)
            for held in {*text, *map(add, text, text[1:])}:
                try:
                    lists[held].append(number)
                except KeyError:
                    lists[held] = [number]
        dense: dict[str, int] = {}
        sparse: dict[str, Numbers] = {}
        for held, numbers in lists.items():
            if SEPARATOR not in held:
                made = listing(numbers, len(texts))
                if isinstance(made, int):
                    dense[held] = made
                else:
                    sparse[held] = made
        return cls(texts, sparse, dense)

    def holding(self, word: str) -> Listing:
        """The texts that may hold a folded string, not empty: all that do, and for a long one some that do not."""
        pairs = {word} if len(word) < 2 else {*map(add, word, word[1:])}
        rest = pairs - self.dense.keys()
        if rest:
            return min((self.sparse.get(pair, NOWHERE) for pair in rest), key=len)
        return reduce(and_, (self.dense[pair] for pair in pairs))

    def any_of(self, listings: Sequence[Listing]) -> Listing:
        """The texts in at least one list."""
        if len(listings) == 1:
            return listings[0]
        sparse = sorted({number for listing in listings if not isinstance(listing, int) for number in listing})
        dense = [listing for listing in listings if isinstance(listing, int)]
        return reduce(or_, dense, to_bits(sparse, len(self.texts))) if dense else sparse

    def all_of(self, listings: Sequence[Listing]) -> Listing:
        """The texts that may be in every list: all that are, and perhaps more. Of no lists: every text."""
        sparse = [listing for listing in listings if not isinstance(listing, int)]
        if sparse:
            return min(sparse, key=len)
        return reduce(and_, (each for each in listings if isinstance(each, int)), (1 << len(self.texts)) - 1)


def listing(numbers: Numbers, size: int) -> Listing:
    """Ascending numbers below ``size`` in the form that suits how many they are."""
    return to_bits(numbers, size) if len(numbers) * BITS >= size else array("I", numbers)


def each_of(numbers: Listing) -> Iterator[int]:
    """The numbers in a list, ascending."""
    return each_bit(numbers) if isinstance(numbers, int) else iter(numbers)


def holds(numbers: Listing, number: int) -> bool:
    """Whether a number is in a list."""
    if isinstance(numbers, int):
        return bool(numbers >> number & 1)
    place = bisect_left(numbers, number)
    return place < len(numbers) and numbers[place] == number


def to_bits(numbers: Numbers, size: int) -> int:
    """Numbers below ``size`` as one integer with those bits set."""
    signs = bytearray(b"0") * size
    for number in numbers:
        signs[number] = 49
    signs.reverse()
    return int(signs.decode("ascii") or "0", 2)


def each_bit(bits: int) -> Iterator[int]:
    """The positions of the bits that are set, ascending."""
    signs = f"{bits:b}"[::-1]
    place = signs.find("1")
    while place >= 0:
        yield place
        place = signs.find("1", place + 1)
