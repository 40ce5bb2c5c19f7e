"""What changed between two readings of a karte, entity by entity and field by field, and how to say it in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from anzenkarte.formats.values import Json
from anzenkarte.karte.data import sentences
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.values import is_unknown
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.kernel.vocabulary import FieldSpec, Vocabulary

What = Literal[
    "document-added", "document-removed", "entity-added", "entity-removed", "field", "header", "complete", "open"
]


@dataclass(frozen=True)
class Change:
    """One difference.

    ``document`` is ``kind/name``; ``kind`` and ``id`` name the entity (for ``complete`` and ``open`` only the kind);
    ``name`` is its name as written, for showing; ``field`` is the key that changed, with the values before and after,
    None where there was or is none.
    """

    what: What
    document: str
    kind: str = ""
    id: str = ""
    name: Text | None = None
    field: str = ""
    old: Json = None
    new: Json = None


def diff(old: Sequence[Document], new: Sequence[Document], vocabulary: Vocabulary) -> list[Change]:
    """All differences, sorted by document and entity; empty exactly when the same documents have equal revisions.

    Documents are the same when kind and name are. Entities with equal digests are not looked into.
    """
    before, after = _by_name(old), _by_name(new)
    changes: list[Change] = []
    for name in sorted({**before, **after}):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            there = now or was
            own = there.own if there is not None else None
            what: What = "document-added" if was is None else "document-removed"
            changes.append(Change(what, "/".join(name), name[0], name[1], _name(own)))
        elif was.revision != now.revision:
            changes += _document(was, now, vocabulary)
    return changes


def _by_name(documents: Sequence[Document]) -> dict[tuple[str, str], Document]:
    return {(document.kind, document.name): document for document in documents}


def _document(was: Document, now: Document, vocabulary: Vocabulary) -> Iterator[Change]:
    place = f"{now.kind}/{now.name}"
    old: dict[str, Json] = {"schema": was.schema, **was.header}
    new: dict[str, Json] = {"schema": now.schema, **now.header}
    for key in sorted({**old, **new}):
        if key != "complete" and old.get(key) != new.get(key):
            yield Change("header", place, field=key, old=old.get(key), new=new.get(key))
    for kind in sorted(was.complete ^ now.complete):
        yield Change("complete" if kind in now.complete else "open", place, kind)
    if ("complete" in old) != ("complete" in new) and was.complete == now.complete:
        yield Change("header", place, field="complete", old=old.get("complete"), new=new.get("complete"))
    order = [kind for kind in vocabulary.kinds if kind in was.entities or kind in now.entities]
    for kind in order:
        yield from _group(place, kind, was.entities.get(kind, {}), now.entities.get(kind, {}))


def _group(place: str, kind: str, was: Mapping[str, Entity], now: Mapping[str, Entity]) -> Iterator[Change]:
    for id in sorted({**was, **now}):
        old, new = was.get(id), now.get(id)
        if old is None:
            yield Change("entity-added", place, kind, id, _name(new))
        elif new is None:
            yield Change("entity-removed", place, kind, id, _name(old))
        elif old is not new and old.digest != new.digest:
            for key in sorted({**old.fields, **new.fields}):
                before, after = old.fields.get(key), new.fields.get(key)
                if not _same(before, after):
                    yield Change("field", place, kind, id, _name(new), key, before, after)


def _same(one: Json, other: Json) -> bool:
    """Equal as JSON: ``1`` is not ``true``."""
    return one == other and repr(_sorted(one)) == repr(_sorted(other))


def _sorted(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(part) for part in value] if isinstance(value, list) else value


def _name(entity: Entity | None) -> Text | None:
    name = entity.fields.get("name") if entity is not None else None
    return None if name is None or is_unknown(name) else Text.of(name)


class Naming(Protocol):
    """What readers call things that documents write as ids; an empty answer leaves the id as it is written."""

    def entity(self, kind: str, id: str) -> str:
        """The name of an entity, in the language of the sentences."""

    def word(self, field: str, value: str) -> str:
        """A value of a text field (``statement.duty``) that stands for something with a title."""


def describe(changes: Sequence[Change], vocabulary: Vocabulary, lang: Lang, naming: Naming | None = None) -> list[str]:
    """One sentence for each change, with the labels of the vocabulary.

    With a ``naming`` entities, and what fields refer to, are called by their names, and no document is named: for pages
    that say already which it is. Without one ids stand beside the names, as those who edit the files know them.
    """
    words = _Words(vocabulary, lang, naming)
    return [words.sentence(change) for change in changes]


class _Words:
    """Turns changes into sentences of one language."""

    def __init__(self, vocabulary: Vocabulary, lang: Lang, naming: Naming | None) -> None:
        self.vocabulary = vocabulary
        self.lang: Lang = lang
        self.naming = naming
        self.texts = sentences()

    def say(self, code: str, **params: str) -> str:
        """A sentence of the message catalogue, filled."""
        return self.texts[code].fill(params).to(self.lang)

    def sentence(self, change: Change) -> str:
        """The whole change in words."""
        kind = self.vocabulary.kinds.get(change.kind)
        label = kind.label.to(self.lang) if kind else change.kind
        plural = kind.plural.to(self.lang) if kind else change.kind
        subject = self.subject(label, change)
        spec = kind.fields.get(change.field) if kind else None
        said = self.say(
            f"karte-diff.{change.what}",
            document=change.document,
            subject=subject,
            collection=plural,
            field=spec.label.to(self.lang) if spec else self.key(change.field),
            old=self.value(spec, change.old),
            new=self.value(spec, change.new),
        )
        return said if self.naming is None else said.removeprefix(f"{change.document}: ")

    def key(self, key: str) -> str:
        """A key that no field declares: of the header, a note, or one of the writer's own."""
        text = self.texts.get(f"karte-diff.key-{key}")
        return text.to(self.lang) if text else key

    def subject(self, label: str, change: Change) -> str:
        """``構成要素 vpn「VPN装置」``; ``構成要素「VPN装置」`` where readers know names alone."""
        name = self.naming.entity(change.kind, change.id) if self.naming is not None else ""
        if name:
            return self.say("karte-diff.named", kind=label, name=name)
        if change.name is None:
            return f"{label} {change.id}".strip()
        return self.say("karte-diff.subject", kind=label, id=change.id, name=change.name.to(self.lang))

    def value(self, spec: FieldSpec | None, value: Json) -> str:
        """A value as people read it."""
        if value is None:
            return self.say("karte-diff.nothing")
        if isinstance(value, dict) and "unknown" in value:
            return self.say("karte-diff.withheld" if value["unknown"] == "withheld" else "karte-diff.unknown")
        if isinstance(value, bool):
            return self.say("karte-diff.yes" if value else "karte-diff.no")
        if isinstance(value, list):
            parts = [self.value(spec, part) for part in value]
            return self.say("karte-diff.and").join(parts) if parts else self.say("karte-diff.empty")
        if isinstance(value, dict):
            return Text.of(value).to(self.lang) if {"ja", "en"} & set(value) else self.flat(value)
        return self.word(spec, str(value))

    def flat(self, value: dict[str, Json]) -> str:
        """A mapping in one line; a reason given as a code of the messages is said as its sentence."""
        left = _leftover(value)
        if left is not None and left[0] in self.texts:
            return self.say("karte-diff.leftover", count=left[1], reason=self.say(left[0]))
        parts = [f"{key}: {self.flat(part) if isinstance(part, dict) else part}" for key, part in value.items()]
        return self.say("karte-diff.and").join(parts)

    def word(self, spec: FieldSpec | None, value: str) -> str:
        """An enum's word by its label, a date in the manner of the language, anything else as written.

        What refers to an entity, or stands for something with a title, is said by that name where names are asked for.
        """
        if spec is not None and self.naming is not None:
            target, _, id = value.partition("/") if spec.target == "any" else (spec.target, "", value)
            named = self.naming.entity(target, id) if spec.type == "ref" else self.naming.word(spec.name, value)
            if named:
                return named
        if spec is not None and value in spec.values:
            return spec.values[value].to(self.lang)
        if spec is not None and spec.type == "date":
            try:
                return When.parse(value).display(self.lang)
            except InputError:
                return value
        return value


def _leftover(value: Json) -> tuple[str, str] | None:
    """Reason and count of what an SBOM brought and nothing could hold; None for anything else."""
    if not isinstance(value, dict) or set(value) != {"reason", "count"}:
        return None
    return str(value["reason"]), str(value["count"])
