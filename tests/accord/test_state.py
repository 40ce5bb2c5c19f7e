"""The state of a line: a function of the set of answers; reopening: exactly when a digest differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from anzenkarte.accord.lines import CONTENT, GONE, Line, changes
from anzenkarte.accord.state import WORDS, Answer, standings, state_of

VENDOR, HOSPITAL = "urn:uuid:vendor", "urn:uuid:hospital"
PARTIES = (HOSPITAL, VENDOR)


def line(id_: str = "duty/patching", content: str = "maker", **basis: str) -> Line:
    """A line with a content of one word."""
    return Line(id_, "duty", {"parties": [content]}, basis or {"entity vpn": "1"})


def said(
    about: Line, party: str, word: str = "accept", binds: bool = True, sequence: int = 1, note: str = ""
) -> Answer:
    """A party's word on a line."""
    chosen = next(known for known in WORDS if known == word)
    return Answer(about.id, about.digest, party, binds, chosen, sequence, f"bundle {sequence}", note=note)


VERSIONS = (line(), line(content="clinic"), line(**{"entity vpn": "2"}))
ANSWERS = st.builds(
    said,
    st.sampled_from(VERSIONS),
    st.sampled_from(PARTIES),
    st.sampled_from(WORDS),
    st.booleans(),
    st.integers(1, 4),
    st.sampled_from(("", "why")),
)


@given(st.lists(ANSWERS, max_size=12), st.randoms(use_true_random=False), st.sampled_from(VERSIONS))
def test_order_and_repetition_of_arrival_never_count(answers: list[Answer], dice: object, now: Line) -> None:
    shuffled: list[Answer] = [*answers, *answers[:3]]
    dice.shuffle(shuffled)  # type: ignore[attr-defined] # hypothesis gives a Random
    once = standings([now], VERSIONS, answers, PARTIES)
    again = standings([now], reversed(VERSIONS), shuffled, PARTIES)
    assert [(s.state, s.words, s.changed) for s in once] == [(s.state, s.words, s.changed) for s in again]


@given(st.lists(ANSWERS, max_size=12), st.sampled_from(VERSIONS))
def test_agreed_means_that_both_bind_themselves_to_one_digest(answers: list[Answer], now: Line) -> None:
    state, words = state_of(now.digest, answers, PARTIES)
    if state == "agreed":
        assert {word.party for word in words} == set(PARTIES)
        assert all((w.word, w.binds, w.digest) == ("accept", True, now.digest) for w in words)
    for party in PARTIES:
        kept = [a for a in answers if a.party != party or not a.binds]
        assert state_of(now.digest, kept, PARTIES)[0] != "agreed"


TEXTS = st.sampled_from(("maker", "clinic", "nobody"))
BASES = st.dictionaries(st.sampled_from(("entity vpn", "item 14", "evidence cert")), st.sampled_from("ab"), max_size=3)


@given(TEXTS, BASES, TEXTS, BASES)
def test_a_line_reopens_exactly_when_a_digest_differs(
    content: str, basis: dict[str, str], other: str, others: dict[str, str]
) -> None:
    agreed = Line("duty/x", "duty", {"parties": [content]}, basis)
    now = Line("duty/x", "duty", {"parties": [other]}, others)
    differing = {name for name in {*basis, *others} if basis.get(name) != others.get(name)}
    wanted = differing | ({CONTENT} if content != other else set())
    assert set(changes(agreed, now)) == wanted
    assert (agreed.digest != now.digest) == bool(wanted)
    answers = [said(agreed, party) for party in PARTIES]
    (found,) = standings([now], [agreed], answers, PARTIES)
    assert found.state == ("reopened" if wanted else "agreed")
    assert set(found.changed) == wanted


def test_a_clerk_proposes_and_never_binds() -> None:
    about = line()
    clerk, director = said(about, HOSPITAL, binds=False, sequence=2), said(about, HOSPITAL, sequence=3)
    offer = said(about, VENDOR)
    assert state_of(about.digest, [offer], PARTIES)[0] == "proposed"
    assert state_of(about.digest, [offer, clerk], PARTIES)[0] == "proposed"
    assert state_of(about.digest, [offer, clerk, director], PARTIES)[0] == "agreed"
    late = said(about, HOSPITAL, "object", binds=False, sequence=9, note="no")
    assert state_of(about.digest, [offer, director, late], PARTIES)[0] == "agreed"


def test_the_last_binding_word_counts_and_of_two_at_once_the_more_reserved() -> None:
    about = line()
    answers = [said(about, VENDOR), said(about, HOSPITAL, sequence=2)]
    assert state_of(about.digest, answers, PARTIES)[0] == "agreed"
    for word, state in (("object", "objected"), ("condition", "conditional"), ("ask", "asked")):
        assert state_of(about.digest, [*answers, said(about, HOSPITAL, word, sequence=3)], PARTIES)[0] == state
        assert state_of(about.digest, [*answers, said(about, HOSPITAL, word, sequence=2)], PARTIES)[0] == state
        assert state_of(about.digest, [*answers, said(about, HOSPITAL, word, sequence=1)], PARTIES)[0] == "agreed"


def test_one_party_alone_never_agrees() -> None:
    about = line()
    assert state_of(about.digest, [said(about, VENDOR)], (VENDOR,))[0] == "proposed"


def test_a_line_that_is_gone_reopens_when_it_was_agreed_on() -> None:
    about = line()
    both = [said(about, party) for party in PARTIES]
    (found,) = standings([], [about], both, PARTIES)
    assert (found.state, found.changed, found.line) == ("reopened", (GONE,), None)
    assert standings([], [about], both[:1], PARTIES) == ()


def test_a_word_against_the_present_version_is_told_before_the_reopening() -> None:
    was, now = VERSIONS[0], VERSIONS[1]
    answers: Sequence[Answer] = [said(was, party) for party in PARTIES]
    objection = replace(said(now, HOSPITAL, "object", sequence=3), note="no")
    (found,) = standings([now], [was], [*answers, objection], PARTIES)
    assert (found.state, found.changed) == ("objected", (CONTENT,))
