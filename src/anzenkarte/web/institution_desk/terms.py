"""Standard terms: what they assign, in plain words, and one act that takes all of it over as the institution's word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest

from anzenkarte.documents.content.clinic import plain
from anzenkarte.documents.content.groups import acts
from anzenkarte.documents.content.words import Words
from anzenkarte.karte.document import Document
from anzenkarte.web.shared.desk import Outcome, attempt
from anzenkarte.web.shared.voices import parties_of
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.agreements.settling import CellWord, SettleCell
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.queries import find_document, heads


@dataclass(frozen=True)
class Term:
    """One thing the terms say: who does what, by which clause; ``agrees`` where the institution says so already."""

    party: str
    what: str
    clause: str
    agrees: bool
    differs: bool


def terms_of(request: HttpRequest, words: Words) -> tuple[Term, ...]:
    """What the standard terms of this engagement assign; empty where there are none, or none assigns anything."""
    own = _own_party(request, words)
    said = {(c.duty, c.situation, c.subject, c.act): v.party for c in words.assessment.reports["demarcation"].cells
            for v in c.voices if v.kind == "statement" and v.by == own}  # fmt: skip
    found = []
    for assignment, decision in _assigned(words):
        party = _party(words, assignment)
        places = [
            (decision.duty, decision.situation, subject, act)
            for subject in _subjects(words, decision)
            for act in decision.acts
        ]
        mine = [said.get(place) for place in places]
        clause = str(words.fields(assignment).get("clause", ""))
        agrees = bool(mine) and all(one == party for one in mine)
        differs = any(one not in (None, party) for one in mine)
        found.append(Term(words.name(party), _in_words(words, decision), clause, agrees, differs))
    return tuple(found)


def _in_words(words: Words, decision: CellWord) -> str:
    (subject,) = decision.subjects
    about = "" if subject.partition("/")[0] in ("", "service") else words.note(words.name(subject))
    done = acts(words, [f"{decision.situation}/{act}" for act in decision.acts])
    return plain(words, decision.duty) + about + words.note(done)


def accept(request: HttpRequest, row: KarteDocument, words: Words) -> Outcome:
    """State, for everything the terms assign, that it is so; what the institution said otherwise is replaced."""
    decisions = [decision for _, decision in _assigned(words)]
    if not decisions:
        return Outcome(None, (("", say("約款に分担が書かれていません。", "The terms assign nothing.")),))
    people = parties_of(words)
    own = find_document("engagement", row.name, request.actor.urn)
    document = None if own is None or own.head is None else heads([own])[0]
    known = [_where_said(document, decision) for decision in decisions if decision.party in people]
    return attempt(request, SettleCell(row.name, known))


def _where_said(document: Document | None, decision: CellWord) -> CellWord:
    """A decision on the whole also takes the place of earlier words on parts of it."""
    if document is None or decision.subjects != ("",):
        return decision
    statements = document.entities.get("statement", {}).values()
    parts = {
        str(e.fields["subject"]) for e in statements if e.fields.get("duty") == decision.duty and "subject" in e.fields
    }
    return replace(decision, subjects=("", *sorted(parts)))


def _assigned(words: Words) -> Iterator[tuple[str, CellWord]]:
    """Each assignment of a contract by standard terms, one decision per situation it concerns."""
    for assignment in words.case.subjects("assignment"):
        fields = words.fields(assignment)
        contract = words.refer(assignment, "contract", fields.get("contract"))
        duty = words.duties.get(str(fields.get("duty")))
        if duty is None or words.fact(contract, "contract.form").value != "standard_terms":
            continue
        about = fields.get("subject")
        subject = words.case.refer(assignment, "any", about) if isinstance(about, str) else ""
        listed, situation = fields.get("acts"), fields.get("situation")
        urn, note = _urn(words, _party(words, assignment)), say("約款の内容を確認", "Standard terms confirmed")
        for name, possible in duty.acts.items():
            wanted = tuple(act for act in possible if not isinstance(listed, list) or act in listed)
            if wanted and situation in (None, name):
                yield assignment, CellWord(duty.id, name, (subject,), wanted, urn, note)


def _subjects(words: Words, decision: CellWord) -> list[str]:
    """The subjects of the matrix a decision speaks of: the one it names, or all of the duty's."""
    cells = words.assessment.reports["demarcation"].cells
    every = dict.fromkeys(cell.subject for cell in cells if cell.duty == decision.duty)
    (named,) = decision.subjects
    return [named] if named in every else list(every)


def _party(words: Words, assignment: str) -> str:
    return words.refer(assignment, "party", words.fields(assignment).get("party"))


def _urn(words: Words, party: str) -> str:
    return str(words.fields(party).get("urn", ""))


def _own_party(request: HttpRequest, words: Words) -> str:
    return next((p for p in words.case.subjects("party") if _urn(words, p) == request.actor.urn), "")
