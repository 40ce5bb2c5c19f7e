"""The registers that lie beside the checklist: equipment, connections, contacts, plans and rules with their days."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from anzenkarte.assess.run import Assessment
from anzenkarte.documents.content.words import Words
from anzenkarte.formats.values import Json

_EQUIPMENT: Final = ("component.kind", "component.place", "component.end_of_support", "component.update_owner")
_LINES: Final = ("connection.kind", "connection.purpose", "connection.outside_party", "connection.in_inventory")
_PAPERS: Final = (
    "institution.operations_rules_on", "institution.rules_reviewed_on", "institution.bcp", "institution.bcp_cyber",
    "institution.bcp_drill_on", "institution.contact_chart", "institution.incident_procedure",
    "institution.configuration_diagram", "institution.asset_inventory", "institution.asset_inventory_on",
    "institution.risk_assessment_on", "institution.training_on",
)  # fmt: skip


def registers(assessment: Assessment) -> dict[str, Json]:
    """Each register as headings and rows, in both languages; what is not known is said with a dash."""
    made = {lang: Words(assessment, lang) for lang in ("ja", "en")}
    return {
        "equipment": _table(made, "component", _EQUIPMENT),
        "connections": _table(made, "connection", _LINES),
        "papers": {lang: list(_papers(words)) for lang, words in made.items()},
        "contacts": {lang: list(_contacts(words)) for lang, words in made.items()},
    }


def _table(made: dict[str, Words], kind: str, names: tuple[str, ...]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for lang, words in made.items():
        known = [name for name in names if name in words.case.vocabulary.facts]
        heads = [words.fact_label(name) for name in known]
        rows = [
            [words.name(subject), *(_value(words, subject, name) for name in known)]
            for subject in words.case.subjects(kind)
        ]
        found[lang] = {"heads": heads, "rows": rows}
    return found


def _papers(words: Words) -> Iterator[list[str]]:
    for subject in words.case.subjects("institution"):
        for name in _PAPERS:
            yield [words.fact_label(name), _value(words, subject, name)]


def _contacts(words: Words) -> Iterator[list[str]]:
    for subject in words.case.subjects("engagement"):
        for name in ("engagement.contact_point", "engagement.incident_contact_chart", "engagement.incident_plan"):
            yield [words.name(subject), words.fact_label(name), _value(words, subject, name)]


def _value(words: Words, subject: str, name: str) -> str:
    return words.shown(subject, name, "―")
