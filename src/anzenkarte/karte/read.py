"""Reading karte files: YAML streams or JSON into documents, or every problem of the file at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from anzenkarte.formats import strict_json, strict_yaml
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.values import Marked
from anzenkarte.formats.values import Path as Place
from anzenkarte.karte.document import Document
from anzenkarte.karte.references import check_references
from anzenkarte.karte.shape import read_shape, version_of
from anzenkarte.karte.statements import check_statements
from anzenkarte.karte.upcast import UPCASTS, Upcasts, sealed_revision, upcast
from anzenkarte.karte.words import VERSION
from anzenkarte.karte.written import Complaints, Written
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.vocabulary import Vocabulary


def read_file(
    path: Path, vocabulary: Vocabulary, duties: frozenset[str] | None = None, file: str = ""
) -> list[Document]:
    """The documents of a karte file; a name ending in ``.json`` means JSON, anything else YAML.

    ``file`` is the name shown in messages (the path by default). ``duties`` are the ids that statements and assignments
    may name; None leaves them unchecked. Raises InputError with all problems (code, file, line, path).
    """
    shown = file or str(path)
    return read_text(read_bytes(path, shown), vocabulary, duties, shown)


def read_text(
    source: str | bytes,
    vocabulary: Vocabulary,
    duties: frozenset[str] | None = None,
    file: str = "",
    upcasts: Upcasts = UPCASTS,
) -> list[Document]:
    """The documents of a karte file given as text; as :func:`read_file`."""
    if file.lower().endswith(".json"):
        marked = [strict_json.load(source, file)]
    else:
        marked = strict_yaml.load_documents(source, file)
    return read_marked(marked, vocabulary, duties, file, upcasts)


def read_marked(
    marked: Sequence[Marked],
    vocabulary: Vocabulary,
    duties: frozenset[str] | None = None,
    file: str = "",
    upcasts: Upcasts = UPCASTS,
) -> list[Document]:
    """The documents of a file whose values are loaded already; as :func:`read_file`."""
    with Complaints() as complaints:
        parts = [part for one in marked for part in _parts(one)]
        if not parts:
            complaints.add(Problem.at("karte.no-document", file=file))
        pairs: list[tuple[Written, Document]] = []
        for number, part in enumerate(parts, 1):
            if not isinstance(part.data, dict):
                complaints.add(Problem.at("karte.not-a-document", file=part.file, line=part.line_of(())))
                continue
            written = Written(part.data, part, complaints, number if len(parts) > 1 else 0)
            version = version_of(written, upcasts)
            if version is not None:
                pairs.append(_one(written, vocabulary, upcasts, *version))
        check_references(pairs, vocabulary)
        for written, document in pairs:
            check_statements(written, document, vocabulary, duties)
    return [document for _, document in pairs]


def _parts(marked: Marked) -> list[Marked]:
    """A list at the top holds documents; an empty part of a stream (such as after a last ``---``) holds none."""
    if not isinstance(marked.data, list):
        return [] if marked.data is None else [marked]
    lines: list[dict[Place, int]] = [{} for _ in marked.data]
    for path, line in marked.lines.items():
        if path and isinstance(path[0], int):
            lines[path[0]][path[1:]] = line
    return [Marked(entry, lines[index], marked.file) for index, entry in enumerate(marked.data)]


def _one(
    written: Written, vocabulary: Vocabulary, upcasts: Upcasts, kind: str, major: int, minor: int
) -> tuple[Written, Document]:
    if major == VERSION:
        return written, read_shape(written, vocabulary, kind, minor)
    sealed = sealed_revision(upcasts[kind, major], kind, written.data)
    ours = replace(written, data=upcast(upcasts, kind, written.data, major, VERSION))
    return ours, replace(read_shape(ours, vocabulary, kind, 0), sealed=sealed)
