"""Rows of a form as statements of a karte: who says so, about which line, from which cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from anzenkarte.formats.plain_text import nfc
from anzenkarte.formats.values import Json
from anzenkarte.formats.xml_safe import clean
from anzenkarte.forms.read import ReadForm, Said
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.yaml_text import yaml_text

_SAID: Final = ("item", "by", "answer", "value", "reason", "planned_on")


def statement_id(line: str) -> str:
    """A slug that names the line a statement is about."""
    return f"form-{re.sub(r'[^a-z0-9]+', '-', line.lower()).strip('-')}"


def statements_of(read: ReadForm, by: str, date: str, source: str) -> dict[str, Json]:
    """Statements by id.

    ``by`` is the party's slug (empty: left out, to be added by hand), ``date`` the day of rows that name none of their
    own, ``source`` the file the cells belong to; what no
    document may hold is dropped from its name.
    """
    source = nfc(clean(source).replace("\n", " ").replace("\t", " "))
    return {statement_id(said.line.id): _fields(said, by, date, source) for said in read.said}


def _fields(said: Said, by: str, date: str, source: str) -> dict[str, Json]:
    kind = said.line.answer
    answer = ("planned" if said.planned_on else said.value) if kind == "yes_no_na" else "yes"
    fields: dict[str, Json] = {
        **({"by": by} if by else {}),
        "date": said.checked_on or date,
        "source": f"{source} {said.cell}",
        "item": said.line.id,
        "answer": answer,
        "backing": "declared",
    }
    if kind in ("date", "choice"):
        fields["value"] = said.value
    reason = said.value if kind == "text" else said.explanation
    if reason:
        fields["reason"] = reason
    if said.planned_on and kind == "yes_no_na":
        fields["planned_on"] = said.planned_on
    return fields


def fragment(statements: Mapping[str, Json]) -> str:
    """The statements as YAML to be put into a document."""
    return yaml_text({"statements": dict(statements)})


def dated_in(read: ReadForm) -> frozenset[str]:
    """The statements whose day stands in the form itself."""
    return frozenset(statement_id(said.line.id) for said in read.said if said.checked_on)


def added_to(document: Document, statements: Mapping[str, Json], dated: frozenset[str] = frozenset()) -> Document:
    """A revision with the statements; one that says something new about a line supersedes its forerunner.

    A statement that says what is said already adds nothing, unless it is one of ``dated`` and of another day.
    """
    for name, fields in statements.items():
        if isinstance(fields, dict):
            document = _added(document, name, fields, (*_SAID, "date") if name in dated else _SAID)
    return document


def _added(document: Document, name: str, fields: Mapping[str, Json], alike: tuple[str, ...]) -> Document:
    held = document.entities.get("statement", {})
    own = [entity for entity in held.values() if _same(entity, fields, ("item", "by"))]
    if any(_same(entity, fields, alike) for entity in own[-1:]):
        return document
    wanted, turn = name, 1
    while wanted in held:
        turn += 1
        wanted = f"{name}-{turn}"
    more: dict[str, Json] = {"supersedes": own[-1].id} if own else {}
    return document.with_entity(Entity("statement", wanted, {**fields, **more}))


def _same(entity: Entity, fields: Mapping[str, Json], keys: Iterable[str]) -> bool:
    return all(entity.fields.get(key) == fields.get(key) for key in keys)
