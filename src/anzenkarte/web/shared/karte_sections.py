"""What there is to describe in a document: its sections in an order people think in, each with how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import KindSpec
from anzenkarte.web.shared.karte import Opened, vocabulary
from anzenkarte.web.shared.karte_fields import fields_of
from anzenkarte.web.shared.words import language, say

GROUPS: Final[tuple[tuple[Text, tuple[str, ...]], ...]] = (
    (Text("だれの、何の話か", "Who and what"),
     ("service", "engagement", "institution", "party", "information", "contract")),
    (Text("どう動いているか", "How it runs"), ("component", "connection", "flow", "place", "store", "copy")),
    (Text("どう守っているか", "How it is protected"), ("account", "certificate", "advisory", "arrangement")),
    (Text("だれが何を言っているか", "Who says what"), ("statement", "assignment", "evidence", "risk_override")),
)  # fmt: skip
MEANING: Final[Mapping[str, Text]] = {
    "": Text(
        "ここに書いたもので全部です。書いていないものは「ない」と判定されます。",
        "This is all there is: what is not written here counts as not there.",
    ),
    "connection": Text(
        "外部との接続は、ここに書いたもので全部です。書いていない接続は「ない」と判定されます。保守用の回線や、業者が持ち込んだ機器も含めてください。",
        "These are all connections there are: one that is not written counts as not there. Think of maintenance lines "
        "and of devices suppliers have brought.",
    ),
    "component": Text(
        "構成要素は、ここに書いたもので全部です。書いていない機器やソフトウェアは「ない」と判定されます。",
        "These are all components: a device or program that is not written counts as not there.",
    ),
    "statement": Text("回答と認識は、ここに書いたもので全部です。", "These are all answers and statements."),
}
"""What it means to call a collection complete."""


@dataclass(frozen=True)
class Part:
    """A section of a document: how many entities, how many of their fields have an answer, how far it is."""

    kind: str
    title: str
    href: str
    count: int
    filled: int
    asked: int
    complete: bool
    state: str
    tone: str


@dataclass(frozen=True)
class Heading:
    """Sections that belong together."""

    title: str
    parts: tuple[Part, ...]


def headings(one: Opened) -> tuple[Heading, ...]:
    """All sections of a document, under their headings."""
    known = vocabulary().kinds
    found = []
    for title, kinds in GROUPS:
        parts = tuple(part(one, known[kind]) for kind in kinds if _stands(one, known[kind]))
        found.append(Heading(title.to(language()), parts))
    return tuple(found)


def progress(listed: tuple[Heading, ...]) -> tuple[int, int]:
    """Sections that were begun, and all there are."""
    parts = [one for heading in listed for one in heading.parts]
    return sum(part.count > 0 or part.complete for part in parts), len(parts)


def meaning(kind: str) -> str:
    """What calling the collection of a kind complete means."""
    return MEANING.get(kind, MEANING[""]).to(language())


def part(one: Opened, spec: KindSpec) -> Part:
    """One section."""
    group = one.document.entities.get(spec.kind, {})
    fields = [field.short for field in fields_of(spec)]
    filled = sum(name in entity.fields for entity in group.values() for name in fields)
    asked = len(fields) * len(group)
    complete = spec.kind in one.document.complete or spec.collection in _complete(one)
    own = spec.kind == one.document.kind
    if own:
        asked = len(fields)
    state, tone = _state(len(group), filled, asked, complete)
    where = (one.document.kind, one.document.name) if own else (spec.kind,)
    href = reverse("karte-entity" if own else "karte-section", args=(one.actor.organisation, one.id, *where))
    return Part(spec.kind, spec.plural.to(language()) if not own else spec.label.to(language()), href, len(group),
                filled, asked, complete, state, tone)  # fmt: skip


def _complete(one: Opened) -> list[str]:
    """The collections the draft's header calls complete."""
    listed = one.document.header.get("complete")
    return [str(name) for name in listed] if isinstance(listed, list) else []


def _stands(one: Opened, spec: KindSpec) -> bool:
    if not spec.collection:
        return spec.kind == one.document.kind
    return one.row.kind in spec.documents


def _state(count: int, filled: int, asked: int, complete: bool) -> tuple[str, str]:
    if not count or not filled:
        return (
            (say("ない（確認済み）", "none (checked)"), "good") if complete else (say("未着手", "not begun"), "empty")
        )
    if filled == asked:
        return say("すべて記入", "all filled in"), "good"
    shown = say(f"入力中 {filled}/{asked}", f"begun {filled}/{asked}")
    return (
        (shown, "key")
        if not complete
        else (say(f"全件記載・{filled}/{asked}", f"all listed, {filled}/{asked}"), "good")
    )
