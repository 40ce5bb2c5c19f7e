"""Reads one entry of a catalogue file: typed values out, every fault noted with file, line and path."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from anzenkarte.catalogue.model import EMPTY, Source
from anzenkarte.formats.values import Json, Marked, Path, path_text
from anzenkarte.kernel.citations import CONFIDENCES, Citation
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

LINE_CONFIDENCES: Final = tuple(word for word in CONFIDENCES if word != "missing")


class Entry:
    """A mapping inside a catalogue file.

    Every reader method returns a value of its type even when the file is wrong, so that one pass finds all faults;
    ``problems`` is shared by all entries of a reading.
    """

    def __init__(self, marked: Marked, path: Path, problems: list[Problem], data: Json = None) -> None:
        self.marked = marked
        self.path = path
        self.problems = problems
        source = marked.data if not path else data
        self.data: Mapping[str, Json] = source if isinstance(source, dict) else {}
        if not isinstance(source, dict):
            self.wrong("catalogue.not-a-mapping", (), key=str(path[-1]) if path else self.marked.file)

    @property
    def line(self) -> int:
        """The line the entry begins on; 0 when it comes from the compiled catalogue."""
        return self.marked.line_of(self.path)

    def wrong(self, code: str, below: Path, **params: object) -> None:
        """Note a fault at a place below this entry; the entry's id, where it has one, is added."""
        path = (*self.path, *below)
        name = self.data.get("id")
        named = {"id": str(name)} if isinstance(name, str) and name else {}
        self.problems.append(
            Problem.at(
                code, {**named, **params}, file=self.marked.file, line=self.marked.line_of(path), path=path_text(path)
            )
        )

    def only(self, keys: Iterable[str]) -> None:
        """Refuse keys that are not listed; ``x-…`` keys always pass."""
        allowed = frozenset(keys)
        for key in self.data:
            if key not in allowed and not key.startswith("x-"):
                self.wrong("catalogue.unknown-key", (key,), key=key, allowed=sorted(allowed))

    def string(self, key: str, *, required: bool = True) -> str:
        """A text value; empty when absent or null."""
        value = self.data.get(key)
        if isinstance(value, str):
            if required and not value:
                self.wrong("catalogue.missing-key", (key,), key=key)
            return value
        if value is not None:
            self.wrong("catalogue.not-text", (key,), key=key)
        elif required:
            self.wrong("catalogue.missing-key", (), key=key)
        return ""

    def word(self, key: str, allowed: Iterable[str], *, required: bool = True, default: str = "") -> str:
        """One of a closed list of words."""
        value = self.string(key, required=required)
        words = tuple(allowed)
        if value and value not in words:
            self.wrong("catalogue.unknown-word", (key,), key=key, value=value, allowed=words)
            return default
        return value or default

    def flag(self, key: str) -> bool:
        """A yes or no; no when absent."""
        value = self.data.get(key, False)
        if not isinstance(value, bool):
            self.wrong("catalogue.not-bool", (key,), key=key)
        return value is True

    def text(self, key: str, *, required: bool = True) -> Text:
        """A bilingual text: both languages, neither empty."""
        value = self.data.get(key)
        if value is None:
            if required:
                self.wrong("catalogue.missing-key", (), key=key)
            return EMPTY
        return self.bilingual(value, (key,))

    def bilingual(self, value: Json, below: Path) -> Text:
        """A bilingual text that was found below this entry; further keys beside ja and en are the caller's affair."""
        if isinstance(value, dict):
            ja, en = value.get("ja"), value.get("en")
            if isinstance(ja, str) and isinstance(en, str) and ja.strip() and en.strip():
                return Text(ja, en)
        self.wrong("catalogue.both-languages", below, key=str(below[-1]) if below else "")
        return EMPTY

    def texts(self, key: str) -> dict[str, Text]:
        """A mapping of bilingual texts by key."""
        value = self.data.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong("catalogue.not-a-mapping", (key,), key=key)
            return {}
        return {name: self.bilingual(text, (key, name)) for name, text in value.items()}

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty when absent."""
        value = self.data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            self.wrong("catalogue.not-text-list", (key,), key=key)
            return ()
        return tuple(str(part) for part in value)

    def entries(self, key: str) -> Iterator[Entry]:
        """The entries of a list of mappings; nothing when absent."""
        value = self.data.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.wrong("catalogue.not-a-list", (key,), key=key)
            return
        for index, part in enumerate(value):
            yield Entry(self.marked, (*self.path, key, index), self.problems, part)

    def named(self, key: str) -> Iterator[tuple[str, Entry]]:
        """The entries of a mapping of mappings; nothing when absent."""
        value = self.data.get(key)
        if value is None:
            return
        if not isinstance(value, dict):
            self.wrong("catalogue.not-a-mapping", (key,), key=key)
            return
        for name, part in value.items():
            yield name, Entry(self.marked, (*self.path, key, name), self.problems, part)

    def mappings(self, key: str) -> tuple[Mapping[str, Json], ...]:
        """A list of mappings kept as written."""
        return tuple(entry.data for entry in self.entries(key))

    def mapping(self, key: str) -> Mapping[str, Json]:
        """A mapping kept as written; empty when absent."""
        value = self.data.get(key)
        if value is not None and not isinstance(value, dict):
            self.wrong("catalogue.not-a-mapping", (key,), key=key)
        return value if isinstance(value, dict) else {}

    def day(self, key: str) -> When | None:
        """A date as ISO text; None when absent or null."""
        value = self.data.get(key)
        if value is None:
            return None
        try:
            return When.parse(str(value))
        except InputError as error:
            self.wrong(error.problems[0].code, (key,), **dict(error.problems[0].params))
            return None

    def confidence(self) -> str:
        """How sure the line is: seen, partial or recalled."""
        return self.word("confidence", LINE_CONFIDENCES, default="recalled")

    def citation(self, sources: Mapping[str, Source]) -> Citation:
        """``{source, place}``, the source by its key among ``sources``."""
        value = self.data.get("citation")
        if value is None:
            self.wrong("catalogue.no-citation", ())
            return Citation("", EMPTY, EMPTY)
        inner = Entry(self.marked, (*self.path, "citation"), self.problems, value)
        key, place = inner.string("source"), inner.text("place")
        source = sources.get(key)
        if source is None:
            if key:
                self.wrong("catalogue.unknown-source", ("citation", "source"), source=key, known=sorted(sources))
            return Citation(key, Text.of(key), place)
        return Citation(key, source.title, place, source.address)

    def sources(self) -> dict[str, Source]:
        """The sources this file declares under ``sources``."""
        found: dict[str, Source] = {}
        for key, entry in self.named("sources"):
            entry.only(("title", "address", "note"))
            found[key] = Source(
                key,
                entry.text("title"),
                entry.string("address", required=False),
                entry.text("note", required=False),
            )
        return found
