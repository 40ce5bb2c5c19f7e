"""The annex to contract and SLA: the agreed lines in words, who signed them, and what the signature does not claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from anzenkarte.accord.lines import Kind, Line
from anzenkarte.accord.state import Standing
from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.paper import stamp
from anzenkarte.documents.content.sources import short
from anzenkarte.documents.content.tree import Block, Callout, Cell, Column, Paper, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document
from anzenkarte.kernel.text import Lang, Text

_CONTRACT: tuple[Kind, ...] = ("duty", "item")
_SLA: tuple[Kind, ...] = ("sla", "residual")
_PLAIN = ("name", "supplier", "customer", "by", "item", "subject", "supersedes", "recorded_by", "evidence")


@dataclass(frozen=True)
class Signed:
    """A bundle that carries words of the agreement: who sealed it, with which key, when, and its place."""

    party: str
    holder: str
    key: str
    on: date
    sequence: int
    bundle: str


def party_names(documents: Iterable[Document], lang: Lang) -> dict[str, str]:
    """URN → name of every party the documents speak of."""
    found: dict[str, str] = {}
    for document in documents:
        for slug, entity in document.entities.get("party", {}).items():
            name = entity.fields.get("name", slug)
            found.setdefault(str(entity.fields.get("urn", slug)), Text.of(name).to(lang))
    return found


def annex(
    agreed: Sequence[Standing], lines: int, signed: Sequence[Signed], assessment: Assessment, lang: Lang
) -> Paper:
    """The paper. ``lines`` counts all lines of the exchange, so that the reader sees how many are not agreed on."""
    words = Words(assessment, lang)
    names = party_names(assessment.case.documents, lang)
    found = [standing.line for standing in agreed if standing.line is not None]
    sections = [
        _section(words, names, "contract", [line for line in found if line.kind in _CONTRACT]),
        _section(words, names, "sla", [line for line in found if line.kind in _SLA]),
        _signatures(words, names, signed),
    ]
    lead = Para(words.say("bundle.paper-lead", agreed=len(found), lines=lines), "lead")
    first = Section("about", words.say("bundle.paper-about"), (lead, _claim(words)))
    parties = dict.fromkeys(names.get(one.party, one.party) for one in signed)
    return Paper(
        id=f"agreement-{lang}",
        title=words.say("bundle.paper-title"),
        subtitle=words.join([words.name(words.subject_of_case()), *parties]),
        lang=lang,
        level="engineer",
        stamp=stamp(words),
        sections=(first, *(section for section in sections if section is not None)),
    )


def _claim(words: Words) -> Block:
    return Callout("info", words.say("bundle.paper-claim-title"), words.say("bundle.paper-claim"))


def _section(words: Words, names: Mapping[str, str], part: str, lines: Sequence[Line]) -> Section | None:
    if not lines:
        return None
    columns = (
        Column(words.say("bundle.paper-number"), 0.6, "end"),
        Column(words.say("bundle.paper-what"), 5),
        Column(words.say("bundle.paper-who"), 3),
        Column(words.say("bundle.paper-digest"), 2.2),
    )
    rows = tuple(
        (Cell(str(number)), *line_cells(words, names, line), Cell(short(line.digest)))
        for number, line in enumerate(lines, start=1)
    )
    return Section(part, words.say(f"bundle.paper-part-{part}"), (Table(columns, rows),))


def line_cells(words: Words, names: Mapping[str, str], line: Line) -> tuple[Cell, Cell]:
    """What is agreed, and who is to do it or has said it."""
    content = line.content
    if line.kind == "duty":
        act = words.act(str(content.get("act")))
        what = words.colon(words.name(str(content.get("subject"))), f"{words.duty(str(content.get('duty')))} – {act}")
        return Cell(what, sub=words.situation(str(content.get("situation")))), Cell(
            _parties(words, names, content.get("parties"))
        )
    if line.kind == "item":
        item = words.catalogue.item(str(content.get("item")))
        title = words.item(item) if item is not None else str(content.get("item"))
        return Cell(title, sub=_fields(words, "statement", content)), Cell(_party(names, content.get("by")))
    text = content.get("text")
    if isinstance(text, dict):
        about = content.get("about")
        named = [words.name(str(subject)) for subject in about] if isinstance(about, list) else []
        return Cell(Text.of(text).to(words.lang), sub=words.join(named)), Cell("")
    if line.kind == "residual":
        return _risk(words, content), Cell(_parties(words, names, content.get("owners")))
    both = [_party(names, content.get(side)) for side in ("supplier", "customer")]
    name = content.get("name")
    shown = Text.of(name).to(words.lang) if isinstance(name, str | dict) else line.id
    return Cell(shown, sub=_fields(words, "contract", content)), Cell(words.join(party for party in both if party))


def _risk(words: Words, content: Mapping[str, Json]) -> Cell:
    """What remains of a risk: the threat, what it threatens, its level now and after all measures."""
    threat = words.catalogue.threats.get(str(content.get("threat")))
    title = words.of(threat.title) if threat is not None else str(content.get("threat"))
    scales = words.catalogue.scales
    treatment = scales.treatments.get(str(content.get("treatment"))) if scales is not None else None
    said = words.say(
        "bundle.paper-risk",
        current=content.get("current"),
        residual=content.get("residual"),
        treatment=words.of(treatment.title) if treatment is not None else content.get("treatment"),
    )
    return Cell(words.colon(words.name(str(content.get("subject"))), title), sub=said)


def _parties(words: Words, names: Mapping[str, str], urns: Json) -> str:
    return words.join(_party(names, urn) for urn in urns) if isinstance(urns, list) else ""


def _party(names: Mapping[str, str], urn: Json) -> str:
    return names.get(urn, urn) if isinstance(urn, str) else ""


def _fields(words: Words, kind: str, content: Mapping[str, Json]) -> str:
    """The fields of a statement or contract in words, one a line."""
    specs = words.vocabulary.kinds[kind].fields
    shown: list[str] = []
    for key, value in content.items():
        if key in specs and key not in _PLAIN:
            shown.append(words.colon(words.of(specs[key].label), _value(words, specs[key].values, value)))
    return "\n".join(shown)


def _value(words: Words, values: Mapping[str, Text], value: Json) -> str:
    if isinstance(value, bool):
        return words.say("value.yes" if value else "value.no")
    if isinstance(value, list):
        return words.join(_value(words, values, entry) for entry in value)
    if isinstance(value, dict):
        return words.say("unknown.stated_unknown") if "unknown" in value else Text.of(value).to(words.lang)
    return words.of(values[str(value)]) if str(value) in values else str(value)


def _signatures(words: Words, names: Mapping[str, str], signed: Sequence[Signed]) -> Section:
    columns = (
        Column(words.say("bundle.paper-party"), 3),
        Column(words.say("bundle.paper-holder"), 3),
        Column(words.say("bundle.paper-day"), 2.6),
        Column(words.say("bundle.paper-key"), 2.4),
        Column(words.say("bundle.paper-bundle"), 2.4),
    )
    rows = tuple(
        (
            Cell(names.get(one.party, one.party)),
            Cell(one.holder),
            Cell(words.day(one.on)),
            Cell(short(one.key)),
            Cell(short(one.bundle), sub=words.say("bundle.paper-sequence", number=one.sequence)),
        )
        for one in signed
    )
    return Section("signatures", words.say("bundle.paper-signatures"), (Table(columns, rows),))
