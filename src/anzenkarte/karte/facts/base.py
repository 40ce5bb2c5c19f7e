"""The fact base: answers and remembers facts of a case on a day, and records who read what.

Recording is what makes an update possible: a rule that read nothing that changed keeps its verdict. A derived fact is a
reader like any rule, so a change that leaves it as it was goes no further.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from anzenkarte.karte.case import Case
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.simple import written_fact
from anzenkarte.kernel.facts import MISSING, Fact
from anzenkarte.kernel.reading import Extent

Key = tuple[str, ...]  # (subject, fact) | ("@", subject, relation) | ("#", index, *key)
Deriver = Callable[["FactBase", str], Fact]


class Recorder:
    """Everything read while one unit was evaluated, and the first day on which the answer may differ."""

    __slots__ = ("keys", "until")

    def __init__(self) -> None:
        self.keys: list[Key] = []
        self.until: date | None = None


class Memo:
    """A remembered derived fact with what it read."""

    __slots__ = ("fact", "keys", "until")

    def __init__(self, fact: Fact, keys: tuple[Key, ...], until: date | None) -> None:
        self.fact, self.keys, self.until = fact, keys, until


class FactBase:
    """Facts of one case on one day; implements ``kernel.reading.Reader``.

    ``upstream`` holds facts that earlier engines concluded. ``before`` is the fact base of the assessment being
    updated.
    """

    def __init__(self, case: Case, on: date, derivers: Mapping[str, Deriver], before: FactBase | None = None) -> None:
        self.case = case
        self._on = on
        self.derivers = derivers
        self.upstream: dict[tuple[str, str], Fact] = {}
        self._specs = case.vocabulary.facts
        self._relations = case.vocabulary.relations
        self._simple: dict[tuple[str, str], Fact] = {}
        self._memos: dict[tuple[str, str], Memo] = {}
        self._stack: list[Recorder] = []
        self._before = before
        self._changed: dict[Key, bool] = {}

    # --- reading ----------------------------------------------------------------------------------------------

    @property
    def on(self) -> date:
        """The day asked about."""
        return self._on

    def start(self) -> Recorder:
        """Begin recording for a unit."""
        recorder = Recorder()
        self._stack.append(recorder)
        return recorder

    def stop(self) -> None:
        """End the innermost recording."""
        self._stack.pop()

    def fact(self, subject: str, name: str) -> Fact:
        """A fact of a subject; unknown names are unknown facts."""
        key = (subject, name)
        if self._stack:
            self._stack[-1].keys.append(key)
        found = self._simple.get(key)
        if found is not None:
            return found
        memo = self._memos.get(key)
        if memo is None:
            spec = self._specs[name]
            if spec.upstream:
                return self.upstream.get(key, MISSING)
            if not spec.derived:
                found = self._simple[key] = written_fact(self.case, subject, spec)
                return found
            memo = self._derive(key)
        if memo.until is not None:
            self.boundary(memo.until)
        return memo.fact

    def _derive(self, key: tuple[str, str]) -> Memo:
        recorder = self.start()
        try:
            fact = self.derivers[key[1]](self, key[0])
        finally:
            self.stop()
        memo = self._memos[key] = Memo(fact, tuple(dict.fromkeys(recorder.keys)), recorder.until)
        return memo

    def related(self, subject: str, relation: str) -> Extent:
        """The subjects a relation leads to; over an own ref field it is complete when the field is known."""
        if self._stack:
            self._stack[-1].keys.append(("@", subject, relation))
        spec = self._relations[relation]
        if spec.field:
            fact = self.fact(subject, f"{spec.kind}.{spec.field}")
            return Extent(fact.value if isinstance(fact.value, tuple) else (), fact.known)
        return self.case.related(subject, relation)

    def collection(self, kind: str) -> Extent:
        """All subjects of a kind."""
        if self._stack:
            self._stack[-1].keys.append(("@", "", kind))
        return self.case.collection(kind)

    def index(self, name: str, *key: str) -> tuple[Entity, ...]:
        """Statements or assignments by what they are about."""
        if self._stack:
            self._stack[-1].keys.append(("#", name, *key))
        return self.case.index(name, key)

    def home(self, subject: str, kind: str) -> str:
        """The one-of-a-kind subject a subject belongs to."""
        return self.case.home(subject, kind)

    def refer(self, subject: str, kind: str, slug: str) -> str:
        """The subject a slug written inside ``subject`` points to."""
        return self.case.refer(subject, kind, slug)

    def boundary(self, day: date) -> None:
        """Note a day after ``on`` from which the answer may differ."""
        if self._stack and day > self._on:
            top = self._stack[-1]
            if top.until is None or day < top.until:
                top.until = day

    # --- updating ---------------------------------------------------------------------------------------------

    def changed(self, key: Key) -> bool:
        """Whether what stands under a key differs from the fact base before."""
        found = self._changed.get(key)
        if found is None:
            found = self._changed[key] = self._compare(key)
        return found

    def still(self, keys: tuple[Key, ...], until: date | None) -> bool:
        """Whether a unit that read ``keys`` and holds until ``until`` (exclusive) need not be evaluated again."""
        before = self._before
        if before is None or self._on < before._on or (until is not None and self._on >= until):
            return False
        return not any(self.changed(key) for key in keys)

    def _compare(self, key: Key) -> bool:
        before = self._before
        if before is None:
            return True
        if key[0] == "@":
            return self._extent_changed(before, key)
        if key[0] == "#":
            now, then = self.case.index(key[1], key[2:]), before.case.index(key[1], key[2:])
            return now is not then and [e.fields for e in now] != [e.fields for e in then]
        subject, name = key
        spec = self._specs[name]
        pair = (subject, name)
        if spec.upstream:
            return self.upstream.get(pair) != before.upstream.get(pair)
        if spec.derived:
            return self._derived_changed(before, pair)
        return self._simple_changed(before, pair)

    def _extent_changed(self, before: FactBase, key: Key) -> bool:
        if not key[1]:
            return self.case.collection(key[2]) != before.case.collection(key[2])
        if self._relations[key[2]].field:
            return False  # the ref field itself was read and is a key of its own
        return self.case.related(key[1], key[2]) != before.case.related(key[1], key[2])

    def _simple_changed(self, before: FactBase, pair: tuple[str, str]) -> bool:
        subject, name = pair
        now, then = self.case.parts(subject), before.case.parts(subject)
        same = now is then or [part.entity for part in now] == [part.entity for part in then]
        if same and self.case.index("statements-by-fact", pair) == before.case.index("statements-by-fact", pair):
            old = before._simple.get(pair)
            if old is not None:
                self._simple[pair] = old
            return False
        spec = self._specs[name]
        fact = self._simple[pair] = written_fact(self.case, subject, spec)
        return fact != before._simple.get(pair, None)

    def _derived_changed(self, before: FactBase, pair: tuple[str, str]) -> bool:
        memo = before._memos.get(pair)
        if memo is None:
            return True
        if self.still(memo.keys, memo.until):
            self._memos[pair] = memo
            return False
        return (self._memos.get(pair) or self._derive(pair)).fact != memo.fact

    def settle(self) -> None:
        """Forget the fact base before, once an update is through."""
        self._before = None
        self._changed = {}
