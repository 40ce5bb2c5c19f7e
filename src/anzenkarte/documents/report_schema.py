"""The published JSON Schema of the report (draft 2020-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from anzenkarte.catalogue.threats.model import BY, TREATMENTS
from anzenkarte.documents.report import SCHEMA
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.facts import UNKNOWN_REASONS
from anzenkarte.kernel.verdicts import BACKINGS, SEVERITIES

Schema = dict[str, object]

_TEXT: Final[Schema] = {"type": "string"}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_OUTCOMES: Final = ("met", "not_met", "not_applicable", "unknown")
_CELLS: Final = ("assigned", "stated", "agreed", "gap", "open", "overlap", "contradiction")
_YES_NO: Final = ("yes", "no", "unknown")
_SCENARIOS: Final = ("raised", "not_excluded", "excluded")
_MEASURES: Final = ("in_place", "missing", "unknown")


def report_schema() -> Schema:
    """The schema that every ``report.json`` of this version satisfies; unknown keys are refused."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:anzenkarte:report:1",
        "title": "安全カルテ report",
        "description": "Everything the engines concluded for a case on a day under named editions.",
        **_object(_top()),
        "$defs": _definitions(),
    }


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _word(words: Iterable[str]) -> Schema:
    return {"enum": list(words)}


def _object(required: Mapping[str, Schema], optional: Mapping[str, Schema] | None = None) -> Schema:
    properties = {**required, **(optional or {})}
    return {
        "type": "object",
        "properties": dict(sorted(properties.items())),
        "required": sorted(required),
        "additionalProperties": False,
    }


def _counts(words: Iterable[str]) -> Schema:
    return _object({}, dict.fromkeys(words, _COUNT))


def _risk_counts() -> Schema:
    by_level: Schema = {"type": "object", "additionalProperties": _COUNT}
    return _object({"current": by_level, "level": by_level, "residual": by_level, "states": _counts(_SCENARIOS)})


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _top() -> dict[str, Schema]:
    engines = ("applicability", "certification", "conformity", "demarcation", "jurisdiction", "risk")
    return {
        "schema": {"const": SCHEMA},
        "program": _object({"name": {"const": "anzenkarte"}, "version": _TEXT}),
        "catalogue": _object({"digest": _ref("hash")}),
        "on": _ref("day"),
        "next_change": _or_null(_ref("day")),
        "what_if": _list(_TEXT),
        "case": _object(
            {"kind": _word(("service", "engagement", "institution", "case")), "name": _TEXT, "title": _ref("text")}
        ),
        "documents": _list(_ref("document")),
        "editions": _list(_ref("edition")),
        "engines": _object(dict.fromkeys(engines, _ref("engine"))),
        "findings": _list(_ref("told_finding")),
        "questions": _list(_ref("question")),
        "counts": _object(
            {
                "cells": _counts(_CELLS),
                "findings": _counts(SEVERITIES),
                "outcomes": _counts(_OUTCOMES),
                "risks": _risk_counts(),
                "subjects": _COUNT,
            }
        ),
    }


def _definitions() -> dict[str, Schema]:
    return {
        "hash": {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"},
        "day": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "when": {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
        "text": _object({"ja": _TEXT, "en": _TEXT}),
        "document_kind": _word(("service", "engagement", "institution")),
        "document": _object(
            {"kind": _ref("document_kind"), "name": _TEXT, "keeper": _TEXT, "revision": _ref("hash"), "schema": _TEXT},
            {"as_of": _TEXT, "unread": _list(_TEXT)},
        ),
        "edition": _edition(),
        "fact": _fact(),
        "reason": _object({"code": _TEXT}, {"params": _texts(), "result": _TEXT, "steps": _list(_ref("reason"))}),
        "question": _question(),
        "engine": _engine(),
        "verdict": _verdict(),
        "finding": _finding(),
        "told_finding": _finding({"text": _object({"finding": _ref("text"), "remedy": _ref("text")})}),
        "decision": _decision(),
        "cell": _cell(),
        "reach": _reach(),
        "support": _support(),
        "summary": _summary(),
        "rated": _rated(),
        "scenario": _scenario(),
        "chain": _chain(),
        "discharge": _discharge(),
    }


def _texts() -> Schema:
    return {"type": "object", "additionalProperties": _TEXT}


def _edition() -> Schema:
    in_force: dict[str, Schema] = {
        "from": _or_null(_ref("when")),
        "until": _or_null(_ref("when")),
        "on_the_day": {"type": "boolean"},
    }
    return _object(
        {
            "id": _TEXT,
            "guideline": _TEXT,
            "edition": _TEXT,
            "title": _ref("text"),
            "asked": {"const": True},
            "confidence": _word(CONFIDENCES),
            "digest": _ref("hash"),
            "in_force": _object(in_force),
        }
    )


def _fact() -> Schema:
    """A fact as it was read: either a value with its origin, or the reason why it is not known."""
    value: Schema = {"anyOf": [{"type": ["boolean", "integer", "string"]}, _list(_TEXT)]}
    about = {"subject": _TEXT, "fact": _TEXT}
    origin = _word(("document", "derived", "stated"))
    known = _object({**about, "value": value, "origin": origin}, {"where": _TEXT})
    unknown = _object({**about, "unknown": _word(UNKNOWN_REASONS)}, {"where": _TEXT})
    return {"oneOf": [known, unknown]}


def _question() -> Schema:
    return _object(
        {
            "fact": _TEXT,
            "subject": _TEXT,
            "question": _ref("text"),
            "unknown": _word((*UNKNOWN_REASONS, "imprecise")),
            "unlocks": _list(_TEXT),
            "decides": _list(_TEXT),
            "count": _COUNT,
        }
    )


def _engine() -> Schema:
    parts: dict[str, str] = {
        "verdicts": "verdict",
        "lessons": "verdict",
        "findings": "finding",
        "decisions": "decision",
        "cells": "cell",
        "reaches": "reach",
        "supports": "support",
        "summaries": "summary",
        "scenarios": "scenario",
        "chains": "chain",
        "discharges": "discharge",
    }
    return _object({}, {name: _list(_ref(target)) for name, target in parts.items()})


def _verdict() -> Schema:
    return _object(
        {
            "id": _TEXT,
            "item": _TEXT,
            "subject": _TEXT,
            "outcome": _word(_OUTCOMES),
            "basis": _word(("computed", "certified", "stated", "none")),
            "confidence": _word(CONFIDENCES),
            "trace": _ref("reason"),
        },
        {
            "rule": _TEXT,
            "obliged": _TEXT,
            "older_wording_of": _TEXT,
            "carried_from": _TEXT,
            "backing": _word(BACKINGS),
            "facts": _list(_ref("fact")),
            "missing": _list(_ref("fact")),
            "statements": _list(_TEXT),
            "counts": _counts(_OUTCOMES),
        },
    )


def _finding(more: Mapping[str, Schema] | None = None) -> Schema:
    """A finding as its engine lists it; at the top of the report it carries its sentences as well."""
    return _object(
        {
            "id": _TEXT,
            "engine": _TEXT,
            "rule": _TEXT,
            "subject": _TEXT,
            "severity": _word(SEVERITIES),
            "cites": _list(_TEXT),
            **(more or {}),
        },
        {
            "facts": _list(_ref("fact")),
            "missing": _list(_ref("fact")),
            "params": _texts(),
            "group": _TEXT,
            "obliged": _TEXT,
            "trace": _ref("reason"),
        },
    )


def _decision() -> Schema:
    step = _object(
        {"question": _TEXT, "answer": _word(_YES_NO)}, {"facts": _list(_ref("fact")), "missing": _list(_ref("fact"))}
    )
    answer = _word(("in", "out", "depends"))
    return _object(
        {"id": _TEXT, "scope": _TEXT, "regime": _TEXT, "subject": _TEXT, "answer": answer, "path": _list(step)}
    )


def _cell() -> Schema:
    kind = _word(("contract", "document", "statement", "hearsay"))
    voice = _object({"kind": kind}, dict.fromkeys(("by", "party", "source", "date"), _TEXT))
    return _object(
        {"duty": _TEXT, "subject": _TEXT, "situation": _TEXT, "act": _TEXT, "state": _word(_CELLS)},
        {"parties": _list(_TEXT), "voices": _list(voice)},
    )


def _reach() -> Schema:
    return _object(
        {
            "id": _TEXT,
            "law": _TEXT,
            "subject": _TEXT,
            "reached": _word(_YES_NO),
            "ground": _word(("place", "control")),
            "helps": _list(_TEXT),
            "facts": _list(_ref("fact")),
        },
        {"missing": _list(_ref("fact"))},
    )


def _support() -> Schema:
    return _object(
        {
            "id": _TEXT,
            "certificate": _TEXT,
            "scheme": _TEXT,
            "item": _TEXT,
            "standing": _word(("official", "opinion", "ours")),
            "state": _word(("decides", "supports", "opinion", "out_of_scope", "not_valid", "unknown")),
            "facts": _list(_ref("fact")),
        }
    )


def _summary() -> Schema:
    return _object(
        {
            "edition": _TEXT,
            "items_held": _COUNT,
            "confidences": _counts(CONFIDENCES),
            "outcomes": _counts(_OUTCOMES),
            "chapters": _COUNT,
            "chapters_incomplete": _COUNT,
            "complete": {"type": "boolean"},
            "left_to_others": _COUNT,
        },
        {"older_wording": _object({"edition": _TEXT, "items": _COUNT})},
    )


def _rated() -> Schema:
    return _object({"level": _TEXT, "line": _COUNT}, {"possible": _TEXT, "missing": _list(_ref("fact"))})


def _scenario() -> Schema:
    measure = _object({"measure": _TEXT, "by": _word(BY), "state": _word(_MEASURES)}, {"missing": _list(_ref("fact"))})
    owner = _object({"duty": _TEXT, "cell": _TEXT, "state": _word((*_CELLS, "none"))}, {"parties": _list(_TEXT)})
    override = _object(
        {"subject": _TEXT, "by": _TEXT, "date": _TEXT},
        dict.fromkeys(("impact", "likelihood", "treatment", "level", "residual"), _TEXT),
    )
    return _object(
        {
            "id": _TEXT,
            "threat": _TEXT,
            "subject": _TEXT,
            "state": _word(_SCENARIOS),
            "facts": _list(_ref("fact")),
        },
        {
            "impact": _ref("rated"),
            "likelihood": _ref("rated"),
            "level": _TEXT,
            "current": _TEXT,
            "residual": _TEXT,
            "possible": _TEXT,
            "treatment": _word(TREATMENTS),
            "measures": _list(measure),
            "missing": _list(_ref("fact")),
            "owner": owner,
            "overrides": _list(override),
        },
    )


def _chain() -> Schema:
    lists = dict.fromkeys(("steps", "path", "backups", "beside"), _list(_TEXT))
    texts = dict.fromkeys(("id", "entry", "goal", "target"), _TEXT)
    return _object({**texts, **lists, "state": _word(_SCENARIOS)})


def _discharge() -> Schema:
    measure = _object({"measure": _TEXT, "state": _word(_MEASURES)})
    lists = dict.fromkeys(("scenarios", "left", "practices"), _list(_TEXT))
    return _object(
        {"id": _TEXT, "item": _TEXT, **lists, "measures": _list(measure)},
        {"outcome": _word(_OUTCOMES), "residual": _TEXT, "consent": _word(_YES_NO)},
    )
