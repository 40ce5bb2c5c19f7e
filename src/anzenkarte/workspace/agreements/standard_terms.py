"""Lines that rest on a party's own contract by standard terms (約款), which it takes or leaves as a whole.

What remains as risk never goes along: consent to a risk is given for that risk, not for a contract that is behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from anzenkarte.assess.run import Assessment
from anzenkarte.workspace.documents_store.store import urn_in

STANDARD = "standard_terms"
PROMISES = ("duty", "sla")
"""Kinds of lines a contract holds: who does what, and what is promised."""


def resting_on_terms(
    assessment: Assessment | None, lines: Iterable[tuple[str, Mapping[str, str]]], party: str
) -> tuple[str, ...]:
    """Ids of lines, given with their basis, that rest on a contract by *standard terms* to which ``party`` (URN) is."""
    if assessment is None:
        return ()
    contracts = {
        f"entity {part.document.kind}/{part.document.name}#{part.entity.subject}"
        for subject in assessment.case.subjects("contract")
        for part in assessment.case.parts(subject)
        if part.entity.fields.get("form") == STANDARD
        and party in {urn_in(part.document, part.entity.fields.get(end)) for end in ("supplier", "customer")}
    }
    return tuple(line for line, basis in lines if line.partition("/")[0] in PROMISES and contracts & basis.keys())
