"""The condition language: closures equal the definitions, more knowledge never contradicts, missing facts are exact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.kernel.dates import When
from anzenkarte.kernel.facts import UNKNOWN_REASONS, Fact, FactRead, Value
from anzenkarte.kernel.reading import Extent
from tests.catalogue.world import BOOLS, KINDS, TAGS, World, known, plain, run

PARTY, SERVICE = "party/p", "service/s"
COMPONENTS = ("component/k", "component/l")
PARTS = ("component/x", "component/y")
SUBJECTS = (PARTY, SERVICE, *COMPONENTS, *PARTS)
DATES = ("2026-05-30", "2026-05-31", "2026-06-01", "2026-05", "2026", "2025-12-31", "2027-01")
SPANS = ("P0D", "P1D", "-P1M", "P7M", "-P1Y")
ORDERED = ("eq", "ne", "lt", "le", "gt", "ge")

Json = dict[str, Any]
seeds = st.integers(0, 2**32)


def _value(name: str, random: Random) -> Value:
    """Some value a fact of this name can have."""
    if name == "kind":
        return random.choice(KINDS)
    if name == "size":
        return random.randint(0, 3)
    if name == "until":
        return When.parse(random.choice(DATES))
    if name == "tags":
        return tuple(tag for tag in TAGS if random.random() < 0.5)
    return "party/p" if name == "owner" else random.random() < 0.5


def _leaf(kind: str) -> st.SearchStrategy[Json]:
    """A test of one fact of this kind of subject."""
    options = [
        _test(f"{kind}.kind", ("eq", "ne"), st.sampled_from(KINDS)),
        _test(f"{kind}.kind", ("in", "not_in"), st.lists(st.sampled_from(KINDS), min_size=1, unique=True)),
        _test(f"{kind}.size", ORDERED, st.integers(0, 3)),
        _test(f"{kind}.until", ORDERED, st.sampled_from(DATES)),
        _test(f"{kind}.until", ORDERED, st.sampled_from(SPANS).map(lambda span: {"on": span})),
        _test(f"{kind}.tags", ("has",), st.sampled_from(TAGS)),
        _test(f"{kind}.tags", ("has_any", "has_all", "has_none"), st.lists(st.sampled_from(TAGS), min_size=1)),
        _test(f"{kind}.b0", ("eq", "ne"), st.booleans()),
        _test("service.b1", ("eq",), st.booleans()),
        st.builds(lambda value: {"always": value}, st.booleans()),
    ]
    if kind == "component":
        options.append(_test("component.owner.b2", ("eq",), st.booleans()))
    return st.one_of(options)


def _test(fact: str, operators: Sequence[str], operand: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return st.builds(lambda operator, value: {"fact": fact, operator: value}, st.sampled_from(operators), operand)


def _condition(kind: str, depth: int) -> st.SearchStrategy[Json]:
    """Any condition about this kind of subject, at most so deep."""
    if depth == 0:
        return _leaf(kind)
    inner = st.deferred(lambda: _condition(kind, depth - 1))
    parts = st.lists(inner, min_size=1, max_size=3)
    relation = "party.components" if kind == "party" else "component.parts"
    element = st.deferred(lambda: _condition("component", depth - 1))
    return st.one_of(
        _leaf(kind),
        st.builds(lambda listed: {"all": listed}, parts),
        st.builds(lambda listed: {"any": listed}, parts),
        st.builds(lambda part: {"not": part}, inner),
        st.builds(lambda w, t: {"every": relation, "where": w, "that": t}, element, element),
        st.builds(lambda t: {"every": relation, "that": t}, element),
        st.builds(lambda w, t: {"some": relation, "where": w, "that": t}, element, element),
        st.builds(
            lambda w, operator, number: {"count": relation, "where": w, operator: number},
            element,
            st.sampled_from(("eq", "lt", "le", "gt", "ge")),
            st.integers(0, 3),
        ),
    )


def _world(random: Random) -> World:
    """A world in which about half the facts are unknown, for any reason."""
    names = ("kind", "size", "until", "tags", *BOOLS)
    places = [(s, f"{s.partition('/')[0]}.{name}") for s in SUBJECTS for name in names]
    places += [(component, "component.owner") for component in (*COMPONENTS, *PARTS)]
    facts: dict[tuple[str, str], Fact] = {}
    for place in places:
        value = known(_value(place[1].partition(".")[2], random))
        facts[place] = value if random.random() < 0.6 else Fact(None, random.choice(UNKNOWN_REASONS))
    extents = {(PARTY, "party.components"): _extent(COMPONENTS, random)}
    extents.update({(component, "component.parts"): _extent(PARTS, random) for component in COMPONENTS})
    return World(facts, extents, {"service": random.choice((SERVICE, ""))})


def _extent(subjects: Sequence[str], random: Random) -> Extent:
    return Extent(tuple(subject for subject in subjects if random.random() < 0.6), random.random() < 0.7)


def _knowing_more(world: World, random: Random) -> World:
    """The same world after some unknown facts, unclear dates and open collections were settled."""
    facts = dict(world.facts)
    for place, fact in world.facts.items():
        if random.random() < 0.5:
            continue
        if not fact.known:
            facts[place] = known(_value(place[1].partition(".")[2], random))
        elif isinstance(fact.value, When):
            facts[place] = known(When.of(random.choice((fact.value.first, fact.value.last))))
    extents = {}
    for (subject, relation), extent in world.extents.items():
        everything = COMPONENTS if relation == "party.components" else PARTS
        more = () if extent.complete else _extent(everything, random).subjects
        joined = tuple(sorted({*extent.subjects, *more}))
        extents[subject, relation] = Extent(joined, extent.complete or random.random() < 0.5)
    return World(facts, extents, world.homes if world.homes["service"] else {"service": random.choice((SERVICE, ""))})


def _shuffled(condition: Any, random: Random) -> Any:
    """The same condition with the parts of every all and any in another order."""
    if isinstance(condition, dict):
        out = {key: _shuffled(value, random) for key, value in condition.items()}
        for word in ("all", "any"):
            if word in out:
                random.shuffle(out[word])
        return out
    return [_shuffled(part, random) for part in condition] if isinstance(condition, list) else condition


@settings(max_examples=400)
@given(_condition("party", 2), seeds)
def test_closure_equals_the_plain_definition(condition: Json, seed: int) -> None:
    for world in _worlds(seed):
        result, used, missing = run(condition, world, PARTY)
        assert result == plain(condition, world, PARTY)
        assert bool(missing) == (result == "U")
        unread = [read for read in missing if read not in used]
        assert all(read.name in ("party.components", "component.parts") for read in unread)


@settings(max_examples=400)
@given(_condition("party", 2), seeds)
def test_more_knowledge_never_turns_one_definite_answer_into_another(condition: Json, seed: int) -> None:
    for number, world in enumerate(_worlds(seed)):
        before, _, _ = run(condition, world, PARTY)
        after, _, _ = run(condition, _knowing_more(world, _random(seed + number)), PARTY)
        assert before in ("U", after)


@settings(max_examples=200)
@given(_condition("party", 2), seeds)
def test_the_order_of_parts_does_not_matter(condition: Json, seed: int) -> None:
    other = _shuffled(condition, _random(seed))
    for world in _worlds(seed):
        one, two = run(condition, world, PARTY), run(other, world, PARTY)
        assert one[0] == two[0]
        assert _places(one[1]) == _places(two[1])
        assert _places(one[2]) == _places(two[2])


def _random(seed: int) -> Random:
    """Chance that repeats; worlds drawn this way are much faster than piece by piece."""
    return Random(seed)  # noqa: S311 - no secret depends on it


def _worlds(seed: int) -> list[World]:
    """A few worlds; each condition is tried in all of them."""
    random = _random(seed)
    return [_world(random) for _ in range(8)]


def _places(reads: Sequence[FactRead]) -> set[tuple[str, str]]:
    return {(read.subject, read.name) for read in reads}


def test_every_over_perhaps_nothing_is_unknown_and_asks_who_takes_part() -> None:
    condition = {
        "every": "party.components",
        "where": {"fact": "component.b0", "eq": True},
        "that": {"fact": "component.b1", "eq": True},
    }
    extents = {(PARTY, "party.components"): Extent(("component/k",), True)}
    world = World({("component/k", "component.b1"): known(True)}, extents)
    result, _, missing = run(condition, world, PARTY)
    assert (result, _places(missing)) == ("U", {("component/k", "component.b0")})
    for takes_part, expected in ((True, "T"), (False, "V")):
        more = world.with_facts({("component/k", "component.b0"): known(takes_part)})
        assert run(condition, more, PARTY)[0] == expected


@st.composite
def read_once(draw: st.DrawFn, kind: str, names: Sequence[str]) -> Json:
    """A condition in which each of these facts, and each fact of each element, is read exactly once."""
    if len(names) == 1:
        leaf: Json = {"fact": f"{kind}.{names[0]}", "eq": draw(st.booleans())}
        return {"not": leaf} if draw(st.booleans()) else leaf
    cut = draw(st.integers(1, len(names) - 1))
    left = draw(read_once(kind, names[:cut]))
    right = draw(read_once(kind, names[cut:]))
    joined: Json = {draw(st.sampled_from(("all", "any"))): [left, right]}
    return {"not": joined} if draw(st.booleans()) else joined


@st.composite
def read_once_with_elements(draw: st.DrawFn) -> Json:
    """The same, joined with a quantifier; ``every`` here has no ``where``, so it is never about nothing."""
    own = draw(read_once("party", BOOLS[:2]))
    word = draw(st.sampled_from(("some", "every", "count")))
    quantifier: Json
    if word == "some":
        quantifier = {
            "where": draw(read_once("component", BOOLS[:1])),
            "that": draw(read_once("component", BOOLS[1:3])),
        }
    elif word == "every":
        quantifier = {"that": draw(read_once("component", BOOLS[:3]))}
    else:
        where = draw(read_once("component", BOOLS[:3]))
        quantifier = {"where": where, draw(st.sampled_from(("eq", "lt", "ge"))): draw(st.integers(0, 2))}
    part: Json = {word: "party.components", **quantifier}
    return {
        draw(st.sampled_from(("all", "any"))): draw(
            st.permutations([own, {"not": part} if draw(st.booleans()) else part])
        )
    }


@st.composite
def every_with_where(draw: st.DrawFn) -> Json:
    """A whole condition that may turn out to be about nothing."""
    where, that = draw(read_once("component", BOOLS[:1])), draw(read_once("component", BOOLS[1:3]))
    return {"every": "party.components", "where": where, "that": that}


@settings(max_examples=200)
@given(st.one_of(read_once_with_elements(), every_with_where()), st.data())
def test_missing_facts_are_exactly_those_that_can_change_the_answer(condition: Json, data: st.DataObject) -> None:
    elements = COMPONENTS[: data.draw(st.integers(1, 2))]
    places = [(element, f"component.{name}") for element in elements for name in BOOLS[:3]]
    if "every" not in condition:
        places += [(PARTY, f"party.{name}") for name in BOOLS[:2]]
    open_places = data.draw(st.lists(st.sampled_from(places), unique=True, max_size=6))
    facts = {place: known(data.draw(st.booleans())) for place in places if place not in open_places}
    world = World(facts, {(PARTY, "party.components"): Extent(elements, True)})
    result, _, missing = run(condition, world, PARTY)
    answers = {
        choice: run(condition, world.with_facts(_settled(open_places, choice)), PARTY)[0]
        for choice in product((False, True), repeat=len(open_places))
    }
    assert "U" not in answers.values()
    assert result == ("U" if len(set(answers.values())) > 1 else answers[next(iter(answers))])
    can_change = {place for index, place in enumerate(open_places) if _matters(index, answers)}
    assert _places(missing) == can_change


def _settled(places: Sequence[tuple[str, str]], choice: Sequence[bool]) -> Mapping[tuple[str, str], Fact]:
    return {place: known(value) for place, value in zip(places, choice, strict=True)}


def _matters(index: int, answers: Mapping[tuple[bool, ...], str]) -> bool:
    """Whether some choice of the others makes this one decide."""
    return any(
        answer != answers[(*choice[:index], not choice[index], *choice[index + 1 :])]
        for choice, answer in answers.items()
    )
