"""The settle dialogue: what was said so far, and one's own word on who does it; the same for every kind of party."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import Http404, HttpRequest

from anzenkarte.documents.content import matrix
from anzenkarte.documents.content.matrix import Row
from anzenkarte.documents.content.words import Words
from anzenkarte.web.shared.desk import Outcome, attempt
from anzenkarte.web.shared.voices import heard, parties_of, voices_of
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.agreements.settling import CellWord, SettleCell

_MOST_NOTE = 400


@dataclass(frozen=True)
class Option:
    """Something to choose in the dialogue."""

    value: str
    label: str
    chosen: bool
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """What the dialogue is about: a row of the matrix of an engagement, by the engagement's name."""

    engagement: str
    words: Words
    row: Row

    @property
    def subjects(self) -> tuple[str, ...]:
        """What the row concerns."""
        return self.row.subjects

    @property
    def acts(self) -> tuple[str, ...]:
        """Every act of the row, in the catalogue's order."""
        here = {act for _, listed in self.row.states for act in listed}
        return tuple(act for act in self.words.catalogue.acts if act in here)

    @property
    def open_acts(self) -> frozenset[str]:
        """Those that are not agreed."""
        return frozenset(act for state, listed in self.row.states if state != "agreed" for act in listed)


def asked_of(request: HttpRequest, engagement: str, words: Words) -> Asked:
    """The row a request names by duty, situation and subject; Http404 for one that is not in the matrix."""
    data = request.POST if request.method == "POST" else request.GET
    wanted = data.get("duty"), data.get("situation"), data.get("subject")
    for row in matrix.rows(words):
        if (row.duty, row.situation) == wanted[:2] and wanted[2] in row.subjects:
            return Asked(engagement, words, row)
    raise Http404


def settle_word(request: HttpRequest, asked: Asked) -> Outcome:
    """Take one's own word from a form that was sent."""
    people = parties_of(asked.words)
    acts = [act for act in asked.acts if act in request.POST.getlist("acts")]
    subjects = [subject for subject in asked.subjects if subject in request.POST.getlist("subjects")]
    urn = request.POST.get("party", "")
    problems = []
    if urn not in people:
        problems.append(("party", say("誰が行うかを選んでください。", "Choose who does it.")))
    if not acts:
        problems.append(("acts", say("何を行うかを一つ以上選んでください。", "Choose at least one act.")))
    if not subjects:
        problems.append(("subjects", say("対象を一つ以上選んでください。", "Choose at least one thing it concerns.")))
    if problems:
        return Outcome(None, tuple(problems))
    note = request.POST.get("note", "").strip()[:_MOST_NOTE]
    word = CellWord(asked.row.duty, asked.row.situation, tuple(subjects), tuple(acts), urn, note)
    return attempt(request, SettleCell(asked.engagement, [word]))


def dialogue(request: HttpRequest, asked: Asked, outcome: Outcome | None) -> dict[str, object]:
    """What the template of the dialogue shows, but for where it is sent and where it leads back to."""
    words, row = asked.words, asked.row
    given = request.POST if request.method == "POST" else None
    named = given.get("party") if given is not None else None
    return {
        "duty": words.duty(row.duty),
        "situation": words.situation(row.situation),
        "state": row.state,
        "state_label": words.say(f"state.{row.state}"),
        "voices": heard(words, row, voices_of(words)),
        "outcome": outcome,
        "parties": [_party(request, words.text(fields.get("name")), urn, urn == named)
                    for urn, fields in _own_first(request, parties_of(words)).items()],
        "acts": [
            Option(act, words.act(act), act in (given.getlist("acts") if given else asked.open_acts or asked.acts))
            for act in asked.acts
        ],
        "subjects": [
            Option(subject, words.name(subject), given is None or subject in given.getlist("subjects"))
            for subject in asked.subjects
        ],
        "note": given.get("note", "") if given else "",
        "you": say("貴院", "you") if request.actor.kind == "institution" else say("貴社", "you"),
        "hidden": {"duty": row.duty, "situation": row.situation, "subject": asked.subjects[0]},
    }  # fmt: skip


def _own_first(request: HttpRequest, people: Mapping[str, object]) -> dict[str, object]:
    """A vendor looks for itself first; an institution stands first by itself."""
    return {urn: people[urn] for urn in sorted(people, key=lambda urn: urn != request.actor.urn)}


def _party(request: HttpRequest, name: str, urn: str, chosen: bool) -> Option:
    own = urn == request.actor.urn
    if request.actor.kind == "institution":
        return Option(urn, name, chosen, say("貴院", "you") if own else "")
    label = (
        say("自社の担当です", "It is ours")
        if own
        else say(f"自社の担当ではありません（担当：{name}）", f"It is not ours; {name} does it")
    )
    return Option(urn, label, chosen)
