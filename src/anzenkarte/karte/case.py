"""A case: what an assessment looks at — a service alone, an engagement, or an institution with all its engagements.

The documents are laid over each other: the same entity written in two documents is one entity; a value that differs
is a contradiction and makes the fact *conflicting*, never an override. What is not in the case is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.kernel.reading import Extent
from anzenkarte.kernel.vocabulary import DOCUMENT_KINDS, Vocabulary

CASE_SUBJECT = "case/case"
NOT_KNOWN = "?"  # where a reference that is said not to be known points; no subject is called so


@dataclass(frozen=True, slots=True)
class Part:
    """One document's word on an entity; ``place`` is how a fact says where it stands, up to the field's name."""

    document: Document
    entity: Entity
    place: str


@dataclass(frozen=True, slots=True)
class Group:
    """Documents whose names live together: one engagement with its service; ``prefix`` keeps several apart."""

    prefix: str
    documents: tuple[Document, ...]


class Case:
    """Entities of all documents by subject, with collections, references and indexes.

    ``about`` is the kind of document the case is about: only a case about an institution has all its engagements.
    ``base`` is an earlier case of the same shape: everything whose source did not change is taken over from it.
    """

    def __init__(
        self, groups: Sequence[Group], vocabulary: Vocabulary, base: Case | None = None, about: str = ""
    ) -> None:
        self.groups = tuple(groups)
        self.vocabulary = vocabulary
        self.about = about
        self.documents: tuple[Document, ...] = tuple(
            dict.fromkeys(document for group in self.groups for document in group.documents)
        )
        self._base = base if base is not None and base.vocabulary is vocabulary else None
        self._numbers = {group.prefix: number for number, group in reversed(list(enumerate(self.groups)))}
        self._sources: dict[str, tuple[object, ...]] = {}
        self._parties = self._same_parties()
        self._homes = self._find_homes()
        self._by_kind: dict[str, dict[str, tuple[Part, ...]]] = {}
        self._prefix: dict[str, str] = {}
        for kind in vocabulary.kinds:
            self._by_kind[kind] = self._collect(kind)
        self._by_subject = {subject: parts for group in self._by_kind.values() for subject, parts in group.items()}
        self._extents: dict[str, Extent] = {}
        self._inverse: dict[str, dict[str, tuple[str, ...]]] = {}
        self._indexes: dict[str, Mapping[tuple[str, ...], tuple[Entity, ...]]] = {}
        self._base = self._release(base)

    def same_names(self, other: Case) -> bool:
        """Whether documents and names stand as in another case, so that every reference leads to where it led there."""
        if self.about != other.about or self.groups_key() != other.groups_key():
            return False
        if self.vocabulary is not other.vocabulary:
            return False
        slugs = self._parties.keys() | other._parties.keys()
        if any(self._parties.get(s, f"party/{s[1]}") != other._parties.get(s, f"party/{s[1]}") for s in slugs):
            return False
        if not any(group.prefix for group in self.groups):
            return True
        return self._prefix == other._prefix

    def _release(self, base: Case | None) -> Case | None:
        """Take over the indexes of unchanged kinds, then let the earlier case go."""
        if self._base is None or base is None or not self.same_names(base):
            return None
        for kind, source in self._sources.items():
            if base._sources.get(kind) == source and kind in base._extents:
                self._extents[kind] = base._extents[kind]
        for name, inverse in base._inverse.items():
            relation = self.vocabulary.relations[name]
            if self._sources[relation.target] == base._sources.get(relation.target):
                self._inverse[name] = inverse
        for name, index in base._indexes.items():
            kind = _INDEXED[name]
            if self._sources[kind] == base._sources.get(kind):
                self._indexes[name] = index
        return None

    # --- who is who -------------------------------------------------------------------------------------------

    def _same_parties(self) -> dict[tuple[int, str], str]:
        """Parties are one when their urn is one; the first name seen stays."""
        by_urn: dict[str, str] = {}
        names: dict[tuple[int, str], str] = {}
        for number, group in enumerate(self.groups):
            for document in group.documents:
                for slug, entity in document.entities.get("party", {}).items():
                    urn = str(entity.fields.get("urn", f"{group.prefix}{slug}"))
                    names[number, slug] = by_urn.setdefault(urn, f"party/{slug}")
        return names

    def _find_homes(self) -> dict[str, dict[str, str]]:
        homes: dict[str, dict[str, str]] = {}
        for group in self.groups:
            found: dict[str, str] = {"case": f"case/{group.prefix[:-1]}" if group.prefix else CASE_SUBJECT}
            for document in group.documents:
                found.setdefault(document.kind, f"{document.kind}/{document.name}")
            homes[group.prefix] = found
        if "" not in homes and homes:  # what belongs to no single engagement has the homes that all of them share
            first, *others = homes.values()
            homes[""] = {k: home for k, home in first.items() if all(o.get(k) == home for o in others)}
            homes[""]["case"] = CASE_SUBJECT
        return homes

    # --- entities ---------------------------------------------------------------------------------------------

    def _collect(self, kind: str) -> dict[str, tuple[Part, ...]]:
        sources = tuple(id(document.entities.get(kind)) for document in self.documents)
        self._sources[kind] = (sources, tuple(document.complete for document in self.documents), self.groups_key())
        if self._base is not None and self._base._sources.get(kind) == self._sources[kind]:
            taken = self._base._by_kind[kind]
            self._prefix.update((subject, self._base._prefix[subject]) for subject in taken)
            if kind != "party" or self._parties == self._base._parties:
                return taken
        found: dict[str, list[Part]] = {}
        for number, group in enumerate(self.groups):
            for document in group.documents:
                prefix = "" if document.kind == "institution" else group.prefix
                for slug, entity in document.entities.get(kind, {}).items():
                    subject = self._subject(kind, slug, number, prefix)
                    parts = found.setdefault(subject, [])
                    if all(part.entity is not entity for part in parts):
                        parts.append(Part(document, entity, f"{document.name}#{kind}/{slug}/"))
                    own = "" if document.kind == "institution" else group.prefix
                    self._prefix[subject] = own if self._prefix.get(subject, own) == own else ""
        return {subject: tuple(found[subject]) for subject in sorted(found)}

    def groups_key(self) -> tuple[str, ...]:
        """What has to be equal for two cases to have the same shape."""
        return tuple(f"{g.prefix}:{','.join(f'{d.kind}/{d.name}' for d in g.documents)}" for g in self.groups)

    def _subject(self, kind: str, slug: str, number: int, prefix: str) -> str:
        if kind == "party":
            return self._parties[number, slug]
        return f"{kind}/{slug}" if kind in DOCUMENT_KINDS else f"{kind}/{prefix}{slug}"

    def parts(self, subject: str) -> tuple[Part, ...]:
        """What each document says about a subject; empty when no document does."""
        return self._by_subject.get(subject, ())

    def subjects(self, kind: str) -> tuple[str, ...]:
        """All subjects of a kind, sorted."""
        return (CASE_SUBJECT,) if kind == "case" else tuple(self._by_kind.get(kind, {}))

    def exists(self, subject: str) -> bool:
        """Whether any document of the case has this subject."""
        return subject.startswith("case/") or bool(self.parts(subject))

    def home(self, subject: str, kind: str) -> str:
        """The one-of-a-kind subject of ``kind`` that ``subject`` belongs to; empty when the case has none."""
        return self._homes.get(self._prefix.get(subject, ""), {}).get(kind, "")

    def wholes(self, subject: str) -> tuple[str, ...]:
        """Under which subjects words about the whole of a subject's engagement, or of the institution, are indexed."""
        return tuple(dict.fromkeys((self._prefix.get(subject, ""), "")))

    def refer(self, subject: str, kind: str, slug: str) -> str:
        """The subject a slug written inside ``subject`` points to.

        From outside the engagements (the institution's own words) a slug points into one when only that one has it.
        """
        if kind == "any":
            kind, _, slug = slug.partition("/")
        prefix = self._prefix.get(subject, "")
        number = self._numbers.get(prefix, 0)
        if kind == "party":
            return self._parties.get((number, slug), f"party/{slug}")
        own = f"{kind}/{prefix}{slug}"
        if prefix or self.exists(own) or len(self.groups) == 1:
            return own if self.exists(own) else f"{kind}/{slug}"
        within = [f"{kind}/{group.prefix}{slug}" for group in self.groups]
        found = [inside for inside in within if self.exists(inside)]
        return found[0] if len(found) == 1 else own

    # --- collections and relations ----------------------------------------------------------------------------

    def collection(self, kind: str) -> Extent:
        """All subjects of a kind; complete only when every document of the case says so.

        A one-of-a-kind subject that is there is all there is; one whose document is not in the case is unknown.
        """
        found = self._extents.get(kind)
        if found is None:
            able = [d for d in self.documents if d.kind in self.vocabulary.kinds[kind].documents]
            subjects = self.subjects(kind)
            alone = kind in DOCUMENT_KINDS or kind == "case"
            complete = bool(subjects) if alone else bool(able) and all(kind in document.complete for document in able)
            found = self._extents[kind] = Extent(subjects, complete)
        return found

    def related(self, subject: str, relation: str) -> Extent:
        """The subjects an inverse relation, or the case, leads to (relations over own refs: see the facts).

        Among several engagements, ``case/<engagement>`` leads to what is written for that one and for all of them.
        """
        spec = self.vocabulary.relations[relation]
        if not spec.by:
            extent = self.collection(spec.target)
            if subject == CASE_SUBJECT:
                return extent
            near = ("", subject.partition("/")[2] + ".")
            return Extent(tuple(s for s in extent.subjects if self._prefix[s] in near), extent.complete)
        inverse = self._inverse.get(relation)
        if inverse is None:
            inverse = self._inverse[relation] = self._invert(spec.target, spec.by)
        return Extent(inverse.get(subject, ()), self.collection(spec.target).complete and NOT_KNOWN not in inverse)

    def _invert(self, kind: str, field: str) -> dict[str, tuple[str, ...]]:
        """Subjects by what their ref field points to; under NOT_KNOWN those of which a document says it is not known.

        A field left out points nowhere: a store without a component stands on none that is drawn.
        """
        target = self.vocabulary.facts[f"{kind}.{field}"].target
        found: dict[str, list[str]] = {}
        for subject in self.subjects(kind):
            written = [part.entity.fields[field] for part in self.parts(subject) if field in part.entity.fields]
            ends = [self.refer(subject, target, slug) for value in written for slug in _slugs(value)]
            if not ends and any(isinstance(value, dict) for value in written):
                ends = [NOT_KNOWN]
            for end in dict.fromkeys(ends):
                found.setdefault(end, []).append(subject)
        return {subject: tuple(pointing) for subject, pointing in found.items()}

    def index(self, name: str, key: tuple[str, ...]) -> tuple[Entity, ...]:
        """Statements or assignments by what they are about; see INDEXES."""
        index = self._indexes.get(name)
        if index is None:
            index = self._indexes[name] = self._build_index(name)
        return index.get(key, ())

    def _build_index(self, name: str) -> Mapping[tuple[str, ...], tuple[Entity, ...]]:
        kind, fields = _INDEXED[name], INDEXES[name]
        found: dict[tuple[str, ...], list[Entity]] = {}
        for subject in self.subjects(kind):
            for part in self.parts(subject):
                values = part.entity.fields
                if not all(field in values or field == "subject" for field in fields):
                    continue
                whole = "" if part.document.kind == "institution" else self._prefix.get(subject, "")
                key = tuple(self._key_value(subject, values, field, whole) for field in fields)
                found.setdefault(key, []).append(part.entity)
        return {key: tuple(entities) for key, entities in found.items()}

    def _key_value(self, subject: str, values: Mapping[str, Json], field: str, whole: str) -> str:
        if field != "subject":
            return str(values[field])
        written = values.get("subject")
        return self.refer(subject, "any", str(written)) if written else whole


INDEXES: dict[str, tuple[str, ...]] = {
    "statements-by-fact": ("subject", "fact"),
    "statements-by-item": ("item",),
    "statements-by-duty": ("duty", "subject"),
    "assignments-by-duty": ("duty", "subject"),
}
_INDEXED = {name: name.split("s-by-")[0] for name in INDEXES}


def _slugs(value: Json | None) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    return [slug for slug in value if isinstance(slug, str)] if isinstance(value, list) else ()
