"""The view of one recipient at one reading level: documents without what is withheld, and facts withheld with it.

What is taken out leaves no gap that looks like knowledge: a reference to it becomes a withheld fact, its collection is
no longer complete, a word is withheld together with every other word on the same matter, and a value that a withheld
part of the same entity writes too is withheld as well. So a verdict over the view says *cannot tell*, never *met*,
where the withheld would have told. Notes, origins, nonces and the writer's own keys are for the maker and never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.disclosure.audience import Audience, Recipient, name_of, urn_of
from anzenkarte.karte.disclosure.policy import LEVELS, Policy, within
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.references import SEES
from anzenkarte.karte.values import is_unknown
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import FieldSpec, Vocabulary

Why = Literal["recipient", "undecided", "level", "reference"]
WITHHELD: Final[dict[str, Json]] = {"unknown": "withheld"}
_WORDS_ON: Final = {"statement": ("subject", "item", "duty", "fact"), "assignment": ("subject", "duty")}
_WORDS: Final = ("statement", "assignment", "risk_override")
_SHORTEST_NAME: Final = 2


@dataclass(frozen=True, order=True)
class Withheld:
    """Something that is there and not shown: in which document, of which kind, why, and a digest to prove it later.

    Without a nonce of its own an entity could be guessed from its digest; then ``digest`` is empty and it only counts.
    """

    document: str
    kind: str
    why: Why
    digest: str


@dataclass(frozen=True)
class Disclosure:
    """What one recipient is shown at one level, with the revisions it was made from.

    ``undecided`` (places such as ``service/emr#component/vpn``) and ``masked`` (fields withheld because they name
    somebody the recipient is not shown) are for the maker; they are no part of what is handed over.
    """

    day: str
    maker: Recipient
    recipient: Recipient
    level: str
    made_from: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    withheld: tuple[Withheld, ...]
    undecided: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[Document, ...]:
        """The documents under the names of the revisions they were made from, for papers and assessments."""
        return tuple(
            replace(document, sealed=revision)
            for document, (_, revision) in zip(self.documents, self.made_from, strict=True)
        )

    def proves(self, kind: str, fields: Mapping[str, Json]) -> bool:
        """Whether an entity shown later, with its nonce, is one that was withheld here."""
        sealed = digest(fields)
        return bool(fields.get("nonce")) and any(one.kind == kind and one.digest == sealed for one in self.withheld)


def disclose(
    documents: Sequence[Document], vocabulary: Vocabulary, policy: Policy, recipient: str, level: str, day: str
) -> Disclosure:
    """What ``recipient`` (slug, URN, ``customers`` or ``public``) is shown at ``level`` on ``day`` (ISO).

    Raises InputError ``disclosure.recipient`` for somebody no document knows, ``disclosure.level`` for another level,
    ``disclosure.nothing`` where nothing at all is shown to the recipient.
    """
    if level not in LEVELS:
        raise InputError(Problem.at("disclosure.level", {"level": level, "allowed": LEVELS}))
    audience = Audience(documents)
    view = _View(documents, vocabulary, policy, audience, audience.recipient(recipient), level)
    shown = tuple(view.document(document) for document in documents if view.covers(document))
    if not shown:
        raise InputError(Problem.at("disclosure.nothing", {"recipient": recipient}))
    first = next(document for document in documents if view.covers(document))
    keeper = first.entities["party"][first.keeper]
    return Disclosure(
        day=day,
        maker=Recipient(urn_of(keeper), name_of(keeper)),
        recipient=view.recipient,
        level=level,
        made_from=tuple((f"{d.kind}/{d.name}", d.revision) for d in documents if view.covers(d)),
        documents=shown,
        withheld=tuple(sorted(view.withheld())),
        undecided=view.undecided(),
        masked=tuple(view.masked),
    )


class _View:
    """Decides for every entity of every document whether it is shown, until nothing changes any more."""

    def __init__(
        self,
        documents: Sequence[Document],
        vocabulary: Vocabulary,
        policy: Policy,
        audience: Audience,
        recipient: Recipient,
        level: str,
    ) -> None:
        self.all = documents
        self.audience = audience
        self.recipient = recipient
        self.vocabulary = vocabulary
        self.masked: list[str] = []
        self.own = tuple(document for document in documents if audience.within(document, recipient))
        self.hidden: dict[int, Why] = {}  # by id of the entity object
        for document in documents:
            for entity in document:
                why = self._decided(policy, document, entity, level)
                if why is not None:
                    self.hidden[id(entity)] = why
        while self._spread():
            pass
        self.strange = self._strange_names()

    def _decided(self, policy: Policy, document: Document, entity: Entity, level: str) -> Why | None:
        decision, named = policy.of(document, entity)
        if decision is None:
            return "undecided"
        if not self.audience.reaches(decision.to, named, document, self.recipient):
            return "recipient"
        return None if within(decision.level, level) else "level"

    def covers(self, document: Document) -> bool:
        """Whether anything of a document is shown: its own entity and its keeper have to be."""
        keeper = document.entity("party", document.keeper)
        return self._shows(document.own) and self._shows(keeper)

    def _shows(self, entity: Entity | None) -> bool:
        return entity is not None and id(entity) not in self.hidden

    # --- what goes with what is withheld ----------------------------------------------------------------------

    def _spread(self) -> bool:
        """One round of what follows; whether anything more was hidden."""
        before = len(self.hidden)
        matters = {self._matter(e) for document in self.own for e in document if id(e) in self.hidden} - {None}
        for document in self.all:
            if not self.covers(document):
                for entity in document:
                    self.hidden.setdefault(id(entity), "recipient")
                continue
            for entity in document:
                if not self._shows(entity):
                    continue
                if self._stands_on_hidden(document, entity) or self._matter(entity) in matters:
                    self.hidden[id(entity)] = "reference"
        return len(self.hidden) > before

    def _stands_on_hidden(self, document: Document, entity: Entity) -> bool:
        """Whether an entity says nothing, or too much, without something withheld."""
        for spec in self._refs(entity):
            value = entity.fields.get(spec.short)
            needed = spec.required or spec.target == "any"
            if needed and isinstance(value, str) and not self._leads(document, spec, value):
                return True
        told = self.vocabulary.facts.get(str(entity.fields.get("fact"))) if entity.kind == "statement" else None
        if told is not None and told.type == "ref":
            value = entity.fields.get("value")
            values = value if isinstance(value, list) else [value]
            if not all(self._leads(document, told, one) for one in values if isinstance(one, str)):
                return True
        scenario = entity.fields.get("scenario") if entity.kind == "risk_override" else None
        if isinstance(scenario, str):
            kind, _, slug = scenario.rpartition("@")[2].partition("/")
            return not self._leads_to(document, kind, slug)
        return False

    def _matter(self, entity: Entity) -> tuple[str, ...] | None:
        """What a statement or assignment is about: words on one matter are shown or withheld together."""
        keys = _WORDS_ON.get(entity.kind)
        return (entity.kind, *(str(entity.fields.get(key, "")) for key in keys)) if keys else None

    def _refs(self, entity: Entity) -> Iterator[FieldSpec]:
        fields = self.vocabulary.kinds[entity.kind].fields.values()
        return (spec for spec in fields if spec.type == "ref" and not spec.derived)

    def _leads(self, document: Document, spec: FieldSpec, value: str) -> bool:
        kind, slug = spec.target, value
        if kind == "any":
            kind, _, slug = value.partition("/")
        return self._leads_to(document, kind, slug)

    def _leads_to(self, document: Document, kind: str, slug: str) -> bool:
        """Whether a slug written in a document leads to something shown."""
        if self._shows(document.entity(kind, slug)):
            return True
        others = (d for d in self.all if d is not document and d.kind in SEES[document.kind])
        return any(self.covers(other) and self._shows(other.entity(kind, slug)) for other in others)

    # --- the documents that are shown -------------------------------------------------------------------------

    def document(self, document: Document) -> Document:
        """A document as the recipient sees it."""
        entities: dict[str, dict[str, Entity]] = {}
        for entity in document:
            if self._shows(entity):
                seen = Entity(entity.kind, entity.id, self._fields(document, entity))
                entities.setdefault(entity.kind, {})[entity.id] = seen
        complete = document.complete - self._incomplete(document)
        header: dict[str, Json] = {key: document.header[key] for key in ("name", "keeper") if key in document.header}
        if "as_of" in document.header:
            header["as_of"] = document.header["as_of"]
        if complete:
            header["complete"] = [*sorted(document.key_of(kind) for kind in complete)]
        return replace(
            document, header=header, entities=entities, complete=complete, lines={}, file="", unread=(), sealed=""
        )

    def _incomplete(self, document: Document) -> frozenset[str]:
        """Kinds of which something is withheld, here or in a document of the recipient's own that is not shown."""
        closed = [d for d in self.own if d is not document]
        held = [document, *(d for d in closed if not self.covers(d))]
        return frozenset(entity.kind for one in held for entity in one if not self._shows(entity))

    def _concerns(self, document: Document) -> bool:
        return self.audience.within(document, self.recipient)

    def _fields(self, document: Document, entity: Entity) -> dict[str, Json]:
        specs = self.vocabulary.kinds[entity.kind].fields
        hidden = [*self._hidden_parts(document, entity)]
        fields: dict[str, Json] = {}
        for key, value in entity.fields.items():
            spec = specs.get(key)
            if spec is not None and not spec.derived:
                fields[key] = self._value(document, entity, spec, value, hidden)
        for part in hidden:
            for key in part.fields:
                spec = specs.get(key)
                if spec is not None and not spec.derived and key not in fields and key not in ("urn", "supersedes"):
                    fields[key] = dict(WITHHELD)
        if is_unknown(fields.get("supersedes")):
            del fields["supersedes"]
        return fields

    def _hidden_parts(self, document: Document, entity: Entity) -> Iterator[Entity]:
        """What other documents of the recipient's own write about the same entity and is not shown to him.

        Words (statements and the like) are not laid over each other, whatever their ids.
        """
        if entity.kind in _WORDS:
            return
        for other in self.own:
            part = other.entity(entity.kind, entity.id)
            if other is not document and part is not None and not self._shows(part):
                yield part

    def _value(
        self, document: Document, entity: Entity, spec: FieldSpec, value: Json, hidden: Sequence[Entity]
    ) -> Json:
        if is_unknown(value):
            return {"unknown": value["unknown"]} if isinstance(value, dict) else value
        if spec.name == "party.urn":
            return value
        if any(spec.short in part.fields and part.fields[spec.short] != value for part in hidden):
            return dict(WITHHELD)
        if spec.type == "ref":
            slugs = value if isinstance(value, list) else [value]
            if not all(self._leads(document, spec, str(slug)) for slug in slugs):
                return dict(WITHHELD)
        if spec.name in ("engagement.service", "engagement.service_revision") and not self._service(entity):
            return dict(WITHHELD)
        if self._names_strangers(value):
            self.masked.append(f"{document.kind}/{document.name}#{entity.subject}/{spec.short}")
            return dict(WITHHELD)
        return value

    def _service(self, entity: Entity) -> bool:
        """Whether the service document an engagement names is shown."""
        name = entity.fields.get("service")
        return any(d.kind == "service" and d.name == name and self.covers(d) for d in self.all)

    # --- names in free text -----------------------------------------------------------------------------------

    def _strange_names(self) -> tuple[str, ...]:
        """Names of parties, institutions and engagements that the recipient is shown nowhere."""
        known: set[str] = set()
        strange: set[str] = set()
        for document in self.all:
            for entity in document:
                if entity.kind in ("party", "institution", "engagement"):
                    names = _texts(entity.fields.get("name"))
                    (known if self._shows(entity) else strange).update(names)
        return tuple(sorted(name for name in strange - known if len(name) >= _SHORTEST_NAME))

    def _names_strangers(self, value: Json) -> bool:
        return any(name in text for text in _texts(value) for name in self.strange)

    # --- what is told of what is withheld ---------------------------------------------------------------------

    def withheld(self) -> Iterator[Withheld]:
        """What the recipient is told not to be shown: of the documents shown, and of his own that are not."""
        for document in self.all:
            covered = self.covers(document)
            if not covered and not self._concerns(document):
                continue
            name = f"{document.kind}/{document.name}" if covered else document.kind
            for entity in document:
                why = self.hidden.get(id(entity))
                if why is not None:
                    sealed = entity.digest if entity.fields.get("nonce") else ""
                    yield Withheld(name, entity.kind, why, sealed)

    def undecided(self) -> tuple[str, ...]:
        """Places nobody has decided about, in documents that are the recipient's affair."""
        return tuple(
            f"{document.kind}/{document.name}#{entity.subject}"
            for document in self.own
            for entity in document
            if self.hidden.get(id(entity)) == "undecided"
        )


def _texts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict) and not is_unknown(value):
        text = Text.of(value)
        yield from (text.ja, text.en)
