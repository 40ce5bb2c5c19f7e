"""Agreement lines as people read them: who does what, what is answered, promised, or left as risk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from anzenkarte.accord.state import Standing
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.documents.content.words import Words
from anzenkarte.kernel.text import Text
from anzenkarte.web.shared.words import language, said, say
from anzenkarte.workspace.agreements.queries import Agreement

KINDS = ("duty", "sla", "item", "residual")


class LineWords:
    """Puts the lines of one exchange into words; names come from the documents held now."""

    def __init__(self, agreement: Agreement) -> None:
        self.agreement = agreement
        self.lang = language()
        assessment = agreement.assessment
        self.words = None if assessment is None else Words(assessment, self.lang)
        self.states = {standing.id: standing for standing in agreement.standings}
        self.names: dict[str, str] = {}
        self.entities: dict[str, str] = {}
        for document in () if assessment is None else assessment.case.documents:
            for entity in document:
                name = entity.fields.get("name")
                shown = Text.of(name).to(self.lang) if name else entity.id
                self.entities.setdefault(entity.subject, shown)
                if entity.kind == "party":
                    self.names.setdefault(str(entity.fields.get("urn", entity.id)), shown)

    @staticmethod
    def catalogue() -> Catalogue:
        """The catalogue in use."""
        return open_catalogue()

    def row(self, id_: str, content: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """One line with how it stands."""
        standing = self.states.get(id_)
        return {
            "id": id_,
            "kind": kind,
            "text": self.text(content, kind),
            "state": "open" if standing is None else standing.state,
            "notes": [] if standing is None else [answer.note for answer in standing.words if answer.note],
            "changed": [] if standing is None else [self.change(name) for name in standing.changed],
        }

    def standing(self, standing: Standing) -> dict[str, Any]:
        """A standing as a row; a line that is gone is told by what was agreed."""
        line = standing.line or standing.agreed
        return self.row(standing.id, {} if line is None else line.content, standing.id.partition("/")[0])

    def change(self, name: str) -> str:
        """What made a line reopen."""
        if name == "content":
            return say("内容そのもの", "what it says")
        if name == "line":
            return say("この行がなくなりました", "the line is gone")
        kind, _, where = name.partition(" ")
        subject = where.rpartition("#")[2]
        if kind == "entity":
            return say(f"「{self.subject(subject)}」の内容", f'the entry "{self.subject(subject)}"')
        return say(f"項目 {where}", f"item {where}") if kind == "item" else where

    def subject(self, subject: str) -> str:
        """What something is called."""
        return self.entities.get(subject, subject.partition("/")[2] or subject)

    def text(self, content: Mapping[str, Any], kind: str) -> str:
        """The line as a sentence."""
        if kind == "duty":
            return self._duty(content)
        if kind == "residual":
            threat = open_catalogue().threats.get(str(content.get("threat")))
            title = said(threat.title) if threat is not None else str(content.get("threat"))
            left = content.get("residual") or content.get("level") or "?"
            where = self.subject(str(content.get("subject", "")))
            return say(
                f"{where}：{title}（対応後に残る大きさ {left}）", f"{where}: {title} (left after treatment: {left})"
            )
        if kind == "item":
            item = open_catalogue().item(str(content.get("item")))
            title = said(item.title) if item is not None else str(content.get("item"))
            return f"{title}：{self._answer(content)}"
        name = content.get("name")
        return Text.of(name).to(self.lang) if name else say("サービス品質の約束", "service level")

    def _answer(self, content: Mapping[str, Any]) -> str:
        value = content.get("value")
        words = {True: say("はい", "yes"), False: say("いいえ", "no")}
        return words.get(value, str(value)) if isinstance(value, bool) else str(value or "")

    def _duty(self, content: Mapping[str, Any]) -> str:
        catalogue = open_catalogue()
        duty = next((d for d in catalogue.duties if d.id == content.get("duty")), None)
        title = said(duty.title) if duty is not None else str(content.get("duty"))
        act = said(catalogue.acts.get(str(content.get("act")), content.get("act")))
        situation = said(catalogue.situations.get(str(content.get("situation")), content.get("situation")))
        who = say("、", ", ").join(self.names.get(urn, urn) for urn in content.get("parties", []))
        where = self.subject(str(content.get("subject", "")))
        return say(f"{where}：{title}（{act}、{situation}）は {who}", f"{where}: {title} ({act}, {situation}) by {who}")


def by_kind(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows in groups: who does what, service levels, answers, remaining risks."""
    titles = {
        "duty": say("誰が何を行うか", "Who does what"),
        "sla": say("サービス品質", "Service levels"),
        "item": say("項目への回答", "Answers"),
        "residual": say("残る危険への同意", "Consent to what remains"),
    }
    found = list(rows)
    groups = [{"title": titles[kind], "rows": [row for row in found if row["kind"] == kind]} for kind in KINDS]
    return [group for group in groups if group["rows"]]
