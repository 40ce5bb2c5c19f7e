"""What a vendor's disclosure, or a form it filled, leaves open for one institution.

Which needs arise is told by the institution's own documents and by what the service is; whether a need is answered is
told by what is disclosed alone. A need whose circumstances nobody knows is kept apart with the question that tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from anzenkarte.catalogue.conditions.evaluate import VACUOUS
from anzenkarte.catalogue.conditions.nodes import All, Any, Condition, Not, Quantified, Test
from anzenkarte.catalogue.forms.model import Line
from anzenkarte.catalogue.needs.model import CASE, About, Need
from anzenkarte.forms.grid import closed_words
from anzenkarte.forms.grounds import NO
from anzenkarte.forms.read import ReadForm, Said
from anzenkarte.forms.wording import described
from anzenkarte.karte.case import CASE_SUBJECT
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import FactRead
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.truth import FALSE, TRUE, UNKNOWN
from anzenkarte.kernel.verdicts import SEVERITIES

State = Literal["short", "missing", "depends", "answered"]
STATES: Final[tuple[State, ...]] = ("short", "missing", "depends", "answered")


@dataclass(frozen=True)
class Told:
    """A piece of an answer: about what, what it says, and where it stands."""

    about: Text
    says: Text
    where: str = ""


@dataclass(frozen=True)
class Weighed:
    """A need with its state.

    ``answered`` and ``short`` (answered, and it is not enough) have what was told; ``missing`` has what of it was told;
    ``depends`` has the questions about the institution or the service that decide whether it matters at all.
    ``asked`` is whether the form that was read has a line for it.
    """

    need: Need
    state: State
    told: tuple[Told, ...] = ()
    first: tuple[Text, ...] = ()
    asked: bool = True


def weigh(needs: Iterable[Need], own: FactBase, shown: FactBase) -> tuple[Weighed, ...]:
    """The needs that arise for the institution, sorted by what matters to it, held against a disclosure."""
    found: list[Weighed] = []
    for need in needs:
        raised, questions = _raised(need, own, shown)
        if raised == UNKNOWN:
            found.append(Weighed(need, "depends", first=questions))
        elif raised == TRUE:
            found.append(_held(need, shown))
    return _sorted(found)


def weigh_form(needs: Iterable[Need], own: FactBase, read: ReadForm) -> tuple[Weighed, ...]:
    """The same for a form that was read back: lines that ask for the same facts or items answer a need.

    A form says nothing of what the service is, so what turns on that is taken to matter.
    """
    found: list[Weighed] = []
    for need in needs:
        raised, questions = _truth(need.own, own)
        if raised == UNKNOWN:
            found.append(Weighed(need, "depends", first=questions))
        elif raised == TRUE:
            found.append(_answered_by(need, read))
    return _sorted(found)


def _sorted(found: Sequence[Weighed]) -> tuple[Weighed, ...]:
    return tuple(sorted(found, key=lambda one: (STATES.index(one.state), SEVERITIES.index(one.need.weight))))


def _raised(need: Need, own: FactBase, shown: FactBase) -> tuple[int, tuple[Text, ...]]:
    first, questions = _truth(need.own, own)
    second, more = _truth(need.service, shown)
    if FALSE in (first, second):
        return FALSE, ()
    return (TRUE, ()) if first == second == TRUE else (UNKNOWN, tuple(dict.fromkeys((*questions, *more))))


def _truth(about: About | None, facts: FactBase) -> tuple[int, tuple[Text, ...]]:
    """Whether a condition holds for some subject of its kind, and what would tell."""
    if about is None:
        return TRUE, ()
    subjects = _subjects(about.kind, facts)
    missing: list[FactRead] = []
    results = {about.closure(facts, subject, [], missing) for subject in subjects}
    if TRUE in results:
        return TRUE, ()
    if results and results <= {FALSE, VACUOUS}:
        return FALSE, ()
    return UNKNOWN, _questions(about, facts, missing)


def _questions(about: About, facts: FactBase, missing: Sequence[FactRead]) -> tuple[Text, ...]:
    specs = facts.case.vocabulary
    found = [specs.facts[read.name].question for read in missing if read.name in specs.facts]
    if found:
        return tuple(dict.fromkeys(found))
    relations = [specs.relations[read.name].target for read in missing if read.name in specs.relations]
    kind = specs.kinds[relations[0] if relations else about.kind]
    return (Text(f"{kind.plural.ja}は、これで全部ですか。", f"Are these all the {kind.plural.en} there are?"),)


def _subjects(kind: str, facts: FactBase) -> tuple[str, ...]:
    return (CASE_SUBJECT,) if kind == CASE else facts.collection(kind).subjects


def _held(need: Need, shown: FactBase) -> Weighed:
    results: set[int] = set()
    for subject in _subjects(need.answered.kind, shown):
        results.add(need.answered.closure(shown, subject, [], []))
    told = _told(need, shown)
    if results and results <= {TRUE, VACUOUS}:
        return Weighed(need, "answered", told)
    return Weighed(need, "short" if FALSE in results else "missing", told)


def _told(need: Need, shown: FactBase) -> tuple[Told, ...]:
    """What the disclosure says of the facts that are the answer, subject by subject."""
    found: list[Told] = []
    for name in need.shows:
        kind = name.partition(".")[0]
        label = shown.case.vocabulary.facts[name].label
        for subject in _subjects(kind, shown):
            read = FactRead(subject, name, shown.fact(subject, name))
            if read.fact.known:
                said = described(shown, read)
                found.append(Told(_about(shown, subject, label), said, read.fact.where))
    return tuple(found)


def _about(shown: FactBase, subject: str, label: Text) -> Text:
    """``Name: label``, the label alone where the subject has no name of its own."""
    for part in shown.case.parts(subject):
        name = part.entity.fields.get("name")
        if isinstance(name, str) or (isinstance(name, dict) and "unknown" not in name):
            text = Text.of(name)
            return Text(f"{text.ja}の{label.ja}", f"{text.en}: {label.en}")
    return label


# --- forms ------------------------------------------------------------------------------------------------------


def _answered_by(need: Need, read: ReadForm) -> Weighed:
    said = {one.line.id: one for one in read.said}
    lines = [line for line in read.form.lines if _asks(line, need)]
    told = tuple(Told(line.question, _answer(said[line.id]), said[line.id].cell) for line in lines if line.id in said)
    if not told:
        return Weighed(need, "missing", asked=bool(lines))
    negative = any(said[line.id].value == NO for line in lines if line.id in said and line.answer == "yes_no_na")
    whole = all(line.id in said for line in lines)
    return Weighed(need, "short" if negative else "answered" if whole else "missing", told)


def _asks(line: Line, need: Need) -> bool:
    """Whether a line of a form asks for one of the facts that answer a need, or is about one of its items."""
    items = {line.id, *line.aliases, *(source.item for source in line.sources if source.item)}
    facts = {name for source in line.sources for name in (*source.facts, *_facts(source.condition))}
    return bool(items & set(need.items) or facts & set(need.shows))


def _facts(condition: Condition) -> Iterator[str]:
    """The facts a condition looks at."""
    match condition:
        case Test():
            yield condition.path.fact
        case All() | Any():
            for part in condition.parts:
                yield from _facts(part)
        case Not():
            yield from _facts(condition.part)
        case Quantified():
            yield from _facts(condition.that)
        case _:
            return


def _answer(said: Said) -> Text:
    word = closed_words(said.line).get(said.value, Text.of(said.value))
    more = "／".join(part for part in (said.explanation, said.planned_on) if part)
    return Text(f"{word.ja}（{more}）", f"{word.en} ({more})") if more else word
