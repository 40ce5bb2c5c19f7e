"""Reads an OSCAL document and checks it against the official schema of its model, and for ids used twice.

The schemas are those of release 1.2.3, which also take what earlier 1.x releases wrote. Only the schema of the one
model is used: an error of the complete schema would name the whole document and no place.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal

import jsonschema_rs
import orjson

from anzenkarte.exchange.loose import mapping, mappings, string
from anzenkarte.formats.plain_text import read_bytes, too_large
from anzenkarte.formats.values import Json, path_text, shown
from anzenkarte.kernel.errors import InputError, Problem

Model = Literal["catalog", "profile", "mapping-collection"]
MODELS: Final[tuple[Model, ...]] = ("catalog", "profile", "mapping-collection")
SIZE: Final = 64 * 1024 * 1024
"""Largest file read, in bytes; the largest published catalogue has about 10 million."""

DEPTH: Final = 24
"""How deep groups, controls and parts may be nested; published catalogues reach 6."""

_FILES: Final[Mapping[Model, str]] = {
    "catalog": "oscal_catalog_schema.json",
    "profile": "oscal_profile_schema.json",
    "mapping-collection": "oscal_mapping_schema.json",
}
_PROBLEMS: Final = 20
_UNEXPECTED: Final = 3
_OPTIONS: Final = 12


@dataclass(frozen=True)
class Document:
    """A document that keeps to its schema: the model, everything below it, and the name shown in messages."""

    model: Model
    body: Mapping[str, Json]
    file: str = ""

    @property
    def whole(self) -> dict[str, Json]:
        """The document as it stands in a file."""
        return {self.model: dict(self.body)}


@lru_cache(maxsize=len(MODELS))
def validator(model: Model) -> jsonschema_rs.Draft7Validator:
    """The compiled official schema of a model."""
    path = Path(__file__).parent / "schemas" / _FILES[model]
    return jsonschema_rs.Draft7Validator(orjson.loads(path.read_bytes()), offline=True)


def read_document(source: bytes | Path, file: str = "") -> Document:
    """A catalogue, profile or mapping that keeps to its schema and uses no id twice.

    Raises InputError for what is no JSON, is too large or nested too deeply, is no such document, or breaks its schema;
    each fault with its place.
    """
    name = file or (str(source) if isinstance(source, Path) else "")
    with collecting_later():
        document = parse(source, name)
    problems = list(schema_problems(document)) or list(islice(id_problems(document), _PROBLEMS))
    if problems:
        raise InputError(problems)
    return document


@contextmanager
def collecting_later() -> Iterator[None]:
    """Leave the search for cyclic garbage until afterwards: what is read makes many objects and no cycle."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _no_json(raw: bytes, file: str, error: orjson.JSONDecodeError) -> Problem:
    """Why something is no JSON: empty, no text, or from which character on."""
    if not raw.strip():
        return Problem.at("exchange.oscal-empty", file=file)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return Problem.at("exchange.oscal-binary", file=file)
    if any(char < " " and not char.isspace() for char in text[:1000]):
        return Problem.at("exchange.oscal-binary", file=file)
    return Problem.at("exchange.oscal-json", {"column": error.colno}, file=file, line=error.lineno)


def parse(source: bytes | Path, file: str) -> Document:
    """The document with its model found, nothing of it checked yet."""
    raw = source if isinstance(source, bytes) else read_bytes(source, file, SIZE)
    if len(raw) > SIZE:
        raise too_large(len(raw), SIZE, file)
    try:
        value: Json = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise InputError(_no_json(raw, file, error)) from error
    found = [model for model in MODELS if isinstance(value, dict) and model in value]
    if not isinstance(value, dict) or len(found) != 1 or not isinstance(value[found[0]], dict):
        keys = [shown(key) for key in islice(value, 5)] if isinstance(value, dict) else []
        raise InputError(Problem.at("exchange.oscal-model", {"models": MODELS, "found": keys}, file=file))
    extra = [key for key in value if key not in (found[0], "$schema")]
    if extra:
        raise InputError(Problem.at("exchange.oscal-model", {"models": MODELS, "found": [shown(extra[0])]}, file=file))
    return Document(found[0], mapping(value[found[0]]), file)


def schema_problems(document: Document) -> Iterator[Problem]:
    """What the official schema does not allow, at most 20 places."""
    checker = validator(document.model)
    whole = {document.model: _without_method(document)}
    try:
        errors = [] if checker.is_valid(whole) else [*islice(checker.iter_errors(whole), _PROBLEMS)]
    except ValueError as error:  # nested more deeply than the checker follows
        raise InputError(Problem.at("exchange.oscal-deep", {"limit": DEPTH}, file=document.file)) from error
    for found in errors:
        place, keyword, params = _deepest(found)
        yield Problem.at(
            f"exchange.schema-{keyword}" if keyword in _SAID else "exchange.schema-other",
            {"rule": keyword, **params},
            file=document.file,
            path=path_text(tuple(place)),
        )


def _without_method(document: Document) -> Mapping[str, Json]:
    """A profile without the method of its ``combine``: the published 1.2 schemas forgot the key, the model has it."""
    merge = mapping(document.body.get("merge"))
    combine = mapping(merge.get("combine"))
    if document.model != "profile" or not isinstance(combine.get("method"), str):
        return document.body
    rest = {key: value for key, value in combine.items() if key != "method"}
    return {**document.body, "merge": {**merge, "combine": rest}}


_SAID: Final = ("required", "unexpected", "type", "pattern", "enum", "few", "format")
_KEYWORDS: Final[Mapping[str, str]] = {
    "additionalProperties": "unexpected",
    "minItems": "few",
}


def _deepest(error: jsonschema_rs.ValidationError) -> tuple[list[str | int], str, dict[str, object]]:
    """The place furthest inside that an error is about: of the branches of a choice the one that got furthest."""
    where, kind = list(error.instance_path), error.kind
    for _ in range(DEPTH * 4):
        branches: Sequence[Sequence[jsonschema_rs.ValidationError]] = getattr(kind, "context", None) or ()
        inner = [found for branch in branches for found in branch]
        if not inner:
            break
        best = max(inner, key=lambda found: len(found.instance_path))
        where, kind = list(best.instance_path), best.kind
    said = kind.as_dict()
    return where, _KEYWORDS.get(kind.name, kind.name), _params(kind.name, said)


def _params(keyword: str, said: Mapping[str, Any]) -> dict[str, object]:
    if keyword == "required":
        return {"key": shown(str(said.get("property", "")).strip('"'))}
    if keyword == "additionalProperties":
        return {"keys": [shown(str(key)) for key in list(said.get("unexpected", ()))[:_UNEXPECTED]]}
    if keyword == "type":
        return {"type": said.get("types") or said.get("type") or ""}
    if keyword == "pattern":
        return {"pattern": shown(str(said.get("pattern", "")))}
    if keyword == "enum":
        return {"allowed": [shown(str(option)) for option in list(said.get("options", ()))[:_OPTIONS]]}
    if keyword == "format":
        return {"format": str(said.get("format", ""))}
    return {}


def id_problems(document: Document) -> Iterator[Problem]:
    """Ids of controls, groups and parameters, and UUIDs of resources, that stand for two things."""
    if document.model == "catalog" and not _ids_differ(document):
        seen: dict[tuple[str, str], str] = {}
        for kind, name, place in _ids(document):
            first = seen.setdefault((kind, name), place)
            if first != place:
                params = {"id": shown(name), "first": first}
                yield Problem.at("exchange.oscal-twice", params, file=document.file, path=place)


def _resources(document: Document) -> list[dict[str, Json]]:
    return mappings(mapping(document.body.get("back-matter")).get("resources"))


def _ids_differ(document: Document) -> bool:
    """Whether no id stands twice; quick, so that places are only worked out where one does."""
    groups: list[Json] = []
    controls: list[Json] = []
    params = [entry.get("id") for entry in mappings(document.body.get("params"))]
    level: list[Mapping[str, Json]] = [document.body]
    for _ in range(DEPTH + 1):
        inner: list[Mapping[str, Json]] = []
        for holder in level:
            if "groups" in holder:
                found = mappings(holder["groups"])
                groups += [entry["id"] for entry in found if "id" in entry]
                inner += found
            if "controls" in holder:
                found = mappings(holder["controls"])
                controls += [entry.get("id") for entry in found]
                inner += found
        params += [entry.get("id") for holder in inner if "params" in holder for entry in mappings(holder["params"])]
        level = inner
    if level:
        raise InputError(Problem.at("exchange.oscal-deep", {"limit": DEPTH}, file=document.file))
    resources = [entry.get("uuid") for entry in _resources(document)]
    return all(len(set(map(string, names))) == len(names) for names in (groups, controls, params, resources))


def _ids(document: Document) -> Iterator[tuple[str, str, str]]:
    """Kind, id and place of everything that has an id of its own."""
    waiting: list[tuple[Mapping[str, Json], str]] = [(document.body, document.model)]
    while waiting:
        holder, place = waiting.pop()
        for key, kind in (("groups", "group"), ("controls", "control")):
            for index, entry in enumerate(mappings(holder.get(key))):
                inner = f"{place}/{key}/{index}"
                if "id" in entry:
                    yield kind, string(entry["id"]), f"{inner}/id"
                waiting.append((entry, inner))
        for index, entry in enumerate(mappings(holder.get("params"))):
            yield "parameter", string(entry.get("id")), f"{place}/params/{index}/id"
    for index, entry in enumerate(_resources(document)):
        yield "resource", string(entry.get("uuid")), f"{document.model}/back-matter/resources/{index}/uuid"
