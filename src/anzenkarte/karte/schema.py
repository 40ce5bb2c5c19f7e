"""The published JSON Schema of karte files, made from the vocabulary, for editors that complete and check while typing.

It says what a schema can say: keys, types, words, shapes. What only the whole file shows (references, dates that do not
exist, statements against facts) is checked by reading the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from anzenkarte.formats.values import MAX_INT, Json
from anzenkarte.karte.shape import keys_of
from anzenkarte.karte.statements import ABOUT
from anzenkarte.karte.words import ACTS, FREE_KEYS, IDENTITY, SHAPES, SITUATIONS, SLUG_PATTERN, UNKNOWN_WORDS, VERSION
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import DOCUMENT_KINDS, FieldSpec, KindSpec, Vocabulary

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final[dict[str, Json]] = {"type": "string", "pattern": r"\S"}
_DATE = (
    r"^([0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?"
    r"|(令和|平成|昭和|大正|明治|[RHSTM]) ?(元|[0-9]{1,2})(年|[.\-/])?"
    r"( ?[0-9]{1,2}(月|[.\-/])?( ?[0-9]{1,2} ?日?)?)?度?)$"
)
_DURATION = r"^[+-]?P([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,5}D)?$"
_SUBJECT = r"^[a-z_]+/[a-z0-9][a-z0-9-]{0,79}$"


def json_schema(vocabulary: Vocabulary) -> dict[str, Json]:
    """The schema (draft 2020-12): one document, or a list of documents; descriptions in Japanese and English."""
    definitions: dict[str, Json] = {
        "slug": {"type": "string", "pattern": SLUG_PATTERN},
        "date": {"type": "string", "pattern": _DATE},
        "duration": {"type": "string", "pattern": _DURATION},
        "subject": {"type": "string", "pattern": _SUBJECT},
        "bilingual": {"anyOf": [_TEXT, _object({"ja": _TEXT, "en": _TEXT}, ["ja", "en"], free=False)]},
        "unknown": _object({"unknown": {"enum": list(UNKNOWN_WORDS)}, **_free()}, ["unknown"]),
        "plain": {"type": ["string", "integer", "boolean"]},
    }
    for spec in vocabulary.kinds.values():
        if spec.documents:
            definitions[f"entity-{spec.kind}"] = _entity(spec)
    for kind in DOCUMENT_KINDS:
        definitions[f"document-{kind}"] = _document(vocabulary, kind)
    documents: list[Json] = [_ref(f"document-{kind}") for kind in DOCUMENT_KINDS]
    return {
        "$schema": DIALECT,
        "title": "安全カルテ / Anzen Karte",
        "description": "安全カルテの文書 / documents of an Anzen Karte file",
        "oneOf": [*documents, {"type": "array", "minItems": 1, "items": {"oneOf": documents}}],
        "$defs": definitions,
    }


def _document(vocabulary: Vocabulary, kind: str) -> dict[str, Json]:
    keys = keys_of(vocabulary, kind)
    collections: list[Json] = [key for name, key in keys.items() if name != kind]
    properties: dict[str, Json] = {
        "schema": {"const": f"anzenkarte/{kind}/{VERSION}"},
        "name": _said(
            _ref("slug"), Text("文書の名前（作成時に決め、変えない）", "the document's name, fixed at birth")
        ),
        "keeper": _said(_ref("slug"), Text("この文書を管理する当事者", "the party that keeps this document")),
        "as_of": _said(_ref("date"), Text("記載の時点", "the day the content describes")),
        "complete": _said(
            {"type": "array", "items": {"enum": collections}, "uniqueItems": True},
            Text("漏れなく書かれた一覧", "collections known to be complete"),
        ),
        **_free(),
    }
    for name, key in keys.items():
        spec = vocabulary.kinds[name]
        entity = _ref(f"entity-{name}")
        properties[key] = (
            entity
            if name == kind
            else {
                "description": _both(spec.plural),
                "type": "object",
                "propertyNames": _ref("slug"),
                "additionalProperties": entity,
            }
        )
    return _object(properties, ["schema", "name", "keeper", keys[kind]])


def _entity(spec: KindSpec) -> dict[str, Json]:
    written = [field for field in spec.fields.values() if not field.derived]
    properties: dict[str, Json] = {field.short: _field(field) for field in written}
    entity = _object({**properties, **_free()}, [field.short for field in written if field.required])
    entity["description"] = _both(spec.label)
    if spec.kind == "statement":
        entity["oneOf"] = [{"required": [key]} for key in ABOUT]
    return entity


def _field(field: FieldSpec) -> dict[str, Json]:
    value = _value(field)
    if field.many:
        value = {"type": "array", "items": value, "uniqueItems": True}
    choices: dict[str, Json] = value if field.name in IDENTITY else {"anyOf": [value, _ref("unknown")]}
    labels = [f"{word}: {text.ja} / {text.en}" for word, text in field.values.items()]
    said: dict[str, Json] = {
        "title": _both(field.label),
        "description": "\n".join([_both(field.question), *labels]),
    }
    return {**said, **choices}


def _value(field: FieldSpec) -> dict[str, Json]:
    if field.type == "enum":
        return {"enum": list(field.values)}
    if field.type == "ref":
        return _ref("subject" if field.target == "any" else "slug")
    if field.type == "text":
        words = {"acts": ACTS, "situation": SITUATIONS}.get(field.short) if field.kind in _DEMARCATION else None
        shape = SHAPES.get(field.name)
        return {"enum": list(words)} if words else {**_TEXT, **({"pattern": shape.pattern} if shape else {})}
    if field.type == "any":
        return {"anyOf": [_ref("plain"), {"type": "array", "items": _ref("plain")}]}
    simple: dict[str, dict[str, Json]] = {
        "bool": {"type": "boolean"},
        "int": {"type": "integer", "minimum": 0, "maximum": MAX_INT},
    }
    return simple.get(field.type) or _ref(field.type)


_DEMARCATION: Final = frozenset({"statement", "assignment"})


def _free() -> dict[str, Json]:
    return {key: _ref("bilingual") if key == "note" else _TEXT for key in FREE_KEYS}


def _object(properties: Mapping[str, Json], required: Sequence[str], free: bool = True) -> dict[str, Json]:
    extra: dict[str, Json] = {"patternProperties": {"^x-": True}} if free else {}
    needed: list[Json] = list(required)
    return {
        "type": "object",
        "properties": dict(properties),
        **extra,
        "additionalProperties": False,
        "required": needed,
    }


def _said(schema: dict[str, Json], text: Text) -> dict[str, Json]:
    return {"description": _both(text), **schema}


def _ref(name: str) -> dict[str, Json]:
    return {"$ref": f"#/$defs/{name}"}


def _both(text: Text) -> str:
    return text.ja if text.ja == text.en else f"{text.ja} / {text.en}"
