"""Agreement lines as people read them, and how they stand; the same words as in the annex to the contract."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from anzenkarte.accord.lines import Kind, Line
from anzenkarte.accord.state import Answer, Standing, state_of
from anzenkarte.documents.agreement_annex import line_cells, party_names
from anzenkarte.documents.content.words import Words
from anzenkarte.exchange.bundle.expect import Difference
from anzenkarte.karte.diff import describe
from anzenkarte.web.shared.change_words import Names, each_once
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.agreements.queries import Agreement
from anzenkarte.workspace.agreements.reopening import Cause
from anzenkarte.workspace.documents_store.store import catalogue

KINDS: tuple[Kind, ...] = ("duty", "sla", "item", "residual")


@dataclass(frozen=True)
class Voice:
    """A party's word on a line: who, which, what it says beside, whether it binds."""

    who: str
    word: str
    note: str
    binds: bool


@dataclass(frozen=True)
class Row:
    """A line as a page shows it. ``changed`` are sentences; ``outdated``: it says something else now."""

    id: str
    kind: str
    text: str
    sub: str
    who: str
    state: str
    voices: tuple[Voice, ...]
    changed: tuple[str, ...] = ()
    expected: str = ""
    outdated: bool = False
    given: str = ""
    note: str = ""
    reserved: bool = False  # one has asked about it, set a condition or objected
    waiting: bool = False  # for the approval that was asked for

    @property
    def open(self) -> bool:
        """Whether it may be accepted together with others: nothing said against it, nothing changed or under way."""
        return not (self.settled or self.outdated or self.reserved or self.waiting)

    @property
    def settled(self) -> bool:
        """Whether nothing is left to say about it."""
        return self.state == "agreed" and not self.outdated


class LineWords:
    """Puts the lines of one exchange into words; names come from the documents held now."""

    def __init__(self, found: Agreement, pair: Sequence[str], names: Mapping[str, str]) -> None:
        self.found = found
        self.pair = tuple(sorted(pair))
        self.words = None if found.assessment is None else Words(found.assessment, language())
        told = party_names(found.assessment.case.documents, language()) if found.assessment is not None else {}
        self.names: dict[str, str] = {**names, **told}
        self.now = {standing.id: standing.line for standing in found.standings}
        self.answers: dict[str, list[Answer]] = {}
        for answer in found.told.answers if found.told is not None else ():
            self.answers.setdefault(answer.digest, []).append(answer)

    def offered(self, line: Line, difference: Difference | None = None, given: str = "", note: str = "") -> Row:
        """A line of a bundle, with what was said of this version of it."""
        state, said = state_of(line.digest, self.answers.get(line.digest, ()), self.pair)
        now = self.now.get(line.id)
        text, sub, who = self._cells(line)
        return Row(
            line.id, line.kind, text, sub, who, state, self._voices(said), (), self._difference(difference),
            bool(self.now) and (now is None or now.digest != line.digest), given, note,
        )  # fmt: skip

    def standing(self, standing: Standing, causes: Sequence[Cause] = ()) -> Row:
        """A standing as a row; a line that is gone is told by what was agreed on."""
        line = standing.line or standing.agreed
        kind = standing.id.partition("/")[0] if line is None else line.kind
        text, sub, who = ("", "", "") if line is None else self._cells(line)
        changed = tuple(each_once(sentence for cause in causes for sentence in self.cause(cause)))
        return Row(standing.id, kind, text, sub, who, standing.state, self._voices(standing.words), changed)

    def party(self, urn: str) -> str:
        """What a party is called."""
        return self.names.get(urn, urn)

    def cause(self, cause: Cause) -> list[str]:
        """What made a line reopen, in words."""
        if cause.name == "content":
            return [say("この行の内容そのものが変わりました。", "What the line says has changed.")]
        if cause.name == "line":
            return [say("いまの文書からは、この行がなくなりました。", "The line no longer follows from the documents.")]
        if cause.changes:
            return describe(cause.changes, catalogue().vocabulary, language(), self._naming)
        kind, _, where = cause.name.partition(" ")
        if kind == "item":
            item = catalogue().item(where)
            title = where if item is None or self.words is None else self.words.item(item)
            return [say(f"項目「{title}」の内容が変わりました。", f'The item "{title}" has changed.')]
        subject = where.rpartition("#")[2]
        name = self._naming.entity(*subject.split("/", 1)) if "/" in subject else ""
        name = name or (subject if self.words is None else self.words.name(subject))
        return [say(f"「{name}」の記載が変わりました。", f'What is written about "{name}" has changed.')]

    @cached_property
    def _naming(self) -> Names:
        return Names(() if self.found.assessment is None else self.found.assessment.case.documents)

    def _voices(self, said: Iterable[Answer]) -> tuple[Voice, ...]:
        return tuple(Voice(self.party(a.party), a.word, a.note, a.binds) for a in said)

    def _difference(self, one: Difference | None) -> str:
        """What one's own telling says instead; silent where the own telling says nothing."""
        if one is None or one.mine is None or one.theirs is None:
            return ""
        comma = say("、", ", ")
        mine, theirs = (comma.join(map(self.party, side)) or say("なし", "nobody") for side in (one.mine, one.theirs))
        return say(f"自分の書類では {mine}、相手は {theirs}", f"yours says {mine}, theirs {theirs}")

    def _cells(self, line: Line) -> tuple[str, str, str]:
        if self.words is None:
            text = line.content.get("text")
            shown = text.get(language()) if isinstance(text, dict) else None
            return str(shown or line.id), "", ""
        what, who = line_cells(self.words, self.names, line)
        return what.text, what.sub, who.text


def by_kind(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows in groups: who does what, service levels, answers, remaining risks."""
    titles = {
        "duty": say("誰が何を行うか", "Who does what"),
        "sla": say("サービス品質の約束", "Service levels"),
        "item": say("項目への回答", "Answers to items"),
        "residual": say("残る危険への同意", "Consent to what remains"),
    }
    found = list(rows)
    found.sort(key=lambda row: row.settled)
    groups = [{"kind": kind, "title": titles[kind], "rows": [r for r in found if r.kind == kind]} for kind in KINDS]
    return [group for group in groups if group["rows"]]


def chosen(rows: Iterable[Row], state: str, kind: str, text: str) -> list[Row]:
    """Rows of a state and kind whose words hold a text."""
    wanted = text.strip().casefold()
    return [
        row
        for row in rows
        if state in ("", row.state)
        and kind in ("", row.kind)
        and (not wanted or wanted in f"{row.text} {row.sub} {row.who}".casefold())
    ]
