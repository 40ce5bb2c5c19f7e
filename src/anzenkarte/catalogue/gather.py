"""Reads all files of the catalogues once, checks what makes them unusable, and lays them out for quick opening.

The layout is plain JSON: an index (vocabulary, headers of editions, aliases) and shelves that are read when asked for:
one per edition with its items and rules, one for crosswalks, one for messages, one for everything else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, cast

from anzenkarte.catalogue.crosswalks.read import read_crosswalk
from anzenkarte.catalogue.editions.read import CHANGES, DEADLINES, read_changes, read_deadlines
from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.folders import (
    CROSSWALK,
    DUTIES,
    EDITION,
    ITEMS,
    LAW,
    MESSAGES,
    RULES,
    SCHEME,
    SCOPE,
    VOCABULARY,
    FileState,
    Root,
    is_document,
    list_files,
    schema_of,
)
from anzenkarte.catalogue.forms.read import FORM, read_form
from anzenkarte.catalogue.losses.read import LOSSES, read_losses
from anzenkarte.catalogue.messages import read_messages
from anzenkarte.catalogue.model import Edition, Item, Rule
from anzenkarte.catalogue.needs.read import NEEDS, read_needs
from anzenkarte.catalogue.read_editions import read_edition, read_items
from anzenkarte.catalogue.read_laws import read_law, read_scheme
from anzenkarte.catalogue.read_rules import read_duties, read_rules
from anzenkarte.catalogue.read_scopes import read_scope
from anzenkarte.catalogue.threats.read import SCALES, THREATS, read_scales, read_threats
from anzenkarte.catalogue.vocabulary import build_vocabulary
from anzenkarte.formats.canonical import digest
from anzenkarte.formats.plain_text import read_bytes
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import AnzenError, CatalogueError, Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

EXTRAS: Final = "extras"
MESSAGE_SHELF: Final = "messages"
CROSSWALK_SHELF: Final = "crosswalks"
EMPTY_VOCABULARY: Final = Vocabulary({}, {}, {}, "")


def edition_shelf(edition: str) -> str:
    """The name of the shelf that holds an edition's items and rules."""
    return f"edition:{edition}"


@dataclass
class SourceFile:
    """A file that was read: its schema, what is in it, and the SHA-256 of its bytes."""

    state: FileState
    schema: str
    marked: Marked
    sha256: str

    @property
    def edition(self) -> str:
        """The edition an items or rules file says it belongs to."""
        data = self.marked.data
        return str(data.get("edition", "")) if isinstance(data, dict) else ""

    @property
    def part(self) -> str:
        """The part of the edition an items file holds; empty when it has no parts."""
        data = self.marked.data
        return str(data.get("part", "")) if isinstance(data, dict) else ""


@dataclass
class Gathered:
    """Everything read from source: files, values, and the faults found on the way."""

    files: list[SourceFile] = field(default_factory=list)
    states: list[FileState] = field(default_factory=list)  # of every file looked at, as it was before it was read
    hashes: dict[str, str] = field(default_factory=dict)  # SHA-256 of every file looked at
    problems: list[Problem] = field(default_factory=list)
    # A faulty sentence fails the check but keeps nobody from verdicts: the code then shows itself.
    message_problems: list[Problem] = field(default_factory=list)
    vocabulary: Vocabulary = EMPTY_VOCABULARY
    editions: dict[str, Edition] = field(default_factory=dict)
    headers: dict[str, SourceFile] = field(default_factory=dict)
    items: dict[str, list[Item]] = field(default_factory=dict)
    rules: dict[str, list[Rule]] = field(default_factory=dict)
    messages: dict[str, Text] = field(default_factory=dict)

    def of_schema(self, schema: str) -> list[SourceFile]:
        """The files of one schema, in order of name."""
        return [file for file in self.files if file.schema == schema]

    def items_files(self, edition: str) -> list[SourceFile]:
        """An edition's items files in printed order: as its parts are listed, then by name."""
        header = self.headers[edition].marked.data
        listed = header.get("parts") if isinstance(header, dict) else None
        parts = [str(part.get("id")) for part in listed if isinstance(part, dict)] if isinstance(listed, list) else []
        order = {part: index for index, part in enumerate(parts)}
        found = [file for file in self.of_schema(ITEMS) if file.edition == edition]
        return sorted(found, key=lambda file: (order.get(file.part, len(order)), file.state.name))


def gather(roots: Iterable[Root]) -> Gathered:
    """Read every catalogue file below the roots; faults are collected, nothing is raised for them."""
    gathered = Gathered()
    gathered.states = list_files(roots)
    for state in gathered.states:
        _take(gathered, state)
    _read_vocabulary(gathered)
    _read_editions(gathered)
    _read_contents(gathered)
    _read_other(gathered)
    return gathered


def _take(gathered: Gathered, state: FileState) -> None:
    schema = ""
    try:
        data = read_bytes(state.path, state.name)
        gathered.hashes[state.name] = hashlib.sha256(data).hexdigest()
        schema = schema_of(state.name, data)
        if is_document(schema):
            return
        if not schema:
            gathered.problems.append(Problem.at("catalogue.no-schema", file=state.name, line=1))
            return
        marked = load_one(data, state.name)
    except AnzenError as error:
        faults = gathered.message_problems if schema == MESSAGES else gathered.problems
        faults.extend(error.problems)
        return
    gathered.files.append(SourceFile(state, schema, marked, gathered.hashes[state.name]))


def _read_vocabulary(gathered: Gathered) -> None:
    try:
        gathered.vocabulary = build_vocabulary([file.marked for file in gathered.of_schema(VOCABULARY)])
    except CatalogueError as error:
        gathered.problems.extend(error.problems)


def _read_editions(gathered: Gathered) -> None:
    for file in gathered.of_schema(EDITION):
        entry = Entry(file.marked, (), gathered.problems)
        name = entry.string("id")
        first = gathered.headers.get(name)
        if first is not None:
            entry.wrong("catalogue.duplicate-id", ("id",), file=first.state.name, first=1)
            continue
        if not name:
            continue
        gathered.headers[name] = file
        marked = [part.marked for part in gathered.items_files(name)]
        gathered.editions[name] = read_edition(file.marked, marked, sum(map(_count, marked)), gathered.problems)


def _count(marked: Marked) -> int:
    items = marked.data.get("items") if isinstance(marked.data, dict) else None
    return len(items) if isinstance(items, list) else 0


def _read_contents(gathered: Gathered) -> None:
    for schema in (ITEMS, RULES):
        for file in gathered.of_schema(schema):
            if file.edition not in gathered.editions:
                entry = Entry(file.marked, (), gathered.problems)
                entry.wrong("catalogue.unknown-edition", ("edition",), edition=file.edition)
    first_items: dict[str, tuple[str, int]] = {}
    first_rules: dict[str, tuple[str, int]] = {}
    for name, edition in gathered.editions.items():
        gathered.items[name] = []
        for file in gathered.items_files(name):
            items = read_items(file.marked, edition.sources, gathered.problems)
            _unique(file.marked, "items", [item.id for item in items], first_items, gathered.problems)
            gathered.items[name].extend(items)
        gathered.rules[name] = []
        for file in gathered.of_schema(RULES):
            if file.edition == name:
                rules = read_rules(file.marked, gathered.vocabulary, gathered.problems)
                _unique(file.marked, "rules", [rule.id for rule in rules], first_rules, gathered.problems)
                gathered.rules[name].extend(rules)


def _unique(
    marked: Marked, key: str, ids: Sequence[str], first: dict[str, tuple[str, int]], problems: list[Problem]
) -> None:
    for index, name in enumerate(ids):
        line = marked.line_of((key, index))
        if name in first:
            file, earlier = first[name]
            params = {"id": name, "file": file, "first": earlier}
            problems.append(
                Problem.at("catalogue.duplicate-id", params, file=marked.file, line=line, path=f"{key}/{index}")
            )
        elif name:
            first[name] = (marked.file, line)


def _read_other(gathered: Gathered) -> None:
    problems, vocabulary = gathered.problems, gathered.vocabulary
    for file in gathered.of_schema(DUTIES):
        read_duties(file.marked, vocabulary, problems)
    for file in gathered.of_schema(SCOPE):
        read_scope(file.marked, vocabulary, problems)
    for file in gathered.of_schema(LAW):
        read_law(file.marked, problems)
    for file in gathered.of_schema(SCHEME):
        read_scheme(file.marked, problems)
    for file in gathered.of_schema(CROSSWALK):
        read_crosswalk(file.marked, problems)
    _check_forms(gathered)
    for file in gathered.of_schema(LOSSES):
        read_losses(file.marked, vocabulary, problems)
    _read_needs(gathered)
    _read_about_editions(gathered)
    _read_threats(gathered)
    for schema in (DUTIES, SCOPE, LAW, SCHEME, CROSSWALK, FORM, LOSSES):
        first: dict[str, tuple[str, int]] = {}
        for file in gathered.of_schema(schema):
            if schema == DUTIES:
                duties = [str(entry.data.get("id", "")) for entry in Entry(file.marked, (), []).entries("duties")]
                _unique(file.marked, "duties", duties, first, problems)
            else:
                name = str(file.marked.data.get("id", "")) if isinstance(file.marked.data, dict) else ""
                _unique_file(file.marked, name, first, problems)
    messages = [file.marked for file in gathered.of_schema(MESSAGES)]
    gathered.messages = read_messages(messages, gathered.message_problems)


def _duty_ids(gathered: Gathered) -> set[str]:
    """Every duty by id, as written; what is wrong with one is said where duties are read."""
    entries = (entry for file in gathered.of_schema(DUTIES) for entry in Entry(file.marked, (), []).entries("duties"))
    return {str(entry.data.get("id", "")) for entry in entries}


def _check_forms(gathered: Gathered) -> None:
    """A form's edition, the items whose verdicts answer it, and what its statements are about must be there."""
    read = [(file, read_form(file.marked, gathered.vocabulary, gathered.problems)) for file in gathered.of_schema(FORM)]
    items = {item.id for items in gathered.items.values() for item in items}
    lines = {line.id for _, form in read for line in form.lines}
    duties = _duty_ids(gathered)
    for file, form in read:
        entry = Entry(file.marked, (), gathered.problems)
        if form.lines_from and form.lines_from not in gathered.editions:
            entry.wrong("catalogue.unknown-edition", ("lines_from",), edition=form.lines_from)
        sources = [source for line in form.lines for source in line.sources]
        sources += [source for several in form.answers.values() for source in several]
        judged = {source.item for source in sources if source.kind == "verdict"}
        told = {source.item for source in sources if source.kind == "statement" and source.item}
        for item in sorted(((judged | set(form.answers)) - items) | (told - items - lines)):
            entry.wrong("form.unknown-item", (), item=item)
        for duty in sorted({source.duty for source in sources if source.duty} - duties):
            entry.wrong("form.unknown-duty", (), duty=duty)


def _read_needs(gathered: Gathered) -> None:
    """Needs: each id once among all files, and every item they name must be there."""
    items = {item.id for items in gathered.items.values() for item in items}
    first: dict[str, tuple[str, int]] = {}
    for file in gathered.of_schema(NEEDS):
        found = read_needs(file.marked, gathered.vocabulary, gathered.problems)
        _unique(file.marked, "needs", [need.id for need in found], first, gathered.problems)
        for index, need in enumerate(found):
            for item in sorted(set(need.items) - items):
                place = file.marked.line_of(("needs", index))
                params = {"id": need.id, "item": item}
                gathered.problems.append(
                    Problem.at("catalogue.dangling-item", params, file=file.marked.file, line=place)
                )


def _read_threats(gathered: Gathered) -> None:
    """Threat rules and their scales: each id once among all files."""
    scales = read_scales([file.marked for file in gathered.of_schema(SCALES)], gathered.problems)
    first: dict[str, tuple[str, int]] = {}
    for file in gathered.of_schema(THREATS):
        found = read_threats(file.marked, gathered.vocabulary, scales, gathered.problems)
        _unique(file.marked, "threats", [threat.id for threat in found], first, gathered.problems)


def _read_about_editions(gathered: Gathered) -> None:
    """Deadlines and announced changes: each id once among all files of the schema."""
    problems = gathered.problems
    sources = {name: edition.sources for name, edition in gathered.editions.items()}
    first: dict[str, tuple[str, int]] = {}
    for file in gathered.of_schema(DEADLINES):
        found = read_deadlines(file.marked, gathered.vocabulary, sources, problems)
        _unique(file.marked, "deadlines", [deadline.id for deadline in found], first, problems)
    for file in gathered.of_schema(CHANGES):
        lines = read_changes(file.marked, sources, problems)
        _unique(file.marked, "lines", [change.id for change in lines], first, problems)


def _unique_file(marked: Marked, name: str, first: dict[str, tuple[str, int]], problems: list[Problem]) -> None:
    line = marked.line_of(("id",))
    if name in first:
        params = {"id": name, "file": first[name][0], "first": first[name][1]}
        problems.append(Problem.at("catalogue.duplicate-id", params, file=marked.file, line=line, path="id"))
    elif name:
        first[name] = (marked.file, line)


@dataclass(frozen=True)
class Layout:
    """A catalogue as plain JSON: an index that is always read, and shelves that are read when asked for."""

    index: Mapping[str, Json]
    shelves: Mapping[str, Json]


def lay_out(gathered: Gathered) -> Layout:
    """The gathered catalogue as plain JSON; raises CatalogueError with every fault of anything but sentences."""
    if gathered.problems:
        raise CatalogueError(gathered.problems)
    editions: list[Json] = []
    shelves: dict[str, Json] = {}
    for name in sorted(gathered.editions):
        files = gathered.items_files(name)
        rules = [file for file in gathered.of_schema(RULES) if file.edition == name]
        hashes: dict[str, Json] = {file.state.name: file.sha256 for file in [gathered.headers[name], *files, *rules]}
        editions.append(
            {
                "header": _raw(gathered.headers[name].marked),
                "chapters": [_chapter_stub(file.marked) for file in files],
                "count": sum(_count(file.marked) for file in files),
                "rules": len(gathered.rules[name]),
                "digest": digest(hashes),
            }
        )
        shelves[edition_shelf(name)] = {
            "items": [_raw(file.marked) for file in files],
            "rules": [_raw(file.marked, "rules") for file in rules],
        }
    used: dict[str, Json] = {file.state.name: file.sha256 for file in gathered.files}
    index: dict[str, Json] = {
        "digest": digest(used),
        "vocabulary": [_raw(file.marked) for file in gathered.of_schema(VOCABULARY)],
        "vocabulary_digest": gathered.vocabulary.digest,
        "editions": editions,
        "aliases": _aliases(gathered),
    }
    shelves[EXTRAS] = _extras(gathered)
    shelves[CROSSWALK_SHELF] = {file.state.name: file.marked.data for file in gathered.of_schema(CROSSWALK)}
    shelves[MESSAGE_SHELF] = {code: cast(Json, text.json()) for code, text in sorted(gathered.messages.items())}
    return Layout(index, shelves)


def _raw(marked: Marked, lines_of: str = "") -> Json:
    """A file as ``[name, data, lines of the entries under one key]``."""
    entries = marked.data.get(lines_of) if lines_of and isinstance(marked.data, dict) else None
    count = len(entries) if isinstance(entries, list) else 0
    lines: list[Json] = [marked.line_of((lines_of, index)) for index in range(count)]
    return [marked.file, marked.data, lines]


def unraw(raw: Json, lines_of: str = "") -> Marked:
    """The file of which :func:`_raw` made plain JSON."""
    file, data, lines = cast(list[Json], raw)
    marked = Marked(data, {}, str(file))
    for index, line in enumerate(cast(list[int], lines)):
        marked.lines[(lines_of, index)] = line
    return marked


def _chapter_stub(marked: Marked) -> Json:
    data = cast(dict[str, Json], marked.data)
    return [marked.file, {key: data[key] for key in ("part", "chapters") if key in data}, []]


def _aliases(gathered: Gathered) -> Json:
    return {alias: item.id for items in gathered.items.values() for item in items for alias in item.aliases}


def _extras(gathered: Gathered) -> Json:
    out: dict[str, Json] = {}
    shelved = {EDITION, ITEMS, RULES, VOCABULARY, MESSAGES, CROSSWALK}
    for schema in sorted({file.schema for file in gathered.files} - shelved):
        out[schema] = {file.state.name: file.marked.data for file in gathered.of_schema(schema)}
    return out
