"""Whether one law reaches a copy: through the place where it rests, or through who controls those who hold it.

Enforcement (執行) and application (適用) are separate questions: a copy in Japan run by a subsidiary of a foreign
parent is within domestic enforcement and may still be reached by the parent's law.
"""

from __future__ import annotations

from anzenkarte.assess.results import Reach, YesNo
from anzenkarte.catalogue.model import Law
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import Fact, FactRead

BY_PLACE = "stored_in_country"


def reach(facts: FactBase, law: Law, copy: str) -> Reach:
    """Judge one law on one copy; EU law counts for every member state (see the law's ``countries``)."""
    name = "copy.country" if law.applies_to == BY_PLACE else "copy.operator_countries"
    fact = facts.fact(copy, name)
    read = FactRead(copy, name, fact)
    hit = by_status(law, hit_of(fact, law.countries))
    used = [read]
    helps: list[str] = []
    if hit != "no":
        helps, more = _helps(facts, law, copy)
        used += more
    missing = (read,) if hit == "unknown" and not fact.known else ()
    ground = "place" if law.applies_to == BY_PLACE else "control"
    return Reach(f"{law.id}@{copy}", law.id, copy, hit, ground, tuple(helps), tuple(used), missing)


def by_status(law: Law, hit: YesNo) -> YesNo:
    """An expired law reaches nothing; one whose status is doubtful is never said to reach."""
    if hit == "yes" and law.status == "expired":
        return "no"
    return "unknown" if hit == "yes" and law.status == "doubtful" else hit


def hit_of(fact: Fact, countries: frozenset[str]) -> YesNo:
    """Whether one of the countries is among those a fact names."""
    if not fact.known:
        return "unknown"
    values = fact.value if isinstance(fact.value, tuple) else (str(fact.value),)
    return "no" if countries.isdisjoint(values) else "yes"


def _helps(facts: FactBase, law: Law, copy: str) -> tuple[list[str], list[FactRead]]:
    """Key custody outside the law's reach, and clauses of the contract the copy is kept under."""
    helps: list[str] = []
    used: list[FactRead] = []

    def value(subject: str, name: str) -> object:
        fact = facts.fact(subject, name)
        used.append(FactRead(subject, name, fact))
        return fact.value

    encrypted = value(copy, "copy.encrypted")
    keys = value(copy, "copy.keys_control_countries")
    if encrypted is True and isinstance(keys, tuple) and not law.countries & set(keys):
        helps.append("keys-outside")
    contract = facts.fact(copy, "copy.contract")
    if contract.known:
        if value(str(contract.value), "contract.disclosure_notice") is True:
            helps.append("disclosure-notice")
        if value(str(contract.value), "contract.protects_user_data") is True:
            helps.append("user-data-clause")
    return helps, used
