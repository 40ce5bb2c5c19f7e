"""How documents lie over each other: what is one, what differs, what belongs where."""

from __future__ import annotations

import json

import pytest

from anzenkarte.karte.case import CASE_SUBJECT, Case
from anzenkarte.karte.document import Entity
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choices, choose
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.facts import Fact
from tests.karte.small import PARTIES, VOCABULARY, Map, case, document, facts, party, urn

SERVER: Map = {"name": "Server"}


def _both(service: Map, engagement: Map) -> tuple[Map, Map]:
    one = document("service", "emr", components={"server": {**SERVER, **service}})
    return one, document("engagement", "at-clinic", {"service": "emr"}, components={"server": {**SERVER, **engagement}})


@pytest.mark.parametrize(
    ("service", "engagement", "expected"),
    [
        ({"patched": True}, {"patched": True}, (True, "")),
        ({"patched": True}, {"patched": False}, (None, "conflicting")),
        ({"patched": True}, {}, (True, "")),
        ({}, {"patched": False}, (False, "")),
        ({}, {}, (None, "missing")),
        ({"patched": {"unknown": "stated"}}, {"patched": False}, (False, "")),
        ({"patched": False}, {"patched": {"unknown": "withheld"}}, (False, "")),
        ({"patched": {"unknown": "stated"}}, {"patched": {"unknown": "withheld"}}, (None, "withheld")),
        ({"patched": {"unknown": "withheld"}}, {"patched": {"unknown": "stated"}}, (None, "withheld")),
    ],
)
def test_two_documents_about_one_thing(service: Map, engagement: Map, expected: tuple[object, str]) -> None:
    for documents in (_both(service, engagement), _both(engagement, service)):
        fact = facts(*documents).fact("component/server", "component.patched")
        assert (fact.value, fact.unknown) == expected


def test_a_conflict_names_both_places() -> None:
    fact = facts(*_both({"patched": True}, {"patched": False})).fact("component/server", "component.patched")
    assert fact.where == "emr#component/server/patched; at-clinic#component/server/patched"


def test_the_order_within_a_list_is_no_conflict() -> None:
    first: Map = {"papers_held_by": ["maker", "clinic"]}
    second: Map = {"papers_held_by": ["clinic", "maker"]}
    assert facts(*_both(first, second)).fact("component/server", "component.papers_held_by").known
    other: Map = {"papers_held_by": ["clinic"]}
    assert facts(*_both(first, other)).fact("component/server", "component.papers_held_by").unknown == "conflicting"


def test_one_date_in_two_calendars_is_no_conflict() -> None:
    documents = _both({"end_of_support": "2021-06"}, {"end_of_support": "令和3年6月"})
    assert facts(*documents).fact("component/server", "component.end_of_support").known


# --- several engagements --------------------------------------------------------------------------------------


def _two(**more: Map) -> tuple[Map, ...]:
    """An institution with two engagements that use the same slug for different things."""
    return (
        document("service", "emr", {"handles_medical_information": True}, ("components",)),
        document(
            "engagement",
            "a",
            {"service": "emr"},
            ("components",),
            components={"server": {"name": "A's", "owner": "maker"}},
        ),
        document("engagement", "b", {"service": "none-here"}, ("components",), components={"server": {"name": "B's"}}),
        document("institution", "site", None, ("components",), components={"directory": {"name": "D"}}, **more),
    )


def test_same_slugs_of_two_engagements_stay_apart() -> None:
    both = case(*_two(), about="site")
    assert both.subjects("component") == ("component/a.server", "component/b.server", "component/directory")
    assert facts(*_two(), about="site").fact("component/a.server", "component.owner").value == "party/maker"
    assert facts(*_two(), about="site").fact("component/b.server", "component.owner") == Fact(None, "missing")
    assert case(*_two(), about="a").subjects("component") == ("component/directory", "component/server")


def test_homes_are_those_of_the_own_engagement() -> None:
    both = case(*_two(), about="site")
    assert both.home("component/a.server", "engagement") == "engagement/a"
    assert both.home("component/a.server", "service") == "service/emr"
    assert both.home("component/b.server", "engagement") == "engagement/b"
    assert both.home("component/b.server", "service") == ""
    for subject in ("component/directory", "party/clinic", CASE_SUBJECT):
        assert both.home(subject, "institution") == "institution/site"
        assert both.home(subject, "engagement") == ""


def test_a_relation_of_the_case_stays_within_the_engagement() -> None:
    both = case(*_two(), about="site")
    near = both.home("component/a.server", "case")
    assert both.related(near, "case.components").subjects == ("component/a.server", "component/directory")
    assert both.related(CASE_SUBJECT, "case.components").subjects == both.subjects("component")
    assert case(*_two(), about="a").home("component/server", "case") == CASE_SUBJECT


def test_the_institutions_words_point_into_the_one_engagement_that_has_it() -> None:
    only: dict[str, Map] = {
        "advisories": {
            "x": {"reference": "X", "component": "server"},
            "y": {"reference": "Y", "component": "directory"},
        }
    }
    documents = _two(**only)
    both = facts(*documents, about="site")
    assert both.fact("advisory/x", "advisory.component").value == "component/server"  # both have one: it stays open
    assert both.fact("advisory/y", "advisory.component").value == "component/directory"
    documents[2]["components"] = {"other": {"name": "B's"}}
    both = facts(*documents, about="site")
    assert both.fact("advisory/x", "advisory.component").value == "component/a.server"
    assert both.related("component/a.server", "component.advisories").subjects == ("advisory/x",)


# --- parties, completeness, relations -------------------------------------------------------------------------


def test_a_party_is_one_by_its_urn() -> None:
    service = document("service", "emr", parties=party("maker", country="JP"))
    engagement = document("engagement", "at-clinic", {"service": "emr"})
    engagement["parties"] = {**PARTIES, **party("maker", track_record=True)}
    both = facts(service, engagement)
    assert both.case.subjects("party") == ("party/builder", "party/clinic", "party/maker")
    assert both.fact("party/maker", "party.track_record").value is True
    assert both.fact("party/maker", "party.country").value == "JP"


def test_another_urn_under_the_same_slug_is_refused() -> None:
    service = document("service", "emr", parties={"maker": {**PARTIES["maker"], "urn": urn(9)}})
    with pytest.raises(InputError):
        case(service, document("engagement", "at-clinic"))


@pytest.mark.parametrize(
    ("service", "engagement", "complete"),
    [((), (), False), (("components",), (), False), (("components",), ("components",), True)],
)
def test_a_collection_is_complete_when_every_document_says_so(
    service: tuple[str, ...], engagement: tuple[str, ...], complete: bool
) -> None:
    documents = document("service", "emr", None, service), document("engagement", "at-clinic", None, engagement)
    assert case(*documents).collection("component").complete is complete


def test_what_is_not_in_the_case_is_unknown() -> None:
    alone = case(document("service", "emr"))
    assert (alone.collection("service").complete, alone.collection("service").subjects) == (True, ("service/emr",))
    assert (alone.collection("institution").complete, alone.collection("institution").subjects) == (False, ())


def _holders(*certificates: Map, complete: bool = True) -> Case:
    named = {f"c{n}": {"scheme": "isms", **fields} for n, fields in enumerate(certificates)}
    return case(document("service", "emr", None, ("certificates",) if complete else (), certificates=dict(named)))


def test_relations_are_complete_as_their_collection_is() -> None:
    extent = _holders({"holder": "maker"}, {"holder": "builder"}).related("party/maker", "party.certificates")
    assert (extent.subjects, extent.complete) == (("certificate/c0",), True)
    assert not _holders({"holder": "maker"}, complete=False).related("party/maker", "party.certificates").complete


def test_a_holder_said_not_to_be_known_may_be_anybody() -> None:
    extent = _holders({"holder": {"unknown": "stated"}}).related("party/maker", "party.certificates")
    assert (extent.subjects, extent.complete) == ((), False)
    left_out = _holders({}).related("party/maker", "party.certificates")
    assert (left_out.subjects, left_out.complete) == ((), True)


# --- building upon an earlier case ----------------------------------------------------------------------------


def test_a_case_built_upon_another_equals_one_built_anew() -> None:
    documents = read_text(json.dumps(list(_two())), VOCABULARY, None, "two.json")
    before = choose(documents, VOCABULARY, "site")
    before.related("party/maker", "party.certificates")
    documents[1] = documents[1].with_entity(Entity("certificate", "c", {"scheme": "isms", "holder": "maker"}))
    anew = choose(documents, VOCABULARY, "site")
    upon = Case(anew.groups, VOCABULARY, before, about=anew.about)
    assert upon.related("party/maker", "party.certificates") == anew.related("party/maker", "party.certificates")
    assert upon.related("party/maker", "party.certificates").subjects == ("certificate/a.c",)
    for kind in VOCABULARY.kinds:
        assert upon.subjects(kind) == anew.subjects(kind)
        assert upon.collection(kind) == anew.collection(kind)


# --- choosing -------------------------------------------------------------------------------------------------


def test_what_can_be_chosen() -> None:
    documents = read_text(json.dumps(list(_two())), VOCABULARY, None, "two.json")
    assert choices(documents) == ("a", "b", "site", "emr")
    assert choose(documents, VOCABULARY).about == "service"  # a paper for one customer holds nothing of another
    assert choose(documents, VOCABULARY, "b").subjects("engagement") == ("engagement/b",)
    assert choose(documents[:2], VOCABULARY).about == "engagement"
    assert choose(documents[3:], VOCABULARY).about == "institution"


@pytest.mark.parametrize(("name", "code"), [("nobody", "case.unknown"), ("", "case.choose")])
def test_what_cannot_be_chosen(name: str, code: str) -> None:
    documents = read_text(json.dumps(list(_two())), VOCABULARY, None, "two.json")
    with pytest.raises(InputError) as caught:
        choose([documents[1], documents[2]], VOCABULARY, name)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_nothing_to_choose_from() -> None:
    with pytest.raises(InputError) as caught:
        choose([], VOCABULARY)
    assert [problem.code for problem in caught.value.problems] == ["case.empty"]
