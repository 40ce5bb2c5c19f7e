"""Two small editions of one guideline, another guideline, and crosswalks between them, as files for tests."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from tests.catalogue.small import VOCABULARY_COMPONENT, VOCABULARY_PARTY, write

JsonMap = Mapping[str, object]
CITATION = {"source": "S1", "place": {"ja": "1頁", "en": "p. 1"}}
SOURCES = {"S1": {"title": {"ja": "本文", "en": "Text"}}}
READ = {"ja": "本文", "en": "the text"}


def both(text: str) -> dict[str, str]:
    """The same text in both languages."""
    return {"ja": text, "en": text}


def item(id: str, summary: str = "", /, **more: object) -> JsonMap:
    """An item of the only chapter, read in its own edition unless ``more`` says otherwise."""
    number = id.rpartition("/")[2]
    return {
        "id": id,
        "number": number,
        "chapter": "1",
        "title": both(f"項目{number}"),
        "summary": both(summary or f"要旨{number}"),
        "addressee": "vendor",
        "confidence": "seen",
        "read_in": READ,
        "citation": CITATION,
        **more,
    }


def line(start: str, end: str | None, relation: str, strength: int = 4, confidence: str = "seen") -> JsonMap:
    """A line of a crosswalk; an empty end means that nothing there corresponds."""
    rationale = {"rationale": both("理由"), "citation": CITATION}
    return {
        "from": start, "to": end, "relation": relation, "strength": strength, "confidence": confidence, **rationale
    }  # fmt: skip


def _header(id: str, guideline: str, supersedes: str | None) -> JsonMap:
    return {
        "schema": "anzenkarte/edition/1", "id": id, "guideline": guideline, "edition": id.rpartition("-")[2],
        "kind": "guideline", "binds": "vendor", "title": both(id), "publisher": both("省"), "published": "2020-01-01",
        "in_force": {"from": "2020-01-01" if supersedes is None else "2022-01-01",
                     "until": "2022-01-01" if supersedes is None else None},
        "supersedes": supersedes, "confidence": "seen", "read_in": READ, "citation": CITATION, "sources": SOURCES,
        "parts": [{"id": "main", "title": both("本編")}, {"id": "added", "title": both("追加編")}],
    }  # fmt: skip


def _items(edition: str, part: str, items: Sequence[JsonMap], coverage: str) -> JsonMap:
    chapter = {"number": "1", "title": both("章"), "title_confidence": "seen", "coverage": coverage}
    note = {"coverage_note": both("一部未読")} if coverage == "partial" else {}
    return {
        "schema": "anzenkarte/items/1", "edition": edition, "part": part, "chapters": [{**chapter, **note}],
        "items": list(items),
    }  # fmt: skip


@dataclass
class Pair:
    """``gl-1`` and ``gl-2``, and ``other-1`` of another guideline; fields are what differs from test to test."""

    old: Sequence[JsonMap] = ()
    new: Sequence[JsonMap] = ()
    added: Sequence[JsonMap] = ()  # items of a part only the new edition has
    lines: Sequence[JsonMap] = ()
    back: Sequence[JsonMap] = ()  # lines from the new to the old edition
    old_coverage: str = "partial"
    new_coverage: str = "partial"
    crosswalk_coverage: str = "partial"
    changes: Sequence[JsonMap] = ()
    extra: Mapping[str, JsonMap] = field(default_factory=dict)

    def files(self) -> dict[str, str]:
        """The files of the catalogue, by name."""
        data: dict[str, JsonMap] = {
            "gl/1/edition.yaml": _header("gl-1", "gl", None),
            "gl/1/main.yaml": _items("gl-1", "main", self.old, self.old_coverage),
            "gl/2/edition.yaml": _header("gl-2", "gl", "gl-1"),
            "gl/2/main.yaml": _items("gl-2", "main", self.new, self.new_coverage),
            "other/edition.yaml": _header("other-1", "other", None),
            **self.extra,
        }
        if self.added:
            data["gl/2/added.yaml"] = _items("gl-2", "added", self.added, "partial")
        if self.lines:
            data["crosswalks/a.yaml"] = self._crosswalk("a", "gl-1", "gl-2", self.lines)
        if self.back:
            data["crosswalks/b.yaml"] = self._crosswalk("b", "gl-2", "gl-1", self.back)
        if self.changes:
            data["gl/2/changes.yaml"] = {
                "schema": "anzenkarte/changes/1", "edition": "gl-2", "from": "gl-1", "lines": list(self.changes)
            }  # fmt: skip
        texts = {name: _yaml(part) for name, part in data.items()}
        return {"v/component.yaml": VOCABULARY_COMPONENT, "v/party.yaml": VOCABULARY_PARTY, **texts}

    def _crosswalk(self, id: str, start: str, end: str, lines: Sequence[JsonMap]) -> JsonMap:
        return {
            "schema": "anzenkarte/crosswalk/1", "id": id, "from": start, "to": end, "author": both("当方"),
            "kind": "ours", "published": "2022-01-01", "confidence": "seen", "read_in": READ, "citation": CITATION,
            "sources": SOURCES, "coverage": self.crosswalk_coverage, "coverage_note": both("注"), "lines": list(lines),
        }  # fmt: skip

    def catalogue(self, folder: Path) -> Catalogue:
        """The catalogue, read from files written below a folder."""
        return read_catalogue([write(folder, self.files())])


def _yaml(data: JsonMap) -> str:
    """JSON is YAML; the schema stands on a line of its own, as the catalogue looks for it."""
    rest = {key: value for key, value in data.items() if key != "schema"}
    body = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in rest.items())
    return f"schema: {data['schema']}\n{body}"
