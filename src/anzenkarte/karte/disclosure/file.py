"""The disclosure as a file: canonical JSON of its own schema, and back, with every document checked as any karte is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast, get_args

from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json, Marked, shown
from anzenkarte.karte.disclosure.audience import Recipient
from anzenkarte.karte.disclosure.policy import LEVELS
from anzenkarte.karte.disclosure.view import Disclosure, Why, Withheld
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_marked
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

SCHEMA: Final = "anzenkarte/disclosure/1"
_KEYS: Final = ("schema", "day", "maker", "recipient", "level", "made_from", "documents", "withheld")
_WHY: Final = get_args(Why)


def disclosure_json(disclosure: Disclosure) -> dict[str, Json]:
    """The disclosure as one JSON object; what is for the maker alone is no part of it."""
    return {
        "schema": SCHEMA,
        "day": disclosure.day,
        "maker": _party(disclosure.maker),
        "recipient": _party(disclosure.recipient),
        "level": disclosure.level,
        "made_from": [{"document": name, "revision": revision} for name, revision in disclosure.made_from],
        "documents": [document.to_json() for document in disclosure.documents],
        "withheld": [_withheld(one) for one in disclosure.withheld],
    }


def disclosure_bytes(disclosure: Disclosure) -> bytes:
    """The file; equal disclosures give equal bytes."""
    return canonical_bytes(disclosure_json(disclosure))


def is_disclosure(data: Json) -> bool:
    """Whether a file that was read says of itself that it is a disclosure, of whatever version."""
    return isinstance(data, dict) and str(data.get("schema", "")).startswith("anzenkarte/disclosure/")


def read_disclosure(source: bytes, vocabulary: Vocabulary, file: str = "") -> Disclosure:
    """A disclosure somebody hands in.

    Raises InputError ``disclosure.schema`` for another schema or version, ``disclosure.part`` for a part that is
    missing, foreign or not as it is written, and the problems of documents.
    """
    data = load(source, file).data
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        found = str(data.get("schema", "")) if isinstance(data, dict) else ""
        raise InputError(Problem.at("disclosure.schema", {"schema": shown(found), "ours": SCHEMA}, file=file))
    wrong = sorted(set(data) ^ set(_KEYS))
    if wrong:
        raise _wrong(wrong[0], file)
    documents = _documents(data["documents"], vocabulary, file)
    disclosure = Disclosure(
        day=str(data["day"]),
        maker=_read_party(data["maker"], "maker", file),
        recipient=_read_party(data["recipient"], "recipient", file),
        level=str(data["level"]),
        made_from=tuple(
            (str(entry.get("document")), str(entry.get("revision"))) for entry in _entries(data, "made_from", file)
        ),
        documents=documents,
        withheld=tuple(_read_withheld(entry, file) for entry in _entries(data, "withheld", file)),
    )
    if disclosure.level not in LEVELS:
        raise _wrong("level", file)
    written = disclosure_json(disclosure)
    for key in ("day", "made_from", "withheld", "maker", "recipient"):
        if canonical_bytes(written[key]) != canonical_bytes(data[key]):
            raise _wrong(key, file)
    if [name for name, _ in disclosure.made_from] != [f"{d.kind}/{d.name}" for d in documents]:
        raise _wrong("made_from", file)
    return disclosure


def _documents(value: Json, vocabulary: Vocabulary, file: str) -> tuple[Document, ...]:
    if not isinstance(value, list):
        raise _wrong("documents", file)
    return tuple(read_marked([Marked(value, {}, file)], vocabulary, None, file))


def _wrong(part: str, file: str) -> InputError:
    return InputError(Problem.at("disclosure.part", {"part": shown(part)}, file=file))


def _entries(data: Mapping[str, Json], key: str, file: str) -> list[dict[str, Json]]:
    value = data[key]
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        raise _wrong(key, file)
    return [entry for entry in value if isinstance(entry, dict)]


def _party(party: Recipient) -> dict[str, Json]:
    return {"id": party.id, "name": {"en": party.name.en, "ja": party.name.ja}}


def _read_party(value: Json, part: str, file: str) -> Recipient:
    name = value.get("name") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(name, dict):
        raise _wrong(part, file)
    return Recipient(str(value.get("id")), Text(str(name.get("ja")), str(name.get("en"))))


def _withheld(one: Withheld) -> dict[str, Json]:
    more: dict[str, Json] = {"digest": one.digest} if one.digest else {}
    return {"document": one.document, "kind": one.kind, "why": one.why, **more}


def _read_withheld(entry: Mapping[str, Json], file: str) -> Withheld:
    why = str(entry.get("why"))
    if why not in _WHY:
        raise _wrong("withheld", file)
    digest = str(entry["digest"]) if "digest" in entry else ""
    return Withheld(str(entry.get("document")), str(entry.get("kind")), cast(Why, why), digest)
