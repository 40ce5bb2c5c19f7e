"""Strict YAML: JSON types only, with the line of every key and entry.

``true``, ``false``, ``null``, an empty value and integers without leading zero are typed; everything else, such as
``NO``, ``on``, ``1.10``, ``12:30`` or a date, stays the text that was written. Duplicate keys, anchors, aliases, tags,
merge keys, directives and keys that are not text are refused, all of one file at once. Limits are checked on the stream
of parser events, so nothing larger than the limits is ever built.
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath

import yaml
from yaml._yaml import CParser

from anzenkarte.formats.plain_text import forbidden, nfc, read_bytes, settle
from anzenkarte.formats.values import LIMITS, MAX_INT, Json, Limits, Marked, Path, path_text, shown
from anzenkarte.formats.yaml_errors import problem_of
from anzenkarte.kernel.errors import InputError, Problem, Problems

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_TAG_DIRECTIVE = re.compile(r"^%(?!YAML 1\.[12]\s*$)", re.MULTILINE)
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None, "": None}
_DIGITS = 16


def load_documents(source: str | bytes, file: str = "", limits: Limits = LIMITS) -> list[Marked]:
    """Every document of a YAML stream, in order; an empty stream has none.

    Raises InputError with all problems found (code, line, path).
    """
    text = settle(source, file, limits)
    return _Builder(file, limits).build(text)


def load_one(source: str | bytes, file: str = "", limits: Limits = LIMITS) -> Marked:
    """The only document of a YAML text; InputError when there is none or more than one."""
    documents = load_documents(source, file, limits)
    if not documents:
        raise InputError(Problem.at("yaml.no-document", file=file))
    if len(documents) > 1:
        line = documents[1].line_of(())
        raise InputError(Problem.at("yaml.many-documents", {"count": len(documents)}, file=file, line=line))
    return documents[0]


def load_file(path: FilePath, file: str = "", limits: Limits = LIMITS) -> list[Marked]:
    """Every document of a YAML file, refused by its size before it is read; ``file`` is the name shown in messages."""
    shown = file or str(path)
    return load_documents(read_bytes(path, shown, limits.size), shown, limits)


def load_one_file(path: FilePath, file: str = "", limits: Limits = LIMITS) -> Marked:
    """The only document of a YAML file."""
    shown = file or str(path)
    return load_one(read_bytes(path, shown, limits.size), shown, limits)


class _StopReading(Exception):  # noqa: N818 - a signal inside this module, never an error outside
    """Reading further is useless or unsafe."""


class _Frame:
    """An open list or mapping; ``key`` waits for its value, ``as_key`` marks a collection that stands as a key."""

    __slots__ = ("as_key", "items", "key", "pairs", "path")

    def __init__(self, path: Path, pairs: dict[str, Json] | None, items: list[Json] | None, as_key: bool) -> None:
        self.path = path
        self.pairs = pairs
        self.items = items
        self.as_key = as_key
        self.key: str | None = None


class _Builder:
    """Builds documents from parser events with its own stack: no recursion, whatever the nesting."""

    def __init__(self, file: str, limits: Limits) -> None:
        self.file = file
        self.limits = limits
        self.problems = Problems()
        self.documents: list[Marked] = []
        self.stack: list[_Frame] = []
        self.lines: dict[Path, int] = {}
        self.root: Json = None
        self.nodes = 0

    def build(self, text: str) -> list[Marked]:
        """All documents of the text, or InputError."""
        directive = _TAG_DIRECTIVE.search(text)
        if directive:
            line = text.count("\n", 0, directive.start()) + 1
            raise InputError(Problem.at("yaml.directive", file=self.file, line=line))
        try:
            parser = CParser(text)
            while (event := parser.get_event()) is not None:
                self.take(event)
        except yaml.YAMLError as error:
            self.problems.found.append(problem_of(error, self.file, self.limits.depth, text.count("\n") + 1))
        except _StopReading:
            pass
        self.problems.raise_if_any()
        return self.documents

    def problem(self, code: str, line: int, path: Path, **params: object) -> None:
        """Note a problem; stop when there are enough of them."""
        self.problems.add(code, params, file=self.file, line=line, path=path_text(path))
        if len(self.problems.found) >= self.limits.problems:
            raise _StopReading

    def take(self, event: yaml.Event) -> None:
        """One step: what this event adds to the documents."""
        if isinstance(event, yaml.ScalarEvent):
            line = self.node(event)
            self.place(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self.open(event, self.node(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close()
        elif isinstance(event, yaml.AliasEvent):
            line = self.node(event)
            self.put("*" if self.expects_key() else None, line)
        elif isinstance(event, yaml.DocumentStartEvent):
            self.lines, self.root = {}, None
            self.count(event.start_mark.line + 1 if event.start_mark else 0)
        elif isinstance(event, yaml.DocumentEndEvent):
            self.documents.append(Marked(self.root, self.lines, self.file))

    def node(self, event: yaml.NodeEvent) -> int:
        """Count a node and refuse what no node may carry; the line it begins on."""
        line = event.start_mark.line + 1 if event.start_mark else 0
        self.count(line)
        if event.anchor is not None:
            code = "yaml.alias" if isinstance(event, yaml.AliasEvent) else "yaml.anchor"
            self.problem(code, line, self.here())
        if getattr(event, "tag", None) is not None:
            self.problem("yaml.tag", line, self.here())
        return line

    def count(self, line: int) -> None:
        """Count one more node (or document) and stop beyond the limit."""
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self.problem("yaml.too-many-values", line, (), limit=self.limits.nodes)
            raise _StopReading

    def here(self) -> Path:
        """The path of the node that comes next."""
        if not self.stack:
            return ()
        top = self.stack[-1]
        if top.items is not None:
            return (*top.path, len(top.items))
        return top.path if top.key is None else (*top.path, top.key)

    def expects_key(self) -> bool:
        """True when the next node is the key of a mapping."""
        return bool(self.stack) and self.stack[-1].pairs is not None and self.stack[-1].key is None

    def open(self, event: yaml.CollectionStartEvent, line: int) -> None:
        """A list or mapping begins."""
        path = self.here()
        if len(self.stack) >= self.limits.depth:
            self.problem("yaml.too-deep", line, path, limit=self.limits.depth)
            raise _StopReading
        pairs: dict[str, Json] | None = None
        items: list[Json] | None = None
        if isinstance(event, yaml.MappingStartEvent):
            pairs = {}
        else:
            items = []
        as_key = self.expects_key()
        if as_key:
            self.problem("yaml.key-not-text", line, path, key="[ ]" if pairs is None else "{ }")
        else:
            self.put(pairs if pairs is not None else items, line)
        self.stack.append(_Frame(path, pairs, items, as_key))

    def close(self) -> None:
        """A list or mapping ends; one that stood as a key leaves a key behind so that its value finds a place."""
        if self.stack.pop().as_key:
            self.stack[-1].key = "?"

    def place(self, event: yaml.ScalarEvent, line: int) -> None:
        """A scalar: a key, an entry, a value or the whole document."""
        value = self.scalar(event, line)
        if not self.expects_key():
            self.put(value, line)
            return
        top = self.stack[-1]
        if not isinstance(value, str):
            self.problem("yaml.key-not-text", line, top.path, key=shown(event.value))
            value = event.value
        elif value == "<<" and not event.style:
            self.problem("yaml.merge-key", line, top.path)
        self.put(value, line)

    def put(self, value: Json, line: int) -> None:
        """Attach a value (or a key) to the open list or mapping."""
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return
        top = self.stack[-1]
        if top.items is not None:
            self.lines[(*top.path, len(top.items))] = line
            top.items.append(value)
        elif top.key is None:
            self.key(top, str(value), line)
        elif top.pairs is not None:
            top.pairs[top.key] = value
            top.key = None

    def key(self, top: _Frame, key: str, line: int) -> None:
        """Remember the key whose value comes next."""
        path = (*top.path, key)
        if top.pairs is not None and key in top.pairs:
            self.problem("yaml.duplicate-key", line, path, key=shown(key), first=self.lines.get(path, 0))
        else:
            self.lines[path] = line
        top.key = key

    def scalar(self, event: yaml.ScalarEvent, line: int) -> Json:
        """The typed value of a scalar."""
        text = event.value
        if event.style:
            return self.escaped(text, line) if event.style == '"' else text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            if len(text) > _DIGITS + 1 or abs(int(text)) > MAX_INT:
                self.problem("yaml.integer-too-large", line, self.here(), limit=MAX_INT)
                return 0
            return int(text)
        return text

    def escaped(self, text: str, line: int) -> str:
        """A double-quoted text, whose escapes may have brought in what the file itself could not hold."""
        character = forbidden(text)
        if character:
            self.problem("text.forbidden-character", line, self.here(), character=character)
            return ""
        try:
            return nfc(text)
        except InputError as error:
            self.problem(error.problems[0].code, line, self.here(), **dict(error.problems[0].params))
            return ""
