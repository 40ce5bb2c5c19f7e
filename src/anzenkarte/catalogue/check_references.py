"""Whether everything that is pointed at is there: items, editions, sources, acts and situations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.folders import CROSSWALK, DUTIES, ITEMS, MESSAGES, RULES, SCHEME, SCOPE, VOCABULARY
from anzenkarte.catalogue.gather import Gathered
from anzenkarte.formats.values import Json, Path
from anzenkarte.kernel.errors import Problem

ENGINES: Final = (
    "applicability",
    "demarcation",
    "jurisdiction",
    "certification",
    "conformity",
    "risk",
    "inspection",
    "procurement",
    "readiness",
    "duties",
    "advisory",
)
_NO_REFERENCES: Final = (VOCABULARY, MESSAGES)
_OWN_IDS: Final = ("id", "aliases")


@dataclass(frozen=True)
class _Known:
    """Ids that may be pointed at."""

    editions: frozenset[str]
    items: frozenset[str]  # with their old ids
    lines: frozenset[str]  # ids of any other line of a catalogue
    sources: frozenset[str]  # keys of sources of any edition

    def resolves(self, cite: str, own_sources: Mapping[str, object]) -> bool:
        """Whether a cite is an item, an edition, a line, or ``KEY:place`` with a source that is there."""
        if cite in self.items or cite in self.editions or cite in self.lines:
            return True
        key, colon, place = cite.partition(":")
        return bool(colon) and bool(place.strip()) and (key in own_sources or key in self.sources)


def check_references(gathered: Gathered, also: Gathered) -> list[Problem]:
    """Everything that points at nothing, neither here nor in ``also``."""
    known = _known(gathered, also)
    problems: list[Problem] = []
    for file in gathered.of_schema(RULES):
        own = gathered.editions[file.edition].sources if file.edition in gathered.editions else {}
        for entry in Entry(file.marked, (), problems).entries("rules"):
            item = entry.data.get("item")
            if isinstance(item, str) and item and item not in known.items:
                entry.wrong("catalogue.dangling-item", ("item",), item=item)
            engine = entry.data.get("engine", "conformity")
            if engine not in ENGINES:
                entry.wrong("catalogue.unknown-word", ("engine",), key="engine", value=str(engine), allowed=ENGINES)
            if not item and not entry.data.get("cites"):
                entry.wrong("catalogue.cites-nothing", ())
            _cites(entry, known, own)
    _check_duties(gathered, known, problems)
    _check_scopes(gathered, known, problems)
    for file in gathered.of_schema(SCHEME):
        for entry in Entry(file.marked, (), problems).entries("supports"):
            item = str(entry.data.get("item", ""))
            if item and item not in known.items:
                entry.wrong("catalogue.dangling-item", ("item",), item=item)
    problems.extend(_mentions(gathered, known))
    return problems


def _known(*catalogues: Gathered) -> _Known:
    items = [item for one in catalogues for listed in one.items.values() for item in listed]
    lines = {line for one in catalogues for file in one.files for line in _ids(file.marked.data)}
    return _Known(
        frozenset(name for one in catalogues for name in one.editions),
        frozenset(item.id for item in items) | {alias for item in items for alias in item.aliases},
        frozenset(lines),
        frozenset(key for one in catalogues for edition in one.editions.values() for key in edition.sources),
    )


def _ids(data: Json) -> Iterator[str]:
    """Every text under a key ``id``."""
    waiting: list[Json] = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            name = value.get("id")
            if isinstance(name, str):
                yield name
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)


def _cites(entry: Entry, known: _Known, own: Mapping[str, object]) -> None:
    for index, cite in enumerate(entry.strings("cites")):
        if not known.resolves(cite, own):
            entry.wrong("catalogue.dangling-cite", ("cites", index), cite=cite)


def _check_duties(gathered: Gathered, known: _Known, problems: list[Problem]) -> None:
    headers = [Entry(file.marked, (), problems) for file in gathered.of_schema(DUTIES)]
    texts: dict[str, set[str]] = {"acts": set(), "situations": set()}
    for header in headers:
        for key, names in texts.items():
            names.update(header.mapping(key))
    for header in headers:
        own = header.mapping("sources")
        for entry in header.entries("duties"):
            _cites(entry, known, own)
            if not entry.data.get("cites"):
                entry.wrong("catalogue.cites-nothing", ())
            for situation, acts in entry.mapping("acts").items():
                if situation not in texts["situations"]:
                    entry.wrong("catalogue.unknown-situation", ("acts", situation), situation=situation)
                for index, act in enumerate(acts if isinstance(acts, list) else []):
                    if act not in texts["acts"]:
                        entry.wrong("catalogue.unknown-act", ("acts", situation, index), act=str(act))


def _check_scopes(gathered: Gathered, known: _Known, problems: list[Problem]) -> None:
    for file in gathered.of_schema(SCOPE):
        header = Entry(file.marked, (), problems)
        own = header.mapping("sources")
        for index, edition in enumerate(header.strings("editions")):
            if edition not in known.editions:
                header.wrong("catalogue.unknown-edition", ("editions", index), edition=edition)
        for entry in header.entries("questions"):
            _cites(entry, known, own)
            if not entry.data.get("cites"):
                entry.wrong("catalogue.cites-nothing", ())


def _mentions(gathered: Gathered, known: _Known) -> Iterator[Problem]:
    """Ids of items anywhere else: a text that begins with a known edition and a slash must be an id there is."""
    prefixes = {edition + "/" for edition in known.editions}
    for file in gathered.files:
        if file.schema in _NO_REFERENCES:
            continue
        for path, text in _texts(file.marked.data):
            head, slash, _ = text.partition("/")
            if f"{head}{slash}" not in prefixes or any(char.isspace() for char in text):
                continue
            if path[-1] in _OWN_IDS or _checked_elsewhere(file.schema, path):
                continue
            if text not in known.items and text not in known.lines:
                line = file.marked.line_of(path)
                shown = "/".join(str(part) for part in path)
                yield Problem.at("catalogue.dangling-item", {"item": text}, file=file.state.name, line=line, path=shown)


def _checked_elsewhere(schema: str, path: Path) -> bool:
    if len(path) > 1 and path[-2] == "aliases":
        return True
    if schema in (RULES, DUTIES, SCOPE):
        return "cites" in path or path[-1] == "item"
    if schema == CROSSWALK:
        return path[-1] in ("from", "to")
    return (schema == SCHEME and path[-1] == "item") or (schema == ITEMS and path[-1] == "carried_from")


def _texts(data: Json) -> Iterator[tuple[Path, str]]:
    waiting: list[tuple[Path, Json]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and path:
            yield path, value
        for key, part in _parts(value):
            waiting.append(((*path, key), part))


def _parts(value: Json) -> Sequence[tuple[str | int, Json]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []
