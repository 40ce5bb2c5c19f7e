"""Turns a parsed condition into a closure over a reader.

A closure never stops early, so the facts used and the facts missing do not depend on the order of parts. It returns a
truth, or VACUOUS for an ``every`` over a complete empty set, which makes a whole rule not applicable.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from anzenkarte.catalogue.conditions.nodes import (
    All,
    Always,
    Any,
    Condition,
    Not,
    Operand,
    Path,
    Quantified,
    Test,
)
from anzenkarte.kernel.dates import Span, When, later
from anzenkarte.kernel.facts import Fact, FactRead, Value
from anzenkarte.kernel.reading import Reader
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN, Truth, count_bounds, every, is_empty, negation, some, truth

VACUOUS: Final = 3
Reads = list[FactRead]
Closure = Callable[[Reader, str, Reads, Reads], int]

NOBODY: Final = Fact(None, "missing")


def closure(node: Condition) -> Closure:
    """Compile a condition; call the result with (reader, subject, used, missing)."""
    if isinstance(node, Test):
        return _test(node)
    if isinstance(node, All):
        return _joined(tuple(closure(part) for part in node.parts), FALSE, TRUE)
    if isinstance(node, Any):
        return _joined(tuple(closure(part) for part in node.parts), TRUE, FALSE)
    if isinstance(node, Not):
        return _negated(closure(node.part))
    if isinstance(node, Always):
        value = truth(node.value)
        return lambda reader, subject, used, missing: value
    return _quantified(node)


def settled(result: int) -> Truth:
    """A vacuous result inside a larger condition holds."""
    return TRUE if result == VACUOUS else (UNKNOWN if result == UNKNOWN else (TRUE if result == TRUE else FALSE))


def follow(reader: Reader, subject: str, path: Path) -> tuple[str, FactRead | None]:
    """The subject a path leads to, or the fact that would have to be known first."""
    start = subject
    if path.home:
        start = reader.home(subject, path.home)
        if not start:
            return "", FactRead(path.home, path.via or path.fact, NOBODY)
    if not path.via:
        return start, None
    ref = reader.fact(start, path.via)
    if not ref.known or not isinstance(ref.value, str):
        return "", FactRead(start, path.via, ref)
    return ref.value, None


def _test(node: Test) -> Closure:
    path, compare = node.path, comparison(node.operator, node.operand)
    name = path.fact
    make = tuple.__new__  # what FactRead(…) comes to, without the call in between: by far the most frequent one

    def here(reader: Reader, subject: str, used: Reads, missing: Reads) -> int:
        fact = reader.fact(subject, name)
        read = make(FactRead, (subject, name, fact))
        used.append(read)
        if not fact.unknown:
            result = compare(reader, fact.value)
            if result != UNKNOWN:
                return result
        missing.append(read)
        return UNKNOWN

    def there(reader: Reader, subject: str, used: Reads, missing: Reads) -> int:
        target, blocked = follow(reader, subject, path)
        if blocked is None:
            return here(reader, target, used, missing)
        used.append(blocked)
        missing.append(blocked)
        return UNKNOWN

    return there if path.via or path.home else here


def _joined(parts: tuple[Closure, ...], decisive: Truth, neutral: Truth) -> Closure:
    def run(reader: Reader, subject: str, used: Reads, missing: Reads) -> int:
        mark = len(missing)
        result: int = VACUOUS
        for part in parts:
            value = part(reader, subject, used, missing)
            if value == VACUOUS or result == decisive:
                continue
            if value in (decisive, UNKNOWN):
                result = value
            elif result == VACUOUS:
                result = neutral
        if result != UNKNOWN:
            del missing[mark:]
        return result

    return run


def _negated(part: Closure) -> Closure:
    def run(reader: Reader, subject: str, used: Reads, missing: Reads) -> int:
        value = part(reader, subject, used, missing)
        return value if value == VACUOUS else negation(settled(value))

    return run


def _quantified(node: Quantified) -> Closure:
    where, that = closure(node.where), closure(node.that)
    relation, home = node.relation, node.home
    decided = TRUE if node.quantifier == "every" else FALSE  # an element whose ``that`` is this weighs nothing more

    def run(reader: Reader, subject: str, used: Reads, missing: Reads) -> int:
        start = reader.home(subject, home) if home else subject
        if not start:
            gone = FactRead(home, relation, NOBODY)
            used.append(gone)
            missing.append(gone)
            return UNKNOWN
        extent = reader.related(start, relation)
        mark = len(missing)
        pairs: list[tuple[Truth, Truth]] = []
        hinges: Reads = []  # what would tell whether anything takes part at all
        for element in extent.subjects:
            inside = len(missing)
            takes_part = settled(where(reader, element, used, missing))
            hinges += missing[inside:]
            holds = settled(that(reader, element, used, missing))
            pairs.append((takes_part, holds))
            if takes_part == FALSE or holds == decided:
                del missing[inside:]
        result = _outcome(node, pairs, extent.complete)
        if result != UNKNOWN:
            del missing[mark:]
            return result
        if node.quantifier == "every" and all(takes_part != TRUE for takes_part, _ in pairs):
            missing += [read for read in hinges if read not in missing]
        if not extent.complete:
            missing.append(FactRead(start, relation, NOBODY))
        return result

    return run


def _outcome(node: Quantified, pairs: list[tuple[Truth, Truth]], complete: bool) -> int:
    wheres = [pair[0] for pair in pairs]
    if node.quantifier == "some":
        return some(pairs, complete)
    if node.quantifier == "every":
        if is_empty(wheres, complete):
            return VACUOUS
        # Nobody surely takes part: it may yet turn out to be about nothing, which is not the same as being met.
        held = every(pairs, complete)
        return held if held != TRUE or TRUE in wheres else UNKNOWN
    low, high = count_bounds(wheres, complete)
    return _count(node.operator, node.number, low, high)


def _count(operator: str, number: int, low: int, high: int | None) -> Truth:
    top = high if high is not None else max(low, number) + 1
    options = {_compare_int(operator, value, number) for value in range(low, min(top, low + 1_000_000) + 1)}
    if high is None and operator in ("lt", "le", "eq"):
        options.add(False)
    return UNKNOWN if len(options) == 2 else truth(options.pop())


def _compare_int(operator: str, value: int, number: int) -> bool:
    table = {
        "eq": value == number,
        "ne": value != number,
        "lt": value < number,
        "le": value <= number,
        "gt": value > number,
        "ge": value >= number,
    }
    return table[operator]


Comparison = Callable[[Reader, Value | None], Truth]


def comparison(operator: str, operand: Operand) -> Comparison:
    """The test of one known value against an operand."""
    if isinstance(operand, When | Span):
        return _date_comparison(operator, operand)
    if operator == "eq":
        return lambda reader, value: TRUE if value == operand else FALSE
    if operator == "ne":
        return lambda reader, value: FALSE if value == operand else TRUE
    if operator in ("lt", "le", "gt", "ge"):
        number = operand if isinstance(operand, int) else 0
        return lambda reader, value: truth(isinstance(value, int) and _compare_int(operator, value, number))
    members = frozenset(operand) if isinstance(operand, tuple) else frozenset((operand,))
    if operator == "in":
        return lambda reader, value: truth(value in members)
    if operator == "not_in":
        return lambda reader, value: truth(value not in members)
    return _list_comparison(operator, members)


def _list_comparison(operator: str, members: frozenset[object]) -> Comparison:
    def run(reader: Reader, value: Value | None) -> Truth:
        have = set(value) if isinstance(value, tuple) else set()
        if operator == "has_all":
            return truth(members <= have)
        return truth(bool(members & have) != (operator == "has_none"))

    return run


def _date_comparison(operator: str, operand: When | Span) -> Comparison:
    def run(reader: Reader, value: Value | None) -> Truth:
        if not isinstance(value, When):
            return UNKNOWN
        other = operand if isinstance(operand, When) else When.of(operand.after(reader.on))
        if isinstance(operand, Span):
            _note_boundaries(reader, value, operand)
        if operator in ("eq", "ne"):
            same = value.same(other)
            return same if operator == "eq" else negation(same)
        table = {"lt": value.before, "le": value.on_or_before}
        if operator in table:
            return table[operator](other)
        back = {"gt": other.before, "ge": other.on_or_before}
        return back[operator](value)

    return run


def _note_boundaries(reader: Reader, value: When, span: Span) -> None:
    """Tell the reader of every day to come on which ``on + span`` enters or leaves the value's interval."""
    edges = _edges(value, span)
    for day in edges[bisect_right(edges, reader.on) :]:
        reader.boundary(day)


@lru_cache(maxsize=4096)
def _edges(value: When, span: Span) -> tuple[date, ...]:
    """The days asked about on which the answer may change, in order."""
    opposite = Span(-span.months, -span.days)
    days: set[date] = set()
    for edge in (value.first, later(value.first, 1), value.last, later(value.last, 1)):
        day = opposite.after(edge)
        # Month arithmetic is not exactly reversible at month ends: note the days around as well.
        days.update(later(day, near) for near in ((-3, -2, -1, 0, 1, 2, 3) if span.months else (0,)))
    return tuple(sorted(days))
