"""The fact base: answers and remembers facts of a case on a day, and records who read what.

Recording is what makes an update possible: a rule that read nothing that changed keeps its verdict. A derived fact is a
reader like any rule, so a change that leaves it as it was goes no further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from datetime import date
from typing import Generic, NamedTuple, TypeVar, TypeVarTuple

from anzenkarte.karte.case import CASE_SUBJECT, Case
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.changes import case_changes
from anzenkarte.karte.facts.simple import written_fact
from anzenkarte.kernel.facts import MISSING, Fact
from anzenkarte.kernel.reading import Extent

Key = tuple[str, ...]  # (subject, fact) | ("@", subject, relation) | ("@", "", kind) | ("#", index, *key)
T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Deriver = Callable[["FactBase", str], Fact]


class Record(NamedTuple, Generic[T]):
    """A value, everything read while it was computed, and the first day on which it may differ.

    ``above`` says that an engine's conclusion was read, which is not drawn yet at every moment of a run.
    """

    value: T
    keys: Set[Key]
    until: date | None
    above: bool


class FactBase:
    """Facts of one case on one day; implements ``kernel.reading.Reader``.

    ``upstream`` holds facts that earlier engines concluded; they enter through ``conclude``. ``before`` is the fact
    base of the assessment being updated: whatever did not change is taken over from it.
    """

    def __init__(self, case: Case, on: date, derivers: Mapping[str, Deriver], before: FactBase | None = None) -> None:
        self.case = case
        self._on = on
        self.derivers = derivers
        self.upstream: dict[tuple[str, str], Fact] = {}
        self._specs = case.vocabulary.facts
        self._relations = case.vocabulary.relations
        self._simple: dict[tuple[str, str], Fact] = {}
        self._memos: dict[tuple[str, str], Record[Fact]] = {}
        self._keys: set[Key] = set()  # what the innermost unit has read; outside all units nobody looks at it
        self._until: date | None = None
        self._above = False  # whether it read a conclusion of an engine, which may still change during a run
        self._before: FactBase | None = None
        self._changed: set[Key] = set()
        if before is not None and before._on <= on and case.same_names(before.case):
            self._before = before
            self._take_over(before)

    # --- reading ----------------------------------------------------------------------------------------------

    @property
    def on(self) -> date:
        """The day asked about."""
        return self._on

    @property
    def held(self) -> int:
        """How many facts were read from documents or derived."""
        return len(self._simple) + len(self._memos)

    def recorded(self, compute: Callable[[*Ts], T], *args: *Ts) -> Record[T]:
        """What ``compute(*args)`` gives, with what it rests on."""
        outer, outer_until, outer_above = self._keys, self._until, self._above
        keys = self._keys = set()
        self._until, self._above = None, False
        try:
            return Record(compute(*args), keys, self._until, self._above)
        finally:
            self._keys, self._until, self._above = outer, outer_until, outer_above

    def recorded_each(self, compute: Callable[[str], T], subjects: Iterable[str]) -> list[Record[T]]:
        """What ``compute`` gives for each subject, each with what it rests on."""
        outer, outer_until, outer_above = self._keys, self._until, self._above
        records: list[Record[T]] = []
        try:
            for subject in subjects:
                keys = self._keys = set()
                self._until, self._above = None, False
                value = compute(subject)
                records.append(Record(value, keys, self._until, self._above))
        finally:
            self._keys, self._until, self._above = outer, outer_until, outer_above
        return records

    def fact(self, subject: str, name: str) -> Fact:
        """A fact of a subject; unknown names are unknown facts."""
        key = (subject, name)
        self._keys.add(key)
        found = self._simple.get(key)
        if found is not None:
            return found
        memo = self._memos.get(key)
        if memo is None:
            spec = self._specs[name]
            if spec.upstream:
                self._above = True
                if subject.startswith("case/"):  # engines conclude about the case as a whole
                    key = (CASE_SUBJECT, name)
                    self._keys.add(key)
                return self.upstream.get(key, MISSING)
            if not spec.derived:
                found = self._simple[key] = written_fact(self.case, subject, spec)
                return found
            memo = self._derive(key)
        if memo.until is not None:
            self.boundary(memo.until)
        return memo.value

    def _derive(self, key: tuple[str, str]) -> Record[Fact]:
        """Derive and remember; what rests on an engine's conclusion is derived anew whenever it is asked for."""
        memo = self.recorded(self._conclusion, key)
        if memo.above:
            self._keys |= memo.keys
            self._above = True
        else:
            self._memos[key] = memo
        return memo

    def _conclusion(self, key: tuple[str, str]) -> Fact:
        """A derived fact; what rests on a word that is only stated is itself only stated."""
        fact = self.derivers[key[1]](self, key[0])
        if fact.origin == "derived" and any(self._stated(read) for read in self._keys):
            return fact._replace(origin="stated")
        return fact

    def _stated(self, read: Key) -> bool:
        pair = (read[0], read[1])
        found = self._simple.get(pair)
        if found is None and (memo := self._memos.get(pair)) is not None:
            found = memo.value
        return found is not None and found.origin == "stated"

    def related(self, subject: str, relation: str) -> Extent:
        """The subjects a relation leads to; over an own ref field it is complete when the field is known."""
        spec = self._relations[relation]
        if spec.field:
            fact = self.fact(subject, f"{spec.kind}.{spec.field}")
            return Extent(fact.value if isinstance(fact.value, tuple) else (), fact.known)
        self._keys.add(("@", subject, relation) if spec.by else ("@", "", spec.target))
        return self.case.related(subject, relation)

    def collection(self, kind: str) -> Extent:
        """All subjects of a kind."""
        self._keys.add(("@", "", kind))
        return self.case.collection(kind)

    def index(self, name: str, *key: str) -> tuple[Entity, ...]:
        """Statements or assignments by what they are about."""
        self._keys.add(("#", name, *key))
        return self.case.index(name, key)

    def home(self, subject: str, kind: str) -> str:
        """The one-of-a-kind subject a subject belongs to."""
        return self.case.home(subject, kind)

    def refer(self, subject: str, kind: str, slug: str) -> str:
        """The subject a slug written inside ``subject`` points to."""
        return self.case.refer(subject, kind, slug)

    def wholes(self, subject: str) -> tuple[str, ...]:
        """Under which subjects words about the whole of a subject's engagement, or of the institution, are indexed."""
        return self.case.wholes(subject)

    def boundary(self, day: date) -> None:
        """Note a day after ``on`` from which the answer may differ."""
        if day > self._on and (self._until is None or day < self._until):
            self._until = day

    # --- updating ---------------------------------------------------------------------------------------------

    def conclude(self, facts: Mapping[tuple[str, str], Fact]) -> None:
        """Take in what an engine concluded, for the engines after it."""
        self.upstream.update(facts)
        if self._before is not None:
            then = self._before.upstream
            for key, fact in facts.items():
                if then.get(key) == fact:
                    self._changed.discard(key)
                else:
                    self._changed.add(key)

    def still(self, keys: Set[Key], until: date | None) -> bool:
        """Whether a unit that read ``keys`` and holds until ``until`` (exclusive) need not be evaluated again."""
        if self._before is None or (until is not None and self._on >= until):
            return False
        return self._changed.isdisjoint(keys)

    def _take_over(self, before: FactBase) -> None:
        """Keep what did not change and find every key that did.

        Conclusions of engines count as changed until they are drawn again. Derived facts come in the order in which
        they were derived, so those that others rest on come first.
        """
        changed = self._changed
        changed.update(before.upstream)
        changed.update(case_changes(self.case, before.case))
        self._simple = dict(before._simple)
        written = [key for key in changed if key in before._simple]
        for key in written:
            subject, name = key
            fact = written_fact(self.case, subject, self._specs[name])
            if fact == before._simple[subject, name]:
                changed.discard(key)
            else:
                self._simple[subject, name] = fact
        for pair, memo in before._memos.items():
            self._take_over_memo(pair, memo)

    def _take_over_memo(self, pair: tuple[str, str], memo: Record[Fact]) -> None:
        if pair not in self._memos:
            if self.still(memo.keys, memo.until):
                self._memos[pair] = memo
                return
            if not self.case.exists(pair[0]):
                self._changed.add(pair)
                return
            self._derive(pair)
        now = self._memos.get(pair)
        if now is None or now.value != memo.value or now.until != memo.until:
            self._changed.add(pair)  # with another day on which it may change, whoever reads it has another one too

    def settle(self) -> None:
        """Forget the fact base before, once an update is through."""
        self._before = None
        self._changed = set()
