"""What a page says in which language: its texts and labels as a screen reader is told them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

JAPANESE = re.compile(r"[\u3001-\u3002\u3005-\u3011\u3041-\u30ff\u3400-\u9fff\uff01-\uff1e\uff21-\uff9f]+")
"""Runs of kana, kanji and the marks that go with them; not ？, which is drawn as a sign in both languages."""
_VOID = frozenset({"meta", "link", "input", "br", "img", "hr", "wbr", "source"})
_SAID = frozenset({"aria-label", "alt", "title", "placeholder", "data-label", "value"})


@dataclass(frozen=True)
class Said:
    """A text of a page, the element around it (or element@attribute), and the language it is said to be in."""

    where: str
    text: str
    lang: str

    @property
    def label(self) -> bool:
        """Whether it is an attribute of an element that holds others, whose language cannot be said by itself."""
        return "@" in self.where and self.where != "input@value"


class _Reader(HTMLParser):
    def __init__(self, lang: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", lang)]
        self.found: list[Said] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        lang = given.get("lang") or self.open[-1][1]
        switch = given.get("name") == "language"
        hidden = given.get("type") == "hidden"
        for name, value in attrs:
            if name in _SAID and value and not (name == "value" and (hidden or tag != "input")):
                self.found.append(Said(f"{tag}@{name}", value, lang))
        if tag not in _VOID:
            self.open.append(("switch" if switch else tag, lang))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID and len(self.open) > 1:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if data.strip() and "script" not in tags and "switch" not in tags:
            self.found.append(Said(tags[-1], data.strip(), self.open[-1][1]))


def said_on(page: str, lang: str) -> list[Said]:
    """Every text of a page, but the button that changes the language."""
    reader = _Reader(lang)
    reader.feed(page)
    return reader.found


def one_language(value: object) -> Iterator[str]:
    """The texts of a document that stand in one language: whatever is not ``{ja, en}``."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        if set(value) != {"ja", "en"}:
            for one in value.values():
                yield from one_language(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from one_language(one)


def japanese_alone(value: object) -> object:
    """A document's content as somebody writes it who writes Japanese alone."""
    if isinstance(value, dict):
        return value["ja"] if set(value) == {"ja", "en"} else {key: japanese_alone(one) for key, one in value.items()}
    return [japanese_alone(one) for one in value] if isinstance(value, list) else value
