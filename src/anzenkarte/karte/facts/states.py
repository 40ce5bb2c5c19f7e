"""Facts about the state of things on the day asked about: support, validity, open advisories, who bears updates."""

from __future__ import annotations

from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.dates import When, later
from anzenkarte.kernel.facts import Fact, derived
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN, Truth


def _fact(answer: Truth, where: str) -> Fact:
    return derived(answer == TRUE, where) if answer in (TRUE, FALSE) else Fact(None, "missing", where)


def supported(facts: FactBase, component: str) -> Fact:
    """Whether the day lies on or before the end of support."""
    end = facts.fact(component, "component.end_of_support")
    if not end.known or not isinstance(end.value, When):
        return end
    _note(facts, end.value)
    return _fact(When.of(facts.on).on_or_before(end.value), end.where)


def _note(facts: FactBase, when: When) -> None:
    for day in (when.first, later(when.first, 1), when.last, later(when.last, 1)):
        facts.boundary(day)


def certificate_valid(facts: FactBase, certificate: str) -> Fact:
    """Whether the day lies within the validity of a certificate."""
    today = When.of(facts.on)
    until = facts.fact(certificate, "certificate.valid_until")
    start = facts.fact(certificate, "certificate.valid_from")
    if start.known and isinstance(start.value, When):
        _note(facts, start.value)
        if today.before(start.value) == TRUE:
            return derived(False, start.where)
    if not until.known or not isinstance(until.value, When):
        return until
    _note(facts, until.value)
    inside = today.on_or_before(until.value)
    if inside == TRUE and not start.known:
        return Fact(None, start.unknown, start.where)
    if inside == TRUE and isinstance(start.value, When) and start.value.on_or_before(today) != TRUE:
        return Fact(None, "missing", start.where)
    return _fact(inside, until.where)


def is_server(facts: FactBase, component: str) -> Fact:
    """A server stores medical information or does the main processing (MHLW 7.0, maintenance part, figure 1)."""
    stores = facts.fact(component, "component.stores_medical_information")
    main = facts.fact(component, "component.main_processing")
    if stores.value is True or main.value is True:
        return derived(True, stores.where if stores.value is True else main.where)
    if stores.value is False and main.value is False:
        return derived(False, f"{stores.where}; {main.where}")
    unknown = stores if not stores.known else main
    return Fact(None, unknown.unknown, unknown.where)


def open_advisories(facts: FactBase, component: str) -> Fact:
    """How many advisories about a component are published and not dealt with; unknown while one is unknown.

    While the list of advisories is open the number says how many there are at least.
    """
    extent = facts.related(component, "component.advisories")
    count = 0
    for advisory in extent.subjects:
        published = facts.fact(advisory, "advisory.published_on")
        applied = facts.fact(advisory, "advisory.applied")
        if applied.value is True:
            continue
        if isinstance(published.value, When):
            _note(facts, published.value)
        out = published.value.on_or_before(When.of(facts.on)) if isinstance(published.value, When) else UNKNOWN
        if out == FALSE:
            continue
        if not applied.known or out == UNKNOWN:
            unsure = published if applied.known else applied
            return Fact(None, unsure.unknown or "missing", unsure.where)
        count += 1
    return derived(count) if extent.complete or count else Fact(None, "missing")


def relayed_to_institution(facts: FactBase, advisory: str) -> Fact:
    """Whether an advisory was received by, or passed on to, an institution."""
    return _among(facts, advisory, ("advisory.received_by", "advisory.passed_to"), ("institution",))


def known_to_vendor(facts: FactBase, advisory: str) -> Fact:
    """Whether a vendor or contractor had received an advisory."""
    return _among(facts, advisory, ("advisory.received_by",), ("vendor", "contractor"))


def _among(facts: FactBase, advisory: str, names: tuple[str, ...], kinds: tuple[str, ...]) -> Fact:
    unsure: Fact | None = None
    places: list[str] = []
    for name in names:
        listed = facts.fact(advisory, name)
        if not isinstance(listed.value, tuple):
            unsure = listed
            continue
        places.append(listed.where)
        for party in listed.value:
            kind = facts.fact(party, "party.kind")
            if kind.value in kinds:
                return derived(True, listed.where)
            if not kind.known:
                unsure = kind
    return Fact(None, unsure.unknown, unsure.where) if unsure is not None else derived(False, "; ".join(places))


_WRITTEN = ("contract", "terms", "sla")


def servers_updated_by_vendors(facts: FactBase, institution: str) -> Fact:
    """Whether, for every server of the institution, a vendor bears security updates in writing.

    One server that fails makes it false; a server or basis not known, an incomplete list, or a case that is not about
    the institution with all its engagements leaves it unknown
    (MHLW 7.0, maintenance part: absent or unclear wording counts as the institution's own responsibility, so a basis of
    ``none`` is a no, not an unknown). No server at all, completely listed, is no.
    """
    extent = facts.related("case/case", "case.components")
    unsure: Fact | None = None
    servers = 0
    for component in extent.subjects:
        server = facts.fact(component, "component.server")
        if server.value is False:
            continue
        bears = _vendor_bears(facts, component)
        if server.value is True:
            servers += 1
            if bears.value is False:
                return derived(False, bears.where or component)
        if not server.known or not bears.known:
            unsure = server if not server.known else bears
    if unsure is not None:
        return Fact(None, unsure.unknown, unsure.where)
    if not extent.complete or facts.case.about != "institution":
        return Fact(None, "missing", f"{institution}: components")
    return derived(servers > 0)


def _vendor_bears(facts: FactBase, component: str) -> Fact:
    basis = facts.fact(component, "component.update_basis")
    owner = facts.fact(component, "component.update_owner")
    if basis.known and basis.value not in _WRITTEN:
        return derived(False, basis.where)
    if not owner.known:
        return owner
    kind = facts.fact(str(owner.value), "party.kind")
    if kind.value == "institution":
        return derived(False, owner.where)
    if not kind.known or not basis.known:
        return kind if not kind.known else basis
    return derived(True, f"{owner.where}; {basis.where}")
