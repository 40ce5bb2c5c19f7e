"""The shape of one document: version, header, which collections and fields may stand in it, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from anzenkarte.formats.values import Json, Path, shown
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.upcast import Upcasts, oldest
from anzenkarte.karte.values import Fault, faults, free_faults
from anzenkarte.karte.words import HEADER_KEYS, MINOR, SCHEMA, SLUG, VERSION, nearest, passes, slug
from anzenkarte.karte.written import Written
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import DOCUMENT_KINDS, FieldSpec, KindSpec, Vocabulary


def keys_of(vocabulary: Vocabulary, kind: str) -> dict[str, str]:
    """Kind of entity → top-level key, for every kind that may stand in a document of this kind; its own comes first."""
    here = {spec.kind: spec.collection or spec.kind for spec in vocabulary.kinds.values() if kind in spec.documents}
    return {kind: here.get(kind, kind), **here}


def version_of(written: Written, upcasts: Upcasts) -> tuple[str, int, int] | None:
    """Kind, major and minor version of a document, or None after saying what is wrong with its ``schema``."""
    schema = written.data.get("schema")
    expected = f"anzenkarte/{DOCUMENT_KINDS[0]}/{VERSION}"
    if schema is None:
        written.wrong((), "karte.no-schema", expected=expected)
        return None
    match = SCHEMA.match(schema) if isinstance(schema, str) else None
    if not match:
        written.wrong(("schema",), "karte.schema-unreadable", schema=shown(str(schema)), expected=expected)
        return None
    kind, major, minor = match[1], int(match[2]), int(match[3] or 0)
    if kind not in DOCUMENT_KINDS:
        near = nearest(kind, DOCUMENT_KINDS) or ", ".join(DOCUMENT_KINDS)
        written.wrong(("schema",), "karte.schema-kind", kind=kind, kinds=near)
    elif major > VERSION:
        written.wrong(("schema",), "karte.schema-newer", schema=match[0], ours=VERSION)
    elif major < oldest(upcasts, kind, VERSION):
        written.wrong(("schema",), "karte.schema-older", schema=match[0], ours=VERSION)
    else:
        return kind, major, minor
    return None


def read_shape(written: Written, vocabulary: Vocabulary, kind: str, minor: int) -> Document:
    """The document, after noting everything wrong with its shape; parts that are wrong are left out of it."""
    reader = _Shape(written, vocabulary, kind, newer=minor > MINOR)
    reader.header()
    reader.entities()
    return reader.document()


class _Shape:
    """Reads one document of our major version."""

    def __init__(self, written: Written, vocabulary: Vocabulary, kind: str, newer: bool) -> None:
        self.written = written
        self.data = written.data
        self.vocabulary = vocabulary
        self.kind = kind
        self.newer = newer
        self.keys = keys_of(vocabulary, kind)
        self.kinds = {key: name for name, key in self.keys.items()}
        self.read: dict[str, dict[str, Entity]] = {}
        self.unread: list[str] = []
        self.complete: frozenset[str] = frozenset()

    def wrong(self, path: Path, code: str, **params: object) -> None:
        """Note a problem of this document."""
        self.written.wrong(path, code, **params)

    def tell(self, path: Path, found: Iterator[Fault]) -> None:
        """Note faults of a value that stands at ``path``."""
        for fault in found:
            self.wrong((*path, *fault.path), fault.code, **fault.params)

    def header(self) -> None:
        """Check the keys that are not entities."""
        for key, value in self.data.items():
            if key in HEADER_KEYS or key in self.kinds:
                continue
            if passes(key):
                self.tell((key,), free_faults(key, value))
            else:
                self.stray((key,), key, [*HEADER_KEYS, *self.kinds])
        for key in ("name", "keeper"):
            value = self.data.get(key)
            if value is None:
                self.wrong((), "karte.missing-key", key=key)
            else:
                self.slug((key,), value)
        if "as_of" in self.data:
            self.day(("as_of",), self.data["as_of"])
        if "complete" in self.data:
            self.complete = self.completeness(self.data["complete"])

    def day(self, path: Path, value: Json) -> None:
        """Check a date of the header."""
        if not isinstance(value, str):
            self.wrong(path, "karte.needs-quotes", key=path[-1], value=shown(str(value)))
            return
        try:
            When.parse(value[:80])
        except InputError as error:
            self.wrong(path, error.problems[0].code, **dict(error.problems[0].params))

    def completeness(self, value: Json) -> frozenset[str]:
        """The kinds whose collections are declared complete."""
        if not isinstance(value, list):
            self.wrong(("complete",), "karte.not-a-list", key="complete")
            return frozenset()
        collections = {key: name for name, key in self.keys.items() if name != self.kind}
        kinds: set[str] = set()
        for index, entry in enumerate(value):
            kind = collections.get(entry) if isinstance(entry, str) else None
            if kind is None:
                near = nearest(str(entry)[:100], collections) or ", ".join(collections)
                self.wrong(("complete", index), "karte.complete-unknown", value=shown(str(entry)), known=near)
            elif kind in kinds:
                self.wrong(("complete", index), "karte.twice-in-list", value=str(entry))
            else:
                kinds.add(kind)
        return frozenset(kinds)

    def stray(self, path: Path, key: str, known: list[str]) -> None:
        """A key that nothing declares: wrong in our version, kept in a newer minor one."""
        if self.newer:
            self.unread.append("/".join(map(str, path)))
            return
        elsewhere = self.vocabulary.kind_of_collection(key) or self.vocabulary.kinds.get(key)
        if len(path) == 1 and elsewhere is not None and elsewhere.documents:
            self.wrong(path, "karte.not-here", key=key, kind=self.kind, documents=elsewhere.documents)
        elif near := nearest(key, known):
            self.wrong(path, "karte.unknown-key-near", key=shown(key), near=near)
        else:
            self.wrong(path, "karte.unknown-key", key=shown(key))

    def slug(self, path: Path, value: Json) -> bool:
        """Check a name or id."""
        if isinstance(value, str) and SLUG.match(value):
            return True
        text = str(value) if isinstance(value, str | int) else ""
        self.wrong(path, "karte.not-a-slug", value=shown(text), suggestion=slug(text) or f"{path[0]}-1")
        return False

    def entities(self) -> None:
        """Read every collection and the one-of-a-kind entity."""
        for kind, key in self.keys.items():
            spec = self.vocabulary.kinds[kind]
            value = self.data.get(key)
            if kind == self.kind:
                self.one(spec, key, value)
            elif key not in self.data:
                continue
            elif not isinstance(value, dict):
                self.wrong((key,), "karte.not-a-collection", key=key)
            else:
                for id, fields in value.items():
                    if self.slug((key, id), id):
                        self.entity(spec, (key, id), id, fields)

    def one(self, spec: KindSpec, key: str, value: Json) -> None:
        """The entity this document is about; its id is the document's name."""
        if key not in self.data:
            self.wrong((), "karte.missing-key", key=key)
        else:
            self.entity(spec, (key,), str(self.data.get("name")), value)

    def entity(self, spec: KindSpec, path: Path, id: str, fields: Json) -> None:
        """One entity with its fields."""
        if not isinstance(fields, dict):
            self.wrong(path, "karte.not-an-entity", key=path[-1])
            return
        for key, value in fields.items():
            field = spec.fields.get(key)
            if field is not None and not field.derived:
                self.tell((*path, key), faults(field, value))
            elif field is not None:
                self.wrong((*path, key), "karte.derived-key", key=key)
            elif passes(key):
                self.tell((*path, key), free_faults(key, value))
            else:
                self.stray((*path, key), key, [name for name, known in spec.fields.items() if not known.derived])
        for name in _required(spec.fields):
            if name not in fields:
                self.wrong(path, "karte.required", key=name)
        self.read.setdefault(spec.kind, {})[id] = Entity(spec.kind, id, fields)

    def document(self) -> Document:
        """What was read."""
        data = self.data
        header = {key: value for key, value in data.items() if key != "schema" and key not in self.kinds}
        if self.complete:
            header["complete"] = [*sorted(self.keys[kind] for kind in self.complete)]
        return Document(
            schema=str(data.get("schema")),
            kind=self.kind,
            name=str(data.get("name")),
            keeper=str(data.get("keeper")),
            header=header,
            entities=self.read,
            complete=self.complete,
            file=self.written.marked.file,
            lines=self.written.lines(),
            keys=self.keys,
            unread=tuple(self.unread),
        )


def _required(fields: Mapping[str, FieldSpec]) -> Iterator[str]:
    return (name for name, field in fields.items() if field.required and not field.derived)
