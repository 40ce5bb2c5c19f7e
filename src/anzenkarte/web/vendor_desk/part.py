"""A vendor's part in an engagement: what is its job and by whose word, what others do, what is not settled about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.groups import Group, grouped
from anzenkarte.documents.content.matrix import Row, subjects_shown
from anzenkarte.documents.content.words import Words
from anzenkarte.web.shared.desk import Outcome, page
from anzenkarte.web.shared.karte import Opened, opened
from anzenkarte.web.shared.settling import Asked, asked_of, dialogue, settle_word
from anzenkarte.web.shared.voices import Voices, Word, act_words, heard, row_place, some_acts, voices_of
from anzenkarte.web.shared.words import say

UNSETTLED = ("contradiction", "overlap", "gap", "open")
SETTLED = ("agreed", "assigned", "stated")
RUN_BY = ("component.configured_by", "connection.operated_by", "contract.supplier")
"""Facts that name who runs a thing or is bound by it."""
_MOST_SUBJECTS = 3
_MOST_FINDINGS = 10


@dataclass(frozen=True)
class Held:
    """A settled duty, or the settled acts of one: whose it is, on what that rests, how firm it is."""

    place: str
    duty: str
    acts: str
    about: str
    party: str
    basis: str
    state: str
    state_label: str
    own_word: bool
    query: str


@dataclass(frozen=True)
class Matter:
    """A duty that is contradictory or not settled: what, for what, who says what."""

    place: str
    duty: str
    about: str
    state: str
    state_label: str
    below: tuple[str, ...]
    words: tuple[Word, ...]
    query: str


@dataclass(frozen=True)
class Part:
    """The page: what is ours, what each of the others does, what is unsettled about us, what is unsettled without us.

    ``unheard`` are the other parties of whom no word has come in.
    """

    ours: tuple[Held, ...]
    others: tuple[tuple[str, tuple[Held, ...]], ...]
    matters: tuple[Matter, ...]
    elsewhere: tuple[Matter, ...]
    unheard: tuple[str, ...]


@page("vendor")
def part_page(request: HttpRequest, document: UUID) -> HttpResponse:
    """Our part in one engagement, in three blocks."""
    one = _engagement(request, document)
    own = own_parties(one.words, request.actor.urn)
    part, groups = part_of(one.words, own), near_findings(one.words, own)
    context = {
        "karte": one,
        "named": bool(own),
        "part": part,
        "unheard": one.words.join(part.unheard),
        "groups": groups[:_MOST_FINDINGS],
        "total": len(groups),
        "more": max(0, len(groups) - _MOST_FINDINGS),
        "word": reverse("vendor-part-word", args=(request.actor.organisation, one.id)),
        "editor": request.actor.may("editor"),
        "said": request.GET.get("said") == "1",
    }
    return render(request, "vendor_desk/part.html", context)


@page("vendor", least="editor")
def part_word(request: HttpRequest, document: UUID) -> HttpResponse:
    """The settle dialogue from the vendor's side; its word goes into its own telling of the engagement."""
    one = _engagement(request, document)
    asked = asked_of(request, one.row.name, one.words)
    if request.method != "POST":
        return _show(request, one, asked, None)
    outcome = settle_word(request, asked)
    if not outcome.ok:
        return _show(request, one, asked, outcome)
    back = reverse("vendor-part", args=(request.actor.organisation, outcome.result.document_id))
    return HttpResponseRedirect(f"{back}?said=1")


def _engagement(request: HttpRequest, document: UUID) -> Opened:
    """An engagement with something published in it; Http404 for any other document."""
    one = opened(request, document)
    if one.row.kind != "engagement" or one.row.head is None:
        raise Http404
    return one


def _show(request: HttpRequest, one: Opened, asked: Asked, outcome: Outcome | None) -> HttpResponse:
    place = (request.actor.organisation, one.id)
    back = f"{reverse('vendor-part', args=place)}#{row_place(asked.row)}"
    context = dialogue(request, asked, outcome)
    context |= {"karte": one, "about": subjects_shown(one.words, asked.subjects, _MOST_SUBJECTS),
                "send": reverse("vendor-part-word", args=place), "back": back}  # fmt: skip
    return render(request, "vendor_desk/part_word.html", context)


def own_parties(words: Words, urn: str) -> frozenset[str]:
    """What an organisation is called in the case: usually one party, several where tellings name it differently."""
    every = words.case.subjects("party")
    return frozenset(p for p in every if any(part.entity.fields.get("urn") == urn for part in words.case.parts(p)))


def near_findings(words: Words, own: Collection[str]) -> list[Group]:
    """What needs action about what somebody says is ours, and about what we run; without what the institution owes."""
    subjects = {s for row in matrix.rows(words) if any(p in own for _, _, p, _ in row.said) for s in row.subjects}
    slugs = {party.partition("/")[2] for party in own}
    for name in RUN_BY:
        subjects |= {s for s in words.case.subjects(name.partition(".")[0]) if words.fact(s, name).value in slugs}
    near = [f for f in words.assessment.findings if f.subject in {*subjects, *own} and f.obliged != "institution"]
    return list(grouped(words, near))


def part_of(words: Words, own: Collection[str]) -> Part:
    """The three blocks from the view of the parties ``own``, those that need a word first."""
    every = matrix.rows(words)
    voices = voices_of(words)
    held = [(party in own, one) for row in every for party, one in _held(words, row, own)]
    others: dict[str, list[Held]] = {}
    for ours, one in held:
        if not ours:
            others.setdefault(one.party, []).append(one)
    unsettled = sorted((row for row in every if row.state in UNSETTLED), key=lambda row: UNSETTLED.index(row.state))
    near = [row for row in unsettled if _about(row, own)]
    return Part(
        ours=tuple(one for ours, one in held if ours),
        others=tuple((name, tuple(found)) for name, found in others.items()),
        matters=tuple(_matter(words, row, voices) for row in near),
        elsewhere=tuple(_matter(words, row, voices) for row in unsettled if not _about(row, own)),
        unheard=_unheard(words, every, own),
    )


def _unheard(words: Words, every: Sequence[Row], own: Collection[str]) -> tuple[str, ...]:
    """Other parties of the engagement whose own word on who does what is not here."""
    speakers = {by for row in every for kind, by, _, _ in row.said if kind == "statement"}
    return tuple(words.name(party) for party in matrix.parties(words, every) if party not in {*own, *speakers})


def _about(row: Row, own: Collection[str]) -> bool:
    """Whether anything said about a row is said by us or of us."""
    return any(by in own or party in own for _, by, party, _ in row.said)


def _held(words: Words, row: Row, own: Collection[str]) -> list[tuple[str, Held]]:
    found: list[tuple[str, Held]] = []
    for state, acts in row.states:
        if state not in SETTLED:
            continue
        said = [(kind, by, named, set(listed.split(",")) & set(acts)) for kind, by, named, listed in row.said]
        said = [one for one in said if one[0] != "hearsay" and one[3]]
        for party in dict.fromkeys(named for _, _, named, _ in said):
            here = [(kind, by) for kind, by, named, _ in said if named == party]
            whose = set().union(*(found_acts for _, _, named, found_acts in said if named == party))
            basis = words.join(dict.fromkeys(_basis(words, kind, by, party, own) for kind, by in here))
            one = Held(row_place(row), _duty(words, row), some_acts(words, row, sorted(whose)), _subjects(words, row),
                       words.name(party), basis, state, words.say(f"state.{state}"),
                       any(by in own for _, by in here), _query(row))  # fmt: skip
            found.append((party, one))
    return found


def _basis(words: Words, kind: str, by: str, party: str, own: Collection[str]) -> str:
    """On what it rests that a duty is a party's: a contract, a paper, its own word, or the word of another."""
    if kind == "contract":
        return say("契約による", "by contract")
    if kind == "document":
        return say("文書の記載による", "as written in a document")
    if by in own:
        return say("自社の言葉による", "by our own word")
    name = words.name(by)
    if by == party:
        return say(f"{name}自身の言葉による", f"by {name}'s own word")
    return say(f"{name}の言葉による", f"by {name}'s word")


def _matter(words: Words, row: Row, voices: Voices) -> Matter:
    heard_here: Sequence[Word] = heard(words, row, voices)
    below: tuple[str, ...] = ()
    if len(row.states) > 1:
        below = tuple(words.colon(words.say(f"state.{state}"), act_words(words, acts)) for state, acts in row.states)
    return Matter(row_place(row), _duty(words, row), _subjects(words, row), row.state, words.say(f"state.{row.state}"),
                  below, tuple(heard_here), _query(row))  # fmt: skip


def _duty(words: Words, row: Row) -> str:
    situation = "" if row.situation == "normal" else words.note(words.situation(row.situation))
    return words.duty(row.duty) + situation


def _subjects(words: Words, row: Row) -> str:
    return subjects_shown(words, row.subjects, _MOST_SUBJECTS)


def _query(row: Row) -> str:
    """The row as a question of an address."""
    return urlencode({"duty": row.duty, "situation": row.situation, "subject": row.subjects[0]})
