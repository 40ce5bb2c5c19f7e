"""Loads the fact vocabulary: the one declaration of kinds, fields, facts, questions and relations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import CatalogueError, Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import ANSWERERS, TYPES, Answerer, FieldSpec, KindSpec, Relation, TypeName, Vocabulary

SCHEMA = "anzenkarte/vocabulary/1"
_KEYS = frozenset(
    {"type", "many", "required", "ja", "en", "ask", "values", "target", "upstream", "answered_by"},
)


def read_vocabulary(folder: Path) -> list[Marked]:
    """Every vocabulary file of a folder, in order of name; raises InputError for unreadable YAML."""
    return [load_one_file(path, f"vocabulary/{path.name}") for path in sorted(folder.glob("*.yaml"))]


def build_vocabulary(files: list[Marked], known_digest: str = "") -> Vocabulary:
    """Check and join the files; raises CatalogueError naming file, line and path of everything wrong.

    ``known_digest`` saves computing the digest when it was computed before from the same files.
    """
    reader = _Reader()
    for marked in files:
        reader.take(marked)
    reader.check_targets()
    if reader.problems:
        raise CatalogueError(reader.problems)
    data = {marked.file: marked.data for marked in files}
    return Vocabulary(reader.kinds, reader.facts, reader.relations, known_digest or digest(cast(Json, data)))


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read and build in one step."""
    return build_vocabulary(read_vocabulary(folder))


class _Reader:
    """Collects kinds, facts and relations of all files together with what is wrong in them."""

    def __init__(self) -> None:
        self.kinds: dict[str, KindSpec] = {}
        self.facts: dict[str, FieldSpec] = {}
        self.relations: dict[str, Relation] = {}
        self.problems: list[Problem] = []
        self._places: dict[str, tuple[str, int]] = {}

    def take(self, marked: Marked) -> None:
        """Read one file."""
        data = marked.data
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            self._wrong(marked, (), "vocabulary.schema", {"schema": SCHEMA})
            return
        kind = str(data.get("kind", ""))
        fields: dict[str, FieldSpec] = {}
        for block, is_derived in (("fields", False), ("derived", True)):
            for name, entry in _items(data.get(block)):
                spec = self._field(marked, kind, (block, name), entry, is_derived)
                if spec is None:
                    continue
                if name in fields:
                    self._wrong(marked, (block, name), "vocabulary.twice", {"name": spec.name})
                fields[name] = spec
                self.facts[spec.name] = spec
                self._places[spec.name] = (marked.file, marked.line_of((block, name)))
        documents = data.get("documents")
        self.kinds[kind] = KindSpec(
            kind=kind,
            collection=str(data.get("collection", "")),
            documents=tuple(str(part) for part in documents) if isinstance(documents, list) else (),
            label=Text.of(data.get("label", kind)),
            plural=Text.of(data.get("plural", kind)),
            fields=fields,
        )
        self._relations(marked, kind, data)

    def _relations(self, marked: Marked, kind: str, data: Mapping[str, Json]) -> None:
        for name, entry in _items(data.get("relations")):
            if not isinstance(entry, dict):
                self._wrong(marked, ("relations", name), "vocabulary.relation", {"name": name})
                continue
            full = f"{kind}.{name}"
            self.relations[full] = Relation(
                full, kind, str(entry.get("of", "")), by=str(entry.get("by", "")), field=str(entry.get("field", ""))
            )
            self._places[full] = (marked.file, marked.line_of(("relations", name)))

    def _field(
        self, marked: Marked, kind: str, path: tuple[str, str], entry: Json, is_derived: bool
    ) -> FieldSpec | None:
        if not isinstance(entry, dict) or entry.get("type") not in TYPES or "ja" not in entry or "en" not in entry:
            self._wrong(marked, path, "vocabulary.field", {"name": path[1], "types": TYPES})
            return None
        for key in sorted(set(entry) - _KEYS):
            self._wrong(marked, path, "vocabulary.key", {"name": path[1], "key": key})
        answered_by = entry.get("answered_by", "both")
        if answered_by not in ANSWERERS:
            self._wrong(marked, path, "vocabulary.answered-by", {"name": path[1], "answerers": ANSWERERS})
        ask = entry.get("ask")
        label = Text(str(entry["ja"]), str(entry["en"]))
        return FieldSpec(
            name=f"{kind}.{path[1]}",
            kind=kind,
            type=cast(TypeName, entry["type"]),
            label=label,
            question=Text.of(ask) if isinstance(ask, dict) else label,
            many=entry.get("many") is True,
            values={value: Text.of(text) for value, text in _items(entry.get("values"))},
            target=str(entry.get("target", "")),
            derived=is_derived,
            required=entry.get("required") is True,
            upstream=entry.get("upstream") is True,
            answered_by=cast(Answerer, answered_by),
        )

    def check_targets(self) -> None:
        """Every ref and relation must point to a kind there is."""
        for spec in self.facts.values():
            if spec.type == "ref" and spec.target != "any" and spec.target not in self.kinds:
                self._elsewhere(spec.name, "vocabulary.target", {"name": spec.name, "target": spec.target})
            if spec.type == "enum" and not spec.values:
                self._elsewhere(spec.name, "vocabulary.no-values", {"name": spec.name})
        for relation in self.relations.values():
            pointing = self.facts.get(f"{relation.target}.{relation.by}") if relation.by else None
            own = self.facts.get(f"{relation.kind}.{relation.field}") if relation.field else None
            bad = (
                relation.target not in self.kinds
                or (relation.by and pointing is None)
                or (relation.field and own is None)
            )
            if bad:
                self._elsewhere(relation.name, "vocabulary.relation", {"name": relation.name})

    def _wrong(self, marked: Marked, path: tuple[str, ...], code: str, params: Mapping[str, object]) -> None:
        line = marked.line_of(path)
        self.problems.append(Problem.at(code, params, file=marked.file, line=line, path="/".join(path)))

    def _elsewhere(self, name: str, code: str, params: Mapping[str, object]) -> None:
        file, line = self._places[name]
        self.problems.append(Problem.at(code, params, file=file, line=line, path=name))


def _items(block: Json | None) -> Iterator[tuple[str, Json]]:
    if isinstance(block, dict):
        yield from block.items()
