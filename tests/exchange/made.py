"""Small editions and OSCAL documents made for tests, with every corner that a format could lose."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import orjson

from anzenkarte.catalogue.model import Chapter, Edition, Item, Source
from anzenkarte.formats.values import Json
from anzenkarte.kernel.citations import Citation
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Text

Body = dict[str, Json]


def both(word: str) -> Text:
    """A text in two languages."""
    return Text(f"{word}の文", f"text of {word}")


SOURCES = {
    "S1": Source("S1", both("出典"), "https://example.com/a?b=1#c", both("注")),
    "鍵2": Source("鍵2", Text('"引用" で始まる', '"Quoted" first'), "棚の三段目"),
}


def cited(key: str = "S1") -> Citation:
    """A citation of one of the sources."""
    return Citation(key, SOURCES[key].title, both("頁"), SOURCES[key].address)


def item(number: str, part: str, chapter: str, tail: str, **more: object) -> Item:
    """An item with whatever is out of the ordinary."""
    values: dict[str, object] = {
        "id": f"made-1/{part}/{tail}",
        "edition": "made-1",
        "number": number,
        "part": part,
        "chapter": chapter,
        "title": Text(f"題 {tail}", f"title {tail}"),
        "summary": Text("一行目\n二行目 *強調*", "=SUM(A1)"),
        "addressee": "vendor_supplies",
        "confidence": "partial",
        "read_in": both("原文"),
        "citation": cited(),
    }
    return Item(**{**values, **more})  # type: ignore[arg-type] # values of a test


EDITION = Edition(
    id="made-1",
    guideline="made",
    edition="1.0-x",
    kind="checklist",
    binds="both",
    title=both("版"),
    publisher=both("省"),
    published="2024-05",
    in_force=(When.parse("2024-05"), None),
    supersedes="made-0",
    confidence="partial",
    read_in=both("版"),
    citation=cited("鍵2"),
    parts=(("empty", both("空の編")), ("first", both("前編")), ("second", both("後編"))),
    chapters=(
        Chapter("first", "1", both("章一"), "seen", "complete"),
        Chapter("first", "2", both("章二"), "recalled", "missing", both("不足")),
        Chapter("second", "1", both("章三"), "missing", "partial", both("一部")),
    ),
    item_count=4,
    folder="",
    scope_fact="service.made",
    scope_values=("in", "部分"),
    always=True,
    sources=SOURCES,
)
ITEMS = (
    item("1①", "first", "1", "1/1", confidence="seen", addressee="vendor"),
    item("", "first", "1", "1/~no-number", carried_from="draft", confidence="recalled"),
    item("5", "second", "1", "1/5", applies=("Ⅰ", "b c"), aliases=("made-1/old/5", "made-0/5")),
    item(
        '"9"',
        "second",
        "1",
        "1/9_b",
        citation=cited("鍵2"),
        extra={"list": [1, None, True, {"ja": "甲", "en": "a"}], "空": "", "z": "最後"},
    ),
)


def control(name: str, *children: Body, **more: Json) -> Body:
    """A control with a statement, a parameter and a property."""
    body: Body = {
        "id": name,
        "title": f"Title of {name}",
        "params": [{"id": f"{name}_p", "label": "a value", "props": [{"name": "kind", "value": "old"}]}],
        "props": [{"name": "label", "value": name.upper()}],
        "parts": [
            {
                "id": f"{name}_smt",
                "name": "statement",
                "prose": f"Do {{{{ insert: param, {name}_p }}}}.",
                "parts": [
                    {"id": f"{name}_smt.a", "name": "item", "prose": "First."},
                    {"id": f"{name}_smt.b", "name": "item", "prose": "Second."},
                ],
            },
            {"id": f"{name}_gdn", "name": "guidance", "prose": "See elsewhere."},
        ],
        **more,
    }
    if children:
        body["controls"] = [*children]
    return body


def metadata(title: str) -> Body:
    """The least metadata there may be."""
    return {"title": title, "last-modified": "2024-01-01T00:00:00Z", "version": "1", "oscal-version": "1.2.1"}


def catalogue(number: int = 1, *, groups: Sequence[Json] | None = None) -> Body:
    """A catalogue of two groups: ``ac`` with ac-1, ac-2 (ac-2.1, ac-2.2), ac-10; ``au`` with au-1, au-2."""
    made: list[Json] = [
        {
            "id": "ac",
            "class": "family",
            "title": "Access",
            "controls": [
                control("ac-1"),
                control("ac-2", control("ac-2.1"), control("ac-2.2")),
                control("ac-10", links=[{"href": f"#{uuid(90 + number)}", "rel": "reference"}]),
            ],
        },
        {"id": "au", "class": "family", "title": "Audit", "controls": [control("au-1"), control("au-2")]},
    ]
    resources: list[Json] = [
        {"uuid": uuid(90 + number), "title": "used"},
        {"uuid": uuid(70 + number), "title": "unused"},
    ]
    return {
        "catalog": {
            "uuid": uuid(number),
            "metadata": metadata(f"Catalogue {number}"),
            "params": [{"id": f"loose-{number}", "label": "loose"}],
            "groups": [*groups] if groups is not None else made,
            "back-matter": {"resources": resources},
        }
    }


def uuid(number: int) -> str:
    """A UUID of version 4 that tells its number."""
    return f"00000000-0000-4000-8000-{number:012d}"


def profile(number: int, imports: Sequence[Json], **more: Json) -> Body:
    """A profile with these imports, and merge or modify as given."""
    return {"profile": {"uuid": uuid(number), "metadata": metadata(f"Profile {number}"), "imports": [*imports], **more}}


def taking(href: str, *ids: str, **more: Json) -> Body:
    """An import of these controls, or of all."""
    chosen: Body = {"include-controls": [{"with-ids": [*ids]}]} if ids else {"include-all": {}}
    return {"href": href, **chosen, **more}


def put(folder: Path, name: str, document: Body) -> Path:
    """Write a document beside others."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(document))
    return path
