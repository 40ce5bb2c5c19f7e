"""What each held certificate does for which item, within its scope and dates, and on whose authority.

Below, how schemes that are held, or that items of the editions asked name, are obtained: as their source states it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anzenkarte.catalogue.model import Scheme
from anzenkarte.documents.content.inventory import fact_cell
from anzenkarte.documents.content.jurisdiction import conflict
from anzenkarte.documents.content.tree import Block, Cell, Column, KeyValues, Mark, Para, Section, Table
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json
from anzenkarte.kernel.text import Text

_MARKS: Final[dict[str, Mark]] = {
    "decides": "met",
    "out_of_scope": "action",
    "not_valid": "action",
    "unknown": "unknown",
}
_FACTS: Final = (
    "certificate.holder",
    "certificate.unit",
    "certificate.scope",
    "certificate.covers_service",
    "certificate.valid_until",
)


def certificate_section(words: Words) -> Section | None:
    """Certificates held, item by item what they support, and the schemes concerned; None when there is neither."""
    blocks = _held(words)
    schemes = _concerned(words)
    if schemes:
        blocks.append(Para(words.say("certificates.schemes"), "note"))
        blocks += [_obtaining(words, scheme) for scheme in schemes]
    return Section("certification", words.say("section.certification"), tuple(blocks)) if blocks else None


def _held(words: Words) -> list[Block]:
    held = words.case.subjects("certificate")
    if not held:
        return []
    rows = tuple(
        (Cell(words.name(c), sub=_scheme(words, c)), *(fact_cell(words, c, name) for name in _FACTS)) for c in held
    )
    columns = (
        Column(words.kind_label("certificate"), 3),
        *(Column(words.fact_label(name), 2) for name in _FACTS),
    )
    blocks: list[Block] = [Para(words.say("certificates.lead"), "note"), Table(columns, rows)]
    supports = [support for report in words.assessment.reports.values() for support in report.supports]
    if supports:
        lines = tuple(
            (
                Cell(words.name(support.certificate)),
                Cell(words.cite(support.item)),
                Cell(words.say(f"standing.{support.standing}")),
                Cell(words.say(f"support.{support.state}"), _MARKS.get(support.state, "")),
            )
            for support in supports
        )
        columns = (
            Column(words.kind_label("certificate"), 2),
            Column(words.say("column.item"), 4),
            Column(words.say("column.standing"), 2),
            Column(words.say("column.support"), 2.4),
        )
        blocks.append(Table(columns, lines, words.say("certificates.supports")))
    return blocks


def _concerned(words: Words) -> list[Scheme]:
    """Schemes of certificates held, and those that officially decide an item of an edition asked."""
    held = {str(words.fact(c, "certificate.scheme").value) for c in words.case.subjects("certificate")}
    asked = {edition.id for edition in words.assessment.editions}
    return [
        scheme
        for scheme in words.catalogue.schemes.values()
        if scheme.id in held or any(line.decides and line.item.partition("/")[0] in asked for line in scheme.supports)
    ]


def _obtaining(words: Words, scheme: Scheme) -> KeyValues:
    """Who certifies what, by which steps, fees and papers; and where the source differs from itself."""
    rows = [
        (words.say("scheme.title"), Cell(words.of(scheme.title), sub=words.of(scheme.target))),
        (words.say("scheme.bodies"), Cell("\n".join(words.of(name) for _, name in scheme.bodies))),
        (words.say("scheme.steps"), _listed(words, [words.of(step) for step in scheme.steps], scheme.steps_note)),
        (words.say("scheme.papers"), _listed(words, [words.of(paper) for paper in scheme.papers], scheme.papers_note)),
        (words.say("scheme.fees"), _listed(words, [_fee(words, fee) for fee in scheme.fees], scheme.fees_note)),
        (words.say("scheme.validity"), Cell(words.of(scheme.validity))),
        (words.say("column.where"), Cell(scheme.citation.display(words.lang))),
    ]
    rows += [(words.say("law.contradiction"), Cell(conflict(words, entry))) for entry in scheme.contradictions]
    return KeyValues(tuple(rows))


def _listed(words: Words, lines: Sequence[str], note: Text) -> Cell:
    """A list in its order, with what the source says about it; a list that is empty is said to be so."""
    numbered = [f"{number}. {line}" for number, line in enumerate(lines, start=1)]
    said = words.of(note)
    return Cell("\n".join(numbered), sub=said) if numbered else Cell(said or words.say("value.none"))


def _fee(words: Words, fee: Mapping[str, Json]) -> str:
    """What is paid for what; a fee without an amount keeps its words."""
    what, per = (Text.of(fee[key]).to(words.lang) if key in fee else "" for key in ("what", "per"))
    amount = fee.get("amount_jpy")
    sums = words.say("scheme.amount", amount=f"{amount:,}") if isinstance(amount, int) else ""
    tax = words.say(f"scheme.tax-{fee['tax']}") if fee.get("tax") in ("included", "excluded") else ""
    return words.colon(what, words.join(part for part in (sums, tax, per) if part)) if sums or per else what


def _scheme(words: Words, certificate: str) -> str:
    fact = words.fact(certificate, "certificate.scheme")
    scheme = words.catalogue.schemes.get(str(fact.value)) if fact.known else None
    return words.of(scheme.title) if scheme is not None else ""
