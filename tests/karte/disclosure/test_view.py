"""A view shows nothing of what is withheld, and leaves no gap that looks like knowledge."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.disclosure.audience import CUSTOMERS, PUBLIC
from anzenkarte.karte.disclosure.file import disclosure_bytes, read_disclosure
from anzenkarte.karte.disclosure.policy import LEVELS, Decision, Policy
from anzenkarte.karte.disclosure.start import default_policy
from anzenkarte.karte.disclosure.view import Disclosure, disclose
from anzenkarte.karte.document import Document
from anzenkarte.kernel.errors import InputError
from tests.karte.disclosure.planted import FIRST, SECOND, URNS, VENDOR, VOCABULARY, Planter, policy

RECIPIENTS = (VENDOR, FIRST, SECOND, CUSTOMERS, PUBLIC)
DAY = "2026-11-25"
SEEDS = st.integers(0, 2**32 - 1).map(Random)


def planted(seed: int = 1) -> tuple[Planter, list[Document]]:
    planter = Planter(Random(seed))  # noqa: S311 - a seed, no secret
    return planter, planter.documents()


def shown_in(disclosure: Disclosure) -> set[tuple[str, str, str]]:
    return {(f"{d.kind}/{d.name}", e.kind, e.id) for d in disclosure.documents for e in d}


def hidden_canaries(planter: Planter, disclosure: Disclosure) -> set[str]:
    """Canaries of what is withheld, less those of parties shown elsewhere, and the ids of what is shown nowhere.

    The recipient's own name heads what is his.
    """
    shown = shown_in(disclosure)
    held = {planter.canaries[place] for place in shown} | {*disclosure.recipient.name.en.split()}
    gone = {canary for place, canary in planter.canaries.items() if place not in shown}
    ids = {id for _, _, id in planter.canaries} - {id for _, _, id in shown} - {VENDOR, FIRST, SECOND}
    return (gone - held) | ids


@given(SEEDS, st.sampled_from(RECIPIENTS), st.sampled_from(LEVELS))
@settings(max_examples=60)
def test_no_string_of_a_withheld_entity_is_handed_over(random: Random, recipient: str, level: str) -> None:
    planter = Planter(random)
    documents = planter.documents()
    disclosure = disclosed(documents, policy(documents, random), recipient, level)
    if disclosure is None:
        return
    data = disclosure_bytes(disclosure)
    text = data.decode()
    # an id may begin with another: every canary and id ends where a quote, a hyphen or a blank follows
    assert [c for c in hidden_canaries(planter, disclosure) if _stands(c, text)] == []
    assert "NOTE" not in text
    again = read_disclosure(data, VOCABULARY)
    assert disclosure_bytes(again) == data


def disclosed(documents: list[Document], held: Policy, recipient: str, level: str) -> Disclosure | None:
    """The disclosure; None when nothing at all is shown."""
    try:
        return disclose(documents, VOCABULARY, held, recipient, level, DAY)
    except InputError as error:
        if {problem.code for problem in error.problems} != {"disclosure.nothing"}:
            raise
        return None


def _stands(canary: str, text: str) -> bool:
    at = text.find(canary)
    while at >= 0:
        if not text[at + len(canary) : at + len(canary) + 1].isalnum():
            return True
        at = text.find(canary, at + 1)
    return False


def test_most_policies_show_something() -> None:
    found = 0
    for seed in range(12):
        planter, documents = planted(seed)
        found += disclosed(documents, policy(documents, planter.random), FIRST, "engineer") is not None
    assert found >= 8


def test_the_search_finds_what_is_there() -> None:
    planter, documents = planted()
    whole = disclose(documents, VOCABULARY, default_policy(documents), VENDOR, "engineer", DAY)
    text = disclosure_bytes(whole).decode()
    own = [canary for (name, _, _), canary in planter.canaries.items() if "institution-" not in name]
    assert len(own) > 60
    assert [canary for canary in own if not _stands(canary, text)] == []


@given(SEEDS, st.sampled_from((FIRST, SECOND)))
@settings(max_examples=12)
def test_another_customer_leaves_no_trace_even_under_an_open_policy(random: Random, recipient: str) -> None:
    planter = Planter(random)
    documents = planter.documents()
    everything = {
        (f"{d.kind}/{d.name}", e.kind, "*"): Decision("clinic", ("public", "customers")) for d in documents for e in d
    }
    disclosure = disclose(documents, VOCABULARY, Policy(everything), recipient, "engineer", DAY)
    other = "second" if recipient == FIRST else "first"
    text = disclosure_bytes(disclosure).decode()
    strangers = [c for (name, _, _), c in planter.canaries.items() if name.endswith(f"-{other}")]
    known = {c for (name, _, _), c in planter.canaries.items() if not name.endswith(f"-{other}")}
    assert [c for c in {*strangers} - known if _stands(c, text)] == []
    assert f"-{other}" not in text
    assert disclosure.withheld == ()


def decided(documents: Sequence[Document], **hidden: str) -> Policy:
    """Everything shown as the default says, less the ids given by kind."""
    held = dict(default_policy(documents).decisions)
    for place in list(held):
        if hidden.get(place[1]) == place[2]:
            held[place] = Decision("clinic", ())
    return Policy(held)


def fields_of(disclosure: Disclosure, document: str, kind: str, id: str) -> dict[str, Json]:
    held = next(d for d in disclosure.documents if d.name == document)
    entity = held.entity(kind, id)
    assert entity is not None
    return dict(entity.fields)


def test_what_points_to_the_withheld_is_withheld_and_its_collection_open() -> None:
    _, documents = planted()
    service = documents[0]
    id = str(next(iter(service.entities["component"].values())).fields["place"])
    disclosure = disclose(documents, VOCABULARY, decided(documents, place=id), CUSTOMERS, "engineer", DAY)
    shown = disclosure.documents[0]
    assert "place" in service.complete
    assert "place" not in shown.complete
    assert "store" in shown.complete
    pointing = [e for e in service.entities["component"].values() if e.fields.get("place") == id]
    assert pointing
    for entity in pointing:
        assert fields_of(disclosure, service.name, "component", entity.id)["place"] == {"unknown": "withheld"}


def test_what_cannot_stand_without_the_withheld_goes_with_it() -> None:
    _, documents = planted()
    service = documents[0]
    id = str(next(iter(service.entities["copy"].values())).fields["store"])
    disclosure = disclose(documents, VOCABULARY, decided(documents, store=id), CUSTOMERS, "engineer", DAY)
    gone = [e.id for e in service.entities["copy"].values() if e.fields["store"] == id]
    assert gone
    assert all(disclosure.documents[0].entity("copy", name) is None for name in gone)
    assert {(one.kind, one.why) for one in disclosure.withheld} >= {("store", "recipient"), ("copy", "reference")}


def test_a_withheld_entity_is_proved_later_with_its_nonce() -> None:
    _, documents = planted()
    entity = documents[0].entities["store"]["store-serviceone-1"]
    open_fields = {key: value for key, value in entity.fields.items() if key != "nonce"}
    sealed_fields: dict[str, Json] = {**open_fields, "nonce": "9f3c"}
    for fields, proof in ((open_fields, ""), (sealed_fields, digest(sealed_fields))):
        changed = type(entity)("store", entity.id, fields)
        file = [documents[0].with_entity(changed), *documents[1:]]
        disclosure = disclose(file, VOCABULARY, decided(file, store=entity.id), CUSTOMERS, "engineer", DAY)
        assert [one.digest for one in disclosure.withheld if one.kind == "store"] == [proof]
        assert disclosure.proves("store", fields) is bool(proof)
        assert not disclosure.proves("store", {**fields, "nonce": "guess"})
        assert not disclosure.proves("place", fields)


def test_undecided_is_withheld_and_listed_for_the_maker_only() -> None:
    _, documents = planted()
    held = dict(default_policy(documents).decisions)
    del held["service/service-one", "component", "component-serviceone-1"]
    disclosure = disclose(documents, VOCABULARY, Policy(held), CUSTOMERS, "engineer", DAY)
    assert disclosure.undecided == ("service/service-one#component/component-serviceone-1",)
    assert ("component", "undecided") in {(one.kind, one.why) for one in disclosure.withheld}
    assert "component-serviceone-1" not in disclosure_bytes(disclosure).decode()


def test_levels_are_steps() -> None:
    _, documents = planted()
    held = default_policy(documents)
    sizes = [len(shown_in(disclose(documents, VOCABULARY, held, CUSTOMERS, level, DAY))) for level in LEVELS]
    assert sizes == sorted(set(sizes))


def test_one_named_for_one_thing_of_an_engagement_gets_it_and_no_more() -> None:
    _, documents = planted()
    held = dict(default_policy(documents).decisions)
    for kind, id in (("engagement", "engagement-first"), ("party", VENDOR), ("place", "place-engagementfirst-1")):
        held["engagement/engagement-first", kind, id] = Decision("clinic", (URNS[SECOND],))
    disclosure = disclose(documents, VOCABULARY, Policy(held), SECOND, "engineer", DAY)
    shown = {(e.kind, e.id) for d in disclosure.documents if d.name == "engagement-first" for e in d}
    assert shown == {("engagement", "engagement-first"), ("party", VENDOR), ("place", "place-engagementfirst-1")}


def test_a_field_that_names_a_stranger_is_masked() -> None:
    planter, documents = planted()
    service = documents[0]
    name = f"{planter.canaries['engagement/engagement-first', 'party', FIRST]}組"
    place = service.entities["place"]["place-serviceone-1"]
    told = type(place)("place", place.id, {**place.fields, "region": f"a room for {name}"})
    file = [service.with_entity(told), *documents[1:]]
    to_second = disclose(file, VOCABULARY, default_policy(file), SECOND, "engineer", DAY)
    assert fields_of(to_second, "service-one", "place", place.id)["region"] == {"unknown": "withheld"}
    assert to_second.masked == ("service/service-one#place/place-serviceone-1/region",)
    to_first = disclose(file, VOCABULARY, default_policy(file), FIRST, "engineer", DAY)
    assert fields_of(to_first, "service-one", "place", place.id)["region"] == f"a room for {name}"


def test_an_old_word_does_not_come_back_when_its_successor_is_withheld() -> None:
    _, documents = planted()
    service = documents[0]
    first, second = service.entities["statement"].values()
    matter: dict[str, Json] = {"by": VENDOR, "item": "x/1", "answer": "yes", "date": "2026-01-01"}
    file = [
        service.with_entity(type(first)("statement", first.id, matter)).with_entity(
            type(second)(
                "statement", second.id, {**matter, "answer": "no", "date": "2026-02-01", "supersedes": first.id}
            )
        ),
        *documents[1:],
    ]
    disclosure = disclose(file, VOCABULARY, decided(file, statement=second.id), CUSTOMERS, "engineer", DAY)
    assert "statement" not in disclosure.documents[0].entities


def test_recipients_and_levels_nobody_knows_are_refused() -> None:
    _, documents = planted()
    for recipient, level, code in (("nobody", "clinic", "disclosure.recipient"), (FIRST, "deep", "disclosure.level")):
        with pytest.raises(InputError) as refused:
            disclose(documents, VOCABULARY, default_policy(documents), recipient, level, DAY)
        assert [problem.code for problem in refused.value.problems] == [code]
