"""Whether a service handles medical information: what it says of itself beside the kinds of information listed for it.

Both are one fact, so that neither is overlooked: a service without a list may say that it handles none, and what it
says counts for nothing where its own list says the opposite.
"""

from __future__ import annotations

from typing import Final

from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import Fact, derived

_BY_KIND: Final = frozenset(
    {"medical_record", "image", "test_result", "prescription", "claim", "consultation", "phr_medical"}
)
_BY_FACT: Final = {  # kinds that become medical information by how they came about (R4 2-1)
    "nursing_care": "information.on_clinician_instruction",
    "phr_checkup": "information.recorded_by_clinician",
    "phr_vital": "information.recorded_by_clinician",
}


def service_medical_information(facts: FactBase, service: str) -> Fact:
    """Whether a service handles medical information that identifies patients.

    Listed medical information shows it, a complete list without shows that it does not; where the list leaves it open,
    what the service says counts, unless something listed may be medical. A list that shows the opposite of what is
    said leaves it conflicting.
    """
    said = facts.fact(service, "service.handles_medical_information")
    extent = facts.related(facts.home(service, "case") or "case/case", "case.information")
    unsure: Fact | None = None
    for information in extent.subjects:
        listed = _is_medical(facts, information)
        if listed.value is True:
            return _beside(said, listed)
        if not listed.known:
            unsure = listed
    if unsure is not None:
        return unsure
    return _beside(said, derived(False, service)) if extent.complete else _as_said(said)


def _is_medical(facts: FactBase, information: str) -> Fact:
    """Whether one kind of information is medical and identifies somebody; no when it is known not to be either."""
    named = facts.fact(information, "information.identifiable")
    kind = facts.fact(information, "information.kind")
    if named.value is False:
        return derived(False, named.where)
    if not kind.known:
        return Fact(None, kind.unknown, kind.where or information)
    by = _BY_FACT.get(str(kind.value))
    medical = facts.fact(information, by) if by else derived(kind.value in _BY_KIND, kind.where)
    if medical.value is False or (medical.known and named.known):
        return derived(medical.value is True, medical.where)
    unknown = named if medical.known else medical
    return Fact(None, unknown.unknown, unknown.where or information)


def _beside(said: Fact, listed: Fact) -> Fact:
    if said.known and said.value != listed.value:
        return Fact(None, "conflicting", f"{said.where}; {listed.where}")
    return listed


def _as_said(said: Fact) -> Fact:
    return derived(said.value is True, said.where) if said.known else said
