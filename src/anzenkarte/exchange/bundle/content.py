"""The inside of a bundle: documents, agreement lines, answers and evidence, as files and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from anzenkarte.accord.lines import KINDS, Line
from anzenkarte.accord.state import WORDS, Answer, Word
from anzenkarte.formats.buffers import Data
from anzenkarte.formats.canonical import canonical_bytes, digest_bytes
from anzenkarte.formats.file_names import is_safe
from anzenkarte.formats.strict_json import load
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document
from anzenkarte.karte.read import read_text
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.vocabulary import Vocabulary

DOCUMENTS: Final = "documents.json"
LINES: Final = "lines.json"
ANSWERS: Final = "answers.json"
NAMES: Final = "evidence.json"
EVIDENCE: Final = "evidence/"


@dataclass(frozen=True)
class Said:
    """A word on one digest of a line, as it stands in a bundle: who says it, the bundle tells."""

    line: str
    digest: str
    word: Word
    note: str = ""


@dataclass(frozen=True)
class Content:
    """What the parties hand each other. ``evidence`` maps a file name to its bytes."""

    documents: tuple[Document, ...] = ()
    lines: tuple[Line, ...] = ()
    said: tuple[Said, ...] = ()
    evidence: Mapping[str, Data] = field(default_factory=dict)

    def files(self) -> dict[str, Data]:
        """The parts of a bundle; equal content gives equal bytes."""
        found: dict[str, Data] = {}
        if self.documents:
            ordered = sorted(self.documents, key=lambda document: (document.kind, document.name))
            found[DOCUMENTS] = canonical_bytes([document.to_json() for document in ordered])
        if self.lines:
            found[LINES] = canonical_bytes([line.json() for line in sorted(self.lines, key=lambda line: line.id)])
        if self.said:
            found[ANSWERS] = canonical_bytes([_said_json(said) for said in self.said])
        if self.evidence:
            names: dict[str, Json] = {name: digest_bytes(data) for name, data in self.evidence.items()}
            found[NAMES] = canonical_bytes(names)
            for name, data in self.evidence.items():
                found[EVIDENCE + str(names[name]).removeprefix("sha256:")] = data
        return found


def _said_json(said: Said) -> dict[str, Json]:
    return {"digest": said.digest, "line": said.line, "note": said.note, "word": said.word}


def read_content(files: Mapping[str, Data], vocabulary: Vocabulary, file: str = "") -> Content:
    """The inside of a verified bundle.

    Raises InputError ``bundle.part`` for a file that is not what its name says or has no place in a bundle, for two
    lines under one id, and the usual problems of documents.
    """
    evidence = {name: data for name, data in files.items() if name.startswith(EVIDENCE)}
    known = {DOCUMENTS, LINES, ANSWERS, NAMES, *evidence}
    strange = sorted(set(files) - known)
    if strange:
        raise _wrong(strange[0], file)
    lines = tuple(_line(entry, file) for entry in _entries(files, LINES, file))
    if len({line.id for line in lines}) != len(lines):
        raise _wrong(LINES, file)
    documents: Sequence[Document] = ()
    if DOCUMENTS in files:
        documents = read_text(bytes(files[DOCUMENTS]), vocabulary, None, f"{file}:{DOCUMENTS}")
    return Content(
        tuple(documents),
        lines,
        tuple(_said(entry, file) for entry in _entries(files, ANSWERS, file)),
        _evidence(files, evidence, file),
    )


def _wrong(name: str, file: str) -> InputError:
    return InputError(Problem.at("bundle.part", {"name": name}, file=file))


def _entries(files: Mapping[str, Data], name: str, file: str) -> list[dict[str, Json]]:
    if name not in files:
        return []
    value = load(bytes(files[name]), f"{file}:{name}").data
    if not isinstance(value, list):
        raise _wrong(name, file)
    entries = [entry for entry in value if isinstance(entry, dict)]
    if len(entries) != len(value):
        raise _wrong(name, file)
    return entries


def _line(entry: dict[str, Json], file: str) -> Line:
    content, basis = entry.get("content"), entry.get("basis")
    kind = next((kind for kind in KINDS if kind == entry.get("kind")), None)
    if kind is None or not isinstance(content, dict) or not isinstance(basis, dict):
        raise _wrong(LINES, file)
    line = Line(str(entry.get("id")), kind, content, {name: str(value) for name, value in basis.items()})
    if line.json() != entry:
        raise _wrong(LINES, file)
    return line


def _said(entry: dict[str, Json], file: str) -> Said:
    word = next((word for word in WORDS if word == entry.get("word")), None)
    if word is None:
        raise _wrong(ANSWERS, file)
    said = Said(str(entry.get("line")), str(entry.get("digest")), word, str(entry.get("note")))
    if _said_json(said) != entry:
        raise _wrong(ANSWERS, file)
    return said


def _evidence(files: Mapping[str, Data], evidence: Mapping[str, Data], file: str) -> dict[str, Data]:
    """Evidence by the name its sender gave it; a name with folders in it, or a wrong hash, is refused."""
    names = load(bytes(files[NAMES]), f"{file}:{NAMES}").data if NAMES in files else {}
    if not isinstance(names, dict):
        raise _wrong(NAMES, file)
    found: dict[str, Data] = {}
    for name, digest in names.items():
        data = evidence.get(EVIDENCE + str(digest).removeprefix("sha256:"))
        if data is None or digest_bytes(data) != digest or "/" in name or not is_safe(name):
            raise _wrong(NAMES, file)
        found[name] = data
    if len({str(digest) for digest in names.values()}) != len(evidence):
        raise _wrong(NAMES, file)
    return found


def answers_from(content: Content, party: str, binds: bool, sequence: int, bundle: str, on: str) -> list[Answer]:
    """Every word of a bundle: what it says of lines, and that it accepts the lines it offers itself."""
    said = [*content.said, *(Said(line.id, line.digest, "accept") for line in content.lines)]
    return [Answer(s.line, s.digest, party, binds, s.word, sequence, bundle, on, s.note) for s in said]
