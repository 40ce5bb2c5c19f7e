"""What each held certificate does for which item, within its scope and dates, and on whose authority."""

from __future__ import annotations

from typing import Final

from anzenkarte.documents.content.inventory import fact_cell
from anzenkarte.documents.content.tree import Block, Cell, Column, Mark, Para, Section, Table
from anzenkarte.documents.content.words import Words

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
    """The certificates held, and item by item what they support; None when none is held."""
    held = words.case.subjects("certificate")
    if not held:
        return None
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
    return Section("certification", words.say("section.certification"), tuple(blocks))


def _scheme(words: Words, certificate: str) -> str:
    fact = words.fact(certificate, "certificate.scheme")
    scheme = words.catalogue.schemes.get(str(fact.value)) if fact.known else None
    return words.of(scheme.title) if scheme is not None else ""
