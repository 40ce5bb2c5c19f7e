"""Answers queries over passages: in catalogue order, with highlights; small results with the closest first.

A result is the same as reading the folded text of every passage would give; the index only says where to look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from anzenkarte.catalogue.search.fold import fold, fold_mapped
from anzenkarte.catalogue.search.index import NOWHERE, SEPARATOR, Index, Listing, each_of, holds, listing
from anzenkarte.catalogue.search.numbers import Number, numbers_of, own_numbers, prefixes, written
from anzenkarte.catalogue.search.passages import Passage
from anzenkarte.catalogue.search.query import Query, Word
from anzenkarte.catalogue.search.walk import Field
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import LANGS

RANKED: Final = 50  # results of at most so many passages are ranked
_SHORTEST_ENDING: Final = 3  # of a part's name that names it: 運用編
_NAMES: Final = ("number", "id", "aliases")

Range = tuple[int, int]


@dataclass(frozen=True)
class Highlight:
    """A text of a passage and where in it, as written, the words are."""

    field: Field
    ranges: tuple[Range, ...]


@dataclass(frozen=True)
class Hit:
    """A passage that was found; ``place`` is its place in catalogue order."""

    place: int
    passage: Passage
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True)
class Results:
    """The hits shown; ``total`` counts all there are, or is None when there are more than were looked at."""

    hits: tuple[Hit, ...]
    total: int | None
    ranked: bool


@dataclass(frozen=True)
class _Term:
    """Words that all have to be in a passage, unless the passage is among those that a number names."""

    words: tuple[Word, ...]
    named: frozenset[int] = frozenset()
    number: Number = ()


def facets_of(passages: Sequence[Passage]) -> dict[str, Listing]:
    """Passages by what filters and numbers name: ``edition:…``, ``guideline:…``, ``number:14.5``, ``path:part|14``."""
    found: dict[str, list[int]] = {}
    parts: dict[tuple[str, str], list[str]] = {}
    for place, passage in enumerate(passages):
        names = [f"confidence:{passage.confidence}"]
        if passage.edition:
            names += [f"edition:{fold(passage.edition)}", f"guideline:{fold(passage.guideline)}"]
        home = (passage.edition, passage.part)
        if home not in parts:
            titles = (passage.part, passage.part_title.ja, passage.part_title.en, passage.edition, passage.guideline)
            parts[home] = sorted({fold(title) for title in titles if title})
        for number in numbers_of(passage.number, passage.id, passage.part):
            for prefix in prefixes(number):
                names.append(f"number:{prefix}")
                names += [f"path:{part}|{prefix}" for part in parts[home]]
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(place)
    return {name: listing(found[name], len(passages)) for name in sorted(found)}


class Searcher:
    """Passages with their index; reading only, so that any number of threads may ask at once."""

    def __init__(self, passages: Sequence[Passage], index: Index, facets: Mapping[str, Listing]) -> None:
        self.passages = passages
        self.index = index
        self.facets = facets
        self.parts = sorted({name[5:].partition("|")[0] for name in facets if name.startswith("path:")})

    @classmethod
    def build(cls, passages: Sequence[Passage]) -> Searcher:
        """Index passages given in catalogue order."""
        index = Index.build([field.text for field in passage.fields] for passage in passages)
        return cls(passages, index, facets_of(passages))

    def find(self, query: Query, limit: int = RANKED) -> Results:
        """The first ``limit`` passages that hold what is asked, in catalogue order.

        When no more than RANKED passages do, they are all known and the closest come first: the very id or number
        asked for, then words in the title, then in the summary, then elsewhere. Raises InputError
        ``search.edition`` for a filter that names no edition, ``search.limit`` for a limit below 1.
        """
        if limit < 1:
            raise InputError(Problem.at("search.limit", {"value": limit}))
        terms = self._terms(query)
        most = max(limit, RANKED)
        found: list[int] = []
        for place in self._found(query, terms):
            found.append(place)
            if len(found) > most:
                break
        total = len(found) if len(found) <= most else None
        ranked = len(found) <= RANKED
        hits = [self._hit(place, query, terms) for place in (found if ranked else found[:limit])]
        if ranked:
            hits.sort(key=lambda hit: (_distance(hit, query, terms), hit.place))
        return Results(tuple(hits[:limit]), total, ranked)

    def places(self, query: Query) -> Iterator[int]:
        """The places of all passages that hold what is asked, in catalogue order."""
        return self._found(query, self._terms(query))

    def _terms(self, query: Query) -> list[_Term]:
        """Words as terms; a name of a part followed by a number is one term."""
        terms: list[_Term] = []
        words = list(query.words)
        while words:
            word = words.pop(0)
            part = [] if word.phrase or not words or not words[0].number else self._parts_named(word.text)
            if part:
                after = words.pop(0)
                keys = [f"path:{name}|{written(after.number)}" for name in part]
                terms.append(_Term((word, after), self._named(keys), after.number))
            elif len(word.number) > 1:
                terms.append(_Term((word,), self._named([f"number:{written(word.number)}"]), word.number))
            else:
                terms.append(_Term((word,)))
        return terms

    def _parts_named(self, text: str) -> list[str]:
        if text in self.parts:
            return [text]
        return [name for name in self.parts if len(text) >= _SHORTEST_ENDING and name.endswith(text)]

    def _named(self, keys: Sequence[str]) -> frozenset[int]:
        return frozenset(place for key in keys for place in each_of(self.facets.get(key, NOWHERE)))

    def _found(self, query: Query, terms: Sequence[_Term]) -> Iterator[int]:
        """Every passage that holds what is asked, in catalogue order."""
        filters = [
            self.index.any_of([self.facets.get(key, NOWHERE) for value in values for key in keys_of(value)])
            for values, keys_of in ((query.editions, self._editions_named), (query.confidences, _confidence))
            if values
        ]
        listings = [*filters, *map(self._candidates, terms)]
        places = each_of(self.index.all_of(listings))
        if filters:
            places = (place for place in places if all(holds(each, place) for each in filters))
        texts = self.index.texts
        plain = [word.text for term in terms for word in term.words if len(word.forms) == 1 and not term.named]
        for needle in plain:
            places = _with(needle, texts, places)
        others = [term for term in terms if query.langs or term.named or any(len(w.forms) > 1 for w in term.words)]
        return (place for place in places if self._holds(place, query.langs, others)) if others else places

    def _candidates(self, term: _Term) -> Listing:
        held = self.index.all_of(
            [self.index.any_of([self.index.holding(form.text) for form in word.forms]) for word in term.words]
        )
        return self.index.any_of([held, sorted(term.named)]) if term.named else held

    def _editions_named(self, value: str) -> list[str]:
        """Editions by id, by guideline, or by the beginning of an id up to a dash."""
        known = [name.partition(":")[2] for name in self.facets if name.startswith("edition:")]
        named = [f"edition:{name}" for name in known if name == value or name.startswith(f"{value}-")]
        if f"guideline:{value}" in self.facets:
            named.append(f"guideline:{value}")
        if not named:
            guidelines = [name.partition(":")[2] for name in self.facets if name.startswith("guideline:")]
            near = get_close_matches(value, [*guidelines, *known], n=5, cutoff=0.5) or guidelines
            raise InputError(Problem.at("search.edition", {"value": value, "near": near}))
        return named

    def _holds(self, place: int, langs: Sequence[str], terms: Sequence[_Term]) -> bool:
        text = self.index.texts[place]
        if langs:
            told = zip(self.passages[place].fields, text.split(SEPARATOR), strict=True)
            text = SEPARATOR.join(part for field, part in told if _told_in(field, langs))
        return all(place in term.named or all(word.is_in(text) for word in term.words) for term in terms)

    def _hit(self, place: int, query: Query, terms: Sequence[_Term]) -> Hit:
        passage = self.passages[place]
        named = any(place in term.named for term in terms)
        found: list[Highlight] = []
        for field, folded in zip(passage.fields, self.index.texts[place].split(SEPARATOR), strict=True):
            if not _told_in(field, query.langs):
                continue
            if named and field.text == (passage.number or passage.id) and field.name in _NAMES:
                ranges: tuple[Range, ...] = ((0, len(field.text)),)
            else:
                words = [word for word in query.words if word.is_in(folded)]
                ranges = highlight(field.text, words) if words else ()
            if ranges:
                found.append(Highlight(field, ranges))
        return Hit(place, passage, tuple(found))


def _with(needle: str, texts: Sequence[str], places: Iterator[int]) -> Iterator[int]:
    """Those of the places whose text holds a string."""
    return (place for place in places if needle in texts[place])


def _confidence(value: str) -> list[str]:
    return [f"confidence:{value}"]


def _told_in(field: Field, langs: Sequence[str]) -> bool:
    return not langs or not field.lang or field.lang in langs


def highlight(text: str, words: Sequence[Word]) -> tuple[Range, ...]:
    """Where the words are in a text as written: ranges in ascending order that neither touch nor overlap."""
    folded = fold_mapped(text)
    ranges = sorted(
        folded.original(begin, begin + len(form.text))
        for word in words
        for form in word.forms
        for begin in form.places(folded.text)
    )
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _distance(hit: Hit, query: Query, terms: Sequence[_Term]) -> int:
    """How far a hit is from what was asked: 0 the very thing, then all words in the title, some, the summary, other."""
    passage = hit.passage
    numbers = own_numbers(passage.number, passage.id, passage.part)
    asked = [term for term in terms if hit.place in term.named]
    names = {fold(text) for text in (passage.id, passage.number) if text}
    if any(term.number in numbers for term in asked) or any(word.text in names for word in query.words):
        return 0
    titles = [fold(passage.title.to(lang)) for lang in LANGS if not query.langs or lang in query.langs]
    held = [any(word.is_in(title) for title in titles) for word in query.words]
    if held and all(held):
        return 1
    if any(held):
        return 2
    return 3 if any(highlight.field.name == "summary" for highlight in hit.highlights) else 4
