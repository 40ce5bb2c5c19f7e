"""The table of derived facts: name → how it is derived. A test holds it equal to the vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from anzenkarte.karte.case import Case
from anzenkarte.karte.facts import chains, flows, medical, reach, spread, states
from anzenkarte.karte.facts.base import Deriver, FactBase
from anzenkarte.kernel.facts import Fact, derived


def _has(kind: str) -> Deriver:
    def derive(facts: FactBase, case: str) -> Fact:
        return derived(bool(facts.collection(kind).subjects), case)

    return derive


DERIVERS: Final[Mapping[str, Deriver]] = {
    "advisory.known_to_vendor": states.known_to_vendor,
    "advisory.relayed_to_institution": states.relayed_to_institution,
    "case.has_engagement": _has("engagement"),
    "case.has_institution": _has("institution"),
    "case.has_service": _has("service"),
    "case.reach_certain": reach.reach_certain,
    "case.reached_components": reach.reached_components,
    "certificate.valid": states.certificate_valid,
    "component.neighbours": spread.neighbours,
    "component.open_advisories": states.open_advisories,
    "component.reachable_from_outside": reach.reachable_from_outside,
    "component.server": states.is_server,
    "component.supported": states.supported,
    "component.weakly_protected": spread.weakly_protected,
    "connection.ends": spread.connection_ends,
    "connection.purpose_party_knows": reach.purpose_party_knows,
    "copy.country": chains.copy_country,
    "copy.keys_control_countries": chains.keys_control_countries,
    "copy.keys_country": chains.keys_country,
    "copy.medical": chains.copy_medical,
    "copy.operator_countries": chains.copy_operator_countries,
    "copy.under_foreign_law": spread.under_foreign_law,
    "flow.carries_medical_information": chains.flow_medical,
    "flow.countries": flows.countries,
    "flow.crosses_border": chains.flow_crosses_border,
    "flow.leaves_place": flows.leaves_place,
    "flow.operator_countries": flows.operator_countries,
    "institution.servers_updated_by_vendors": states.servers_updated_by_vendors,
    "party.control_countries": chains.control_countries,
    "party.ultimate_country": chains.ultimate_country,
    "service.medical_information": medical.service_medical_information,
    "store.copies_in_one_region": spread.copies_in_one_region,
    "store.medical": spread.store_medical,
}


def fact_base(case: Case, on: date, before: FactBase | None = None) -> FactBase:
    """A fact base over a case with every derived fact there is."""
    return FactBase(case, on, DERIVERS, before)
