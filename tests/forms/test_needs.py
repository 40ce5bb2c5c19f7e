"""What a disclosure leaves open depends on whose case it is read for, and rests on what is told alone."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from anzenkarte.assess.run import run
from anzenkarte.forms.needs import Weighed, weigh, weigh_form
from anzenkarte.forms.read import read_form
from anzenkarte.karte.disclosure.start import default_policy
from anzenkarte.karte.disclosure.view import disclose
from anzenkarte.karte.document import Document
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.verdicts import SEVERITIES
from tests.forms.helpers import catalogue, documents, form, own_workbook

ON = date(2026, 11, 25)
URN = "urn:uuid:c0370d26-8cac-410b-bace-7770041bd0aa"


def facts_of(held: list[Document], name: str = "") -> FactBase:
    return run(choose(held, catalogue().vocabulary, name), catalogue(), ON, (), {}).facts


def institution(**fields: str) -> FactBase:
    """An institution that says this of itself and no more."""
    written = "".join(f", {key}: {value}" for key, value in fields.items())
    text = (
        "schema: anzenkarte/institution/1\nname: ours\nkeeper: ours\n"
        f"institution: {{name: ours, party: ours{written}}}\n"
        f'parties: {{ours: {{urn: "{URN}", name: ours, kind: institution}}}}\n'
    )
    return facts_of(read_text(text, catalogue().vocabulary))


CLINIC = {"kind": "clinic", "beds": "0", "system_staff": "0"}
HOSPITAL = {
    "kind": "hospital",
    "beds": "320",
    "system_staff": "3",
    "threat_information": "true",
    "vendor_supervision": "true",
}


@cache
def shown(sample: str, recipient: str = "customers") -> FactBase:
    held = documents(sample)
    view = disclose(held, catalogue().vocabulary, default_policy(held), recipient, "engineer", ON.isoformat())
    return facts_of(list(view.documents))


def by_id(weighed: tuple[Weighed, ...]) -> dict[str, Weighed]:
    return {one.need.id: one for one in weighed}


def states(own: FactBase, sample: str, recipient: str = "customers") -> dict[str, str]:
    return {name: one.state for name, one in by_id(weigh(catalogue().needs, own, shown(sample, recipient))).items()}


def test_the_same_disclosure_leaves_different_things_open() -> None:
    clinic, hospital = states(institution(**CLINIC), "saas-emr"), states(institution(**HOSPITAL), "saas-emr")
    assert clinic.keys() - hospital.keys() >= {"updates-of-every-server", "help-on-site", "warnings-passed-on"}
    assert hospital.keys() - clinic.keys() >= {"large-hospital-addon", "wards-cannot-wait"}
    assert {*clinic} & {*hospital} >= {"cloud-where-data-rests", "two-factor", "backup-out-of-reach"}


def test_closed_networks_and_clouds_are_asked_different_things() -> None:
    cloud = states(institution(**CLINIC), "saas-emr")
    closed = states(institution(**CLINIC), "handa-2021", "hospital")
    assert [name for name in cloud if name.startswith("closed-network")] == []
    assert [name for name in closed if name.startswith("cloud-where")] == []
    assert closed["closed-network-anti-malware"] == "short"
    assert closed["closed-network-ways-in"] == "missing"  # nobody at Handa said so


def test_an_institution_that_says_nothing_of_itself_is_asked_first() -> None:
    found = by_id(weigh(catalogue().needs, institution(), shown("saas-emr")))
    assert found["updates-of-every-server"].state == "depends"
    assert "専任のシステム担当者は何人ですか。" in [text.ja for text in found["updates-of-every-server"].first]
    assert found["two-factor"].state == "answered"


def test_answers_name_what_was_told_and_where() -> None:
    found = by_id(weigh(catalogue().needs, institution(**CLINIC), shown("saas-emr")))
    told = found["two-factor"].told
    assert told
    assert all(one.where.startswith("hoshizora-emr#account/") for one in told)
    assert found["help-on-site"].state == "missing"


def test_open_needs_come_first_and_the_heaviest_first_among_them() -> None:
    found = weigh(catalogue().needs, institution(**CLINIC), shown("saas-emr"))
    for state in ("short", "missing", "answered"):
        ranks = [SEVERITIES.index(one.need.weight) for one in found if one.state == state]
        assert ranks == sorted(ranks)
    assert found[-1].state in ("answered", "depends")


def test_a_form_answers_the_needs_its_lines_ask_for() -> None:
    name = "cyber-checklist-r8-vendor"
    read = read_form(own_workbook(name, "saas-emr"), "x.xlsx", form(name))
    found = by_id(weigh_form(catalogue().needs, institution(**CLINIC), read))
    told = {name for name, one in found.items() if one.told}
    assert told
    for id in told:
        assert all("!" in one.where for one in found[id].told), id
    assert {one.state for one in found.values()} <= {"short", "missing", "answered", "depends"}
    assert any(not one.asked for one in found.values())


def test_every_need_can_be_told_from_the_vocabulary_and_says_why() -> None:
    needs = catalogue().needs
    assert len(needs) >= 20
    upstream = {name for name, spec in catalogue().vocabulary.facts.items() if spec.upstream}
    for need in needs:
        assert not set(need.shows) & upstream, need.id
        assert need.ask.ja.endswith(("。", "か。")), need.id
        assert need.ask.en.endswith((".", "?")), need.id
        assert all(catalogue().item(item) is not None for item in need.items), need.id


@pytest.mark.parametrize(("beds", "raised"), [("199", False), ("200", True)])
def test_the_limit_of_beds_is_the_printed_one(beds: str, raised: bool) -> None:
    found = states(institution(**{**HOSPITAL, "beds": beds}), "saas-emr")
    assert ("large-hospital-addon" in found) is raised


def test_withheld_answers_are_missing_not_met() -> None:
    held = documents("saas-emr")
    decisions = {key: value for key, value in default_policy(held).decisions.items() if key[1] != "account"}
    view = disclose(
        held, catalogue().vocabulary, type(default_policy(held))(decisions), "customers", "engineer", ON.isoformat()
    )
    found = by_id(weigh(catalogue().needs, institution(**CLINIC), facts_of(list(view.documents))))
    assert found["two-factor"].state == "missing"
