"""Whether an edition, or a part of it, applies to the case at all: by the facts its header names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from anzenkarte.assess.units import Context
from anzenkarte.catalogue.model import Edition
from anzenkarte.kernel.facts import Fact, FactRead
from anzenkarte.kernel.verdicts import Outcome


class Guard(NamedTuple):
    """What stands before every item of an edition or part; ``outcome`` is None where it applies.

    ``code`` names the sentence that says why, ``out`` the subjects to which it does not apply all the same.
    """

    outcome: Outcome | None
    read: FactRead | None
    code: str
    out: tuple[str, ...] = ()


OPEN: Final = Guard(None, None, "")


class Guards(NamedTuple):
    """That of the edition, and those of its parts that do not apply to everybody."""

    edition: Guard
    parts: Mapping[str, Guard]

    def of(self, part: str) -> Guard:
        """What stands before an item: the edition has to apply first, then the part."""
        if self.edition.outcome is not None:
            return self.edition
        inner = self.parts.get(part, OPEN)
        return inner if inner.outcome is not None else self.edition


def guards_of(context: Context, edition: Edition) -> Guards:
    """Those of one edition. In a case with several services one in scope is enough.

    A part is decided on the institution: a case without one is judged by every part.
    """
    whole = OPEN
    if edition.scope_fact:
        whole = _guard(context, edition.scope_fact, edition.scope_values, "trace.edition-scope")
    parts: dict[str, Guard] = {}
    for part, scope in edition.part_scopes.items():
        kind = scope.fact.partition(".")[0]
        if context.facts.collection(kind).subjects:
            parts[part] = _guard(context, scope.fact, scope.values, "trace.part-scope")
    return Guards(whole, parts)


def _guard(context: Context, name: str, values: Collection[str], code: str) -> Guard:
    kind = name.partition(".")[0]
    subjects = context.facts.collection(kind).subjects
    reads = [FactRead(subject, name, context.facts.fact(subject, name)) for subject in subjects]
    applies = next((r for r in reads if r.fact.known and str(r.fact.value) in values), None)
    if applies is not None:
        out = tuple(read.subject for read in reads if read.fact.known and str(read.fact.value) not in values)
        return Guard(None, applies, code, out)
    unsure = next((read for read in reads if not read.fact.known), None)
    if unsure is not None or not reads:
        return Guard("unknown", unsure or FactRead(kind, name, Fact(None, "missing")), code)
    return Guard("not_applicable", reads[0], code)
