"""The policy of a disclosure: for each entity, at which reading level it is shown and to whom.

A policy names documents, kinds and ids, each with a decision such as ``{level: engineer, to: [customers]}``:
``documents: {service/emr: {component: {vpn: …}}}``. ``*`` in place of an id decides for every entity of the kind that
has no decision of its own. What has none is undecided and shown to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.formats.values import Json, Marked, Path, path_text, shown
from anzenkarte.karte.disclosure.audience import WORDS, Audience
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.words import nearest
from anzenkarte.kernel.errors import Problem, Problems

SCHEMA: Final = "anzenkarte/disclosure-policy/1"
LEVELS: Final = ("clinic", "manager", "engineer")
"""Reading levels, the shortest first; what is shown at one is shown at every later one."""
EVERY: Final = "*"


@dataclass(frozen=True)
class Decision:
    """From which reading level an entity is shown, and to whom; nobody when ``to`` is empty."""

    level: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Policy:
    """Decisions by document (``kind/name``), kind of entity, and id or ``*``."""

    decisions: Mapping[tuple[str, str, str], Decision]

    def of(self, document: Document, entity: Entity) -> tuple[Decision | None, bool]:
        """The decision about an entity, and whether it is about this very one; None where nobody decided."""
        place = (f"{document.kind}/{document.name}", entity.kind)
        own = self.decisions.get((*place, entity.id))
        return (own, True) if own is not None else (self.decisions.get((*place, EVERY)), False)


def within(level: str, asked: str) -> bool:
    """Whether what is shown from ``level`` on is shown at the level asked."""
    return LEVELS.index(level) <= LEVELS.index(asked)


def read_policy(marked: Marked, documents: Sequence[Document]) -> Policy:
    """The policy of a file, held against the documents it is about.

    Raises InputError with everything wrong in it: ``disclosure.policy``, ``disclosure.policy-key``,
    ``disclosure.policy-document``, ``disclosure.policy-kind``, ``disclosure.policy-entity``,
    ``disclosure.policy-decision``, ``disclosure.policy-level``, ``disclosure.policy-recipient``.
    """
    reader = _Reader(marked, documents)
    decisions = dict(reader.decisions())
    reader.problems.raise_if_any()
    return Policy(decisions)


class _Reader:
    """A policy being read, with its complaints."""

    def __init__(self, marked: Marked, documents: Sequence[Document]) -> None:
        self.marked = marked
        self.documents = {f"{document.kind}/{document.name}": document for document in documents}
        self.audience = Audience(documents)
        self.problems = Problems()

    def wrong(self, path: Path, code: str, **params: object) -> None:
        """Note a fault with its line."""
        problem = Problem.at(code, params, file=self.marked.file, line=self.marked.line_of(path), path=path_text(path))
        self.problems.found.append(problem)

    def mapping(self, value: Json, path: Path) -> dict[str, Json]:
        """A mapping, or a complaint and nothing; where every line below a key was taken out, nothing is said there."""
        if isinstance(value, dict):
            return value
        if value is None and len(path) > 1:
            return {}
        self.wrong(path, "disclosure.policy")
        return {}

    def decisions(self) -> Iterator[tuple[tuple[str, str, str], Decision]]:
        """Every decision that can be read."""
        data = self.mapping(self.marked.data, ())
        if data.get("schema") != SCHEMA:
            self.wrong(("schema",), "disclosure.policy-schema", schema=SCHEMA)
        for key in data:
            if key not in ("schema", "documents") and not key.startswith("x-"):
                self.wrong((key,), "disclosure.policy-key", key=shown(key), allowed=("schema", "documents"))
        for name, kinds in self.mapping(data.get("documents"), ("documents",)).items():
            document = self.documents.get(name)
            if document is None:
                known = nearest(name, self.documents) or tuple(self.documents)
                self.wrong(("documents", name), "disclosure.policy-document", name=shown(name), known=known)
                continue
            yield from self.kinds(document, name, self.mapping(kinds, ("documents", name)))

    def kinds(
        self, document: Document, name: str, kinds: Mapping[str, Json]
    ) -> Iterator[tuple[tuple[str, str, str], Decision]]:
        """The decisions about one document."""
        for kind, entities in kinds.items():
            path: Path = ("documents", name, kind)
            if kind not in document.keys:
                known = nearest(kind, document.keys) or tuple(document.keys)
                self.wrong(path, "disclosure.policy-kind", kind=shown(kind), known=known)
                continue
            for id, value in self.mapping(entities, path).items():
                if id != EVERY and document.entity(kind, id) is None:
                    known = nearest(id, document.entities.get(kind, {})) or EVERY
                    self.wrong((*path, id), "disclosure.policy-entity", id=shown(id), kind=kind, known=known)
                    continue
                decision = self.decision(value, (*path, id))
                if decision is not None:
                    yield (name, kind, id), decision

    def decision(self, value: Json, path: Path) -> Decision | None:
        """One decision: a level of ours and recipients that the documents know."""
        if not isinstance(value, dict) or set(value) != {"level", "to"}:
            self.wrong(path, "disclosure.policy-decision")
            return None
        level, to = value["level"], value["to"]
        if level not in LEVELS:
            self.wrong((*path, "level"), "disclosure.policy-level", level=shown(str(level)), allowed=LEVELS)
            return None
        if not isinstance(to, list) or not all(isinstance(word, str) for word in to):
            self.wrong((*path, "to"), "disclosure.policy-decision")
            return None
        words = tuple(str(word) for word in to)
        for word in words:
            if word not in WORDS and not self.audience.urn(word):
                self.wrong((*path, "to"), "disclosure.policy-recipient", given=shown(word), words=WORDS)
        return Decision(str(level), words)
