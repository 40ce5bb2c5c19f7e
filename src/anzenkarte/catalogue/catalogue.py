"""The catalogue as everything above sees it: editions, items, rules, duties, laws, schemes, scopes and messages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Final, cast

from anzenkarte.catalogue.attached.beside import Beside, OfficialText
from anzenkarte.catalogue.attached.store import load as load_attached
from anzenkarte.catalogue.compiled import cache_folder, open_compiled
from anzenkarte.catalogue.crosswalks.carry import Bridge, bridges_from
from anzenkarte.catalogue.crosswalks.graph import Graph
from anzenkarte.catalogue.crosswalks.model import Crosswalk
from anzenkarte.catalogue.crosswalks.read import certification_items, read_crosswalk
from anzenkarte.catalogue.folders import DUTIES, LAW, SCHEME, SCOPE, installed_roots, roots_of
from anzenkarte.catalogue.forms.model import Form
from anzenkarte.catalogue.forms.read import FORM, read_form, with_items
from anzenkarte.catalogue.gather import CROSSWALK_SHELF, EXTRAS, MESSAGE_SHELF, edition_shelf, gather, lay_out, unraw
from anzenkarte.catalogue.losses.model import Losses
from anzenkarte.catalogue.losses.read import LOSSES, read_losses
from anzenkarte.catalogue.messages import Messages
from anzenkarte.catalogue.model import Duty, Edition, Item, Law, Rule, Scheme, Scope, Source
from anzenkarte.catalogue.needs.model import Need
from anzenkarte.catalogue.needs.read import NEEDS, read_needs
from anzenkarte.catalogue.read_editions import read_edition, read_items
from anzenkarte.catalogue.read_laws import read_law, read_scheme
from anzenkarte.catalogue.read_rules import read_duties, read_rules
from anzenkarte.catalogue.read_scopes import read_scope
from anzenkarte.catalogue.threats.model import Scales, Threat
from anzenkarte.catalogue.threats.read import SCALES, THREATS, read_scales, read_threats
from anzenkarte.catalogue.vocabulary import build_vocabulary
from anzenkarte.formats.values import Json, Marked
from anzenkarte.kernel.errors import CatalogueError, InputError, Problem
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.kernel.vocabulary import Vocabulary

RULE_KINDS: Final = ("guideline",)  # kinds of edition that are asked about unless others are named
Shelf = Callable[[str], Json]


class Catalogue:
    """Everything the catalogues say. Items and rules of an edition are read when they are first asked for.

    Built from plain JSON that was checked before; ``shelf`` returns the part of it with a given name.
    """

    def __init__(self, index: Mapping[str, Json], shelf: Shelf) -> None:
        self._index = index
        self._shelf = shelf
        self._items: dict[str, tuple[Item, ...]] = {}
        self._rules: dict[str, tuple[Rule, ...]] = {}
        self._by_id: dict[str, Mapping[str, Item]] = {}
        self._bridges: dict[str, tuple[Bridge, ...]] = {}

    @property
    def digest(self) -> str:
        """SHA-256 over names and contents of all catalogue files."""
        return str(self._index["digest"])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Kinds of subject, facts and relations."""
        files = cast(list[Json], self._index["vocabulary"])
        return build_vocabulary([unraw(raw) for raw in files], str(self._index["vocabulary_digest"]))

    @cached_property
    def editions(self) -> Mapping[str, Edition]:
        """All editions by id, in order of id."""
        found: dict[str, Edition] = {}
        for record in self._records.values():
            problems: list[Problem] = []
            stubs = [unraw(raw) for raw in cast(list[Json], record["chapters"])]
            edition = read_edition(unraw(record["header"]), stubs, cast(int, record["count"]), problems)
            _sound(problems)
            found[edition.id] = edition
        return found

    @cached_property
    def _records(self) -> dict[str, dict[str, Json]]:
        records = cast(list[dict[str, Json]], self._index["editions"])
        return {str(cast(dict[str, Json], unraw(record["header"]).data)["id"]): record for record in records}

    def edition_digest(self, edition: str) -> str:
        """SHA-256 over names and contents of the files of one edition, its rules included."""
        return str(self._records[edition]["digest"])

    def items(self, edition: str) -> tuple[Item, ...]:
        """The items held of an edition, in printed order; empty for an edition that is unknown or unread."""
        if edition not in self._items:
            self._items[edition] = tuple(self._read_items(edition))
        return self._items[edition]

    def _read_items(self, edition: str) -> list[Item]:
        if edition not in self._records:
            return []
        shelf = cast(dict[str, list[Json]], self._shelf(edition_shelf(edition)))
        problems: list[Problem] = []
        sources = self.editions[edition].sources
        found = [item for raw in shelf["items"] for item in read_items(unraw(raw), sources, problems)]
        _sound(problems)
        return found

    def item(self, item_id: str) -> Item | None:
        """An item by its id, or by an id it once had; None when there is no such item."""
        name = self._own_id(item_id)
        edition = name.partition("/")[0]
        if edition not in self._by_id:
            self._by_id[edition] = {item.id: item for item in self.items(edition)}
        return self._by_id[edition].get(name)

    def _own_id(self, item_id: str) -> str:
        return str(cast(dict[str, Json], self._index["aliases"]).get(item_id, item_id))

    @cached_property
    def official_text(self) -> OfficialText:
        """The official text the user has attached on this machine; read when it is first asked for.

        No verdict depends on it; reasons show it beside our summary, marked with its file. Raises InputError where what
        is stored is damaged.
        """
        return OfficialText(self.editions, self.items, load_attached())

    def official(self, item_id: str) -> Beside | None:
        """The attached official text of an item, or of a printed item the catalogue lacks; None when none is attached.

        Raises InputError where what is stored is damaged.
        """
        return self.official_text.beside(self._own_id(item_id))

    def rules(self, edition: str) -> tuple[Rule, ...]:
        """The rules of an edition, in the order of its files; empty for an edition without rules."""
        if edition not in self._rules:
            self._rules[edition] = tuple(self._read_rules(edition))
        return self._rules[edition]

    def _read_rules(self, edition: str) -> list[Rule]:
        if edition not in self._records or not self._records[edition]["rules"]:
            return []
        shelf = cast(dict[str, list[Json]], self._shelf(edition_shelf(edition)))
        problems: list[Problem] = []
        files = [unraw(raw, "rules") for raw in shelf["rules"]]
        found = [rule for marked in files for rule in read_rules(marked, self.vocabulary, problems)]
        _sound(problems)
        return found

    def lesson_editions(self) -> tuple[Edition, ...]:
        """Editions evaluated whatever editions are asked for."""
        return tuple(edition for edition in self.editions.values() if edition.always)

    def in_force(self, day: date) -> tuple[Edition, ...]:
        """Guidelines in force on a day, in order of id; checklists and practices are asked for by name."""
        return tuple(
            edition for edition in self.editions.values() if edition.kind in RULE_KINDS and edition.in_force_on(day)
        )

    def resolve(self, names: Sequence[str], day: date) -> tuple[Edition, ...]:
        """The editions asked for, each once, in the order asked; without names those in force on the day.

        Raises InputError ``edition.unknown`` for every name there is no edition for, with near misses.
        """
        if not names:
            return self.in_force(day)
        problems = [
            Problem.at("edition.unknown", {"edition": name, "near": self._near(name)})
            for name in names
            if name not in self.editions
        ]
        if problems:
            raise InputError(problems)
        return tuple(self.editions[name] for name in dict.fromkeys(names))

    def _usual(self) -> list[str]:
        """The guidelines, for somebody whose word resembles nothing."""
        return [edition.id for edition in self.editions.values() if edition.kind in RULE_KINDS]

    def _near(self, name: str) -> list[str]:
        guideline = [edition.id for edition in self.editions.values() if name and edition.guideline == name]
        return guideline or get_close_matches(name, list(self.editions), n=3, cutoff=0.5) or self._usual()

    @cached_property
    def extras(self) -> Mapping[str, Mapping[str, Json]]:
        """Schema → file → what is written there, for every file that is no edition, items, rules or message file."""
        return cast(Mapping[str, Mapping[str, Json]], self._shelf(EXTRAS))

    def _files(self, schema: str) -> list[Marked]:
        return [Marked(data, {}, file) for file, data in self.extras.get(schema, {}).items()]

    def written(self, id: str) -> Mapping[str, Json] | None:
        """A scheme, law, decision on scope or duty as its file has it, with everything the reader leaves aside."""
        for schema in (SCHEME, LAW, SCOPE, DUTIES):
            for marked in self._files(schema):
                data = marked.data if isinstance(marked.data, dict) else {}
                listed = data.get("duties") if schema == DUTIES else [data]
                for entry in listed if isinstance(listed, list) else []:
                    if isinstance(entry, dict) and entry.get("id") == id:
                        return entry
        return None

    @cached_property
    def _duties(self) -> tuple[tuple[Duty, ...], Mapping[str, Text], Mapping[str, Text]]:
        duties: list[Duty] = []
        acts: dict[str, Text] = {}
        situations: dict[str, Text] = {}
        problems: list[Problem] = []
        for marked in self._files(DUTIES):
            some, some_acts, some_situations = read_duties(marked, self.vocabulary, problems)
            duties.extend(some)
            acts.update(some_acts)
            situations.update(some_situations)
        _sound(problems)
        return tuple(duties), acts, situations

    @property
    def duties(self) -> tuple[Duty, ...]:
        """Duties somebody has to take on, in the order of their files."""
        return self._duties[0]

    @property
    def acts(self) -> Mapping[str, Text]:
        """Acts that duties consist of: id → name."""
        return self._duties[1]

    @property
    def situations(self) -> Mapping[str, Text]:
        """Situations in which duties are asked about: id → name."""
        return self._duties[2]

    @cached_property
    def laws(self) -> tuple[Law, ...]:
        """Laws on where data lies, in order of id."""
        problems: list[Problem] = []
        found = [read_law(marked, problems) for marked in self._files(LAW)]
        _sound(problems)
        return tuple(sorted(found, key=lambda law: law.id))

    @cached_property
    def schemes(self) -> Mapping[str, Scheme]:
        """Certification schemes by id, in order of id."""
        problems: list[Problem] = []
        found = [read_scheme(marked, problems) for marked in self._files(SCHEME)]
        _sound(problems)
        return {scheme.id: scheme for scheme in sorted(found, key=lambda scheme: scheme.id)}

    @cached_property
    def crosswalks(self) -> Mapping[str, Crosswalk]:
        """Crosswalks by id, in order of id, with the one the schemes hold; read when first asked for."""
        problems: list[Problem] = []
        files = cast(dict[str, Json], self._shelf(CROSSWALK_SHELF))
        found = [read_crosswalk(Marked(data, {}, file), problems) for file, data in files.items()]
        _sound(problems)
        found.append(certification_items(self.schemes.values()))
        return {crosswalk.id: crosswalk for crosswalk in sorted(found, key=lambda crosswalk: crosswalk.id)}

    @cached_property
    def relations(self) -> Graph:
        """All lines of all crosswalks as a graph over items; what follows is worked out per item, when asked for."""

        def held(edition: str) -> list[str]:
            return [item.id for item in self.items(edition)]

        return Graph(self.crosswalks.values(), held, self._own_id)

    def bridges_from(self, item: str) -> tuple[Bridge, ...]:
        """How items of other editions are related to this one, as ways on which an answer about it may carry over."""
        found = self._bridges.get(item)
        if found is None:
            found = self._bridges[item] = bridges_from(self.relations, item)
        return found

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """Decision trees of scope, in order of id."""
        problems: list[Problem] = []
        found = [read_scope(marked, self.vocabulary, problems) for marked in self._files(SCOPE)]
        _sound(problems)
        return tuple(sorted(found, key=lambda scope: scope.id))

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """Forms by id, in order of id, with the items of an edition as lines where a form says so."""
        problems: list[Problem] = []
        found = [read_form(marked, self.vocabulary, problems) for marked in self._files(FORM)]
        _sound(problems)
        return {form.id: self._with_items(form) for form in sorted(found, key=lambda form: form.id)}

    def _with_items(self, form: Form) -> Form:
        if not form.lines_from:
            return form
        edition = self.editions[form.lines_from]
        titles = {chapter.number: chapter.title for chapter in edition.chapters}
        whole = with_items(form, self.items(edition.id), titles)
        return replace(whole, in_force=form.in_force or edition.in_force)

    @cached_property
    def scales(self) -> Scales | None:
        """How risks are rated; None for a catalogue without threats."""
        problems: list[Problem] = []
        found = read_scales(self._files(SCALES), problems)
        _sound(problems)
        return found

    @cached_property
    def threats(self) -> Mapping[str, Threat]:
        """Threat rules by id, in the order of their files, which are named so that the guideline's own come first."""
        problems: list[Problem] = []
        found = [
            threat
            for marked in self._files(THREATS)
            for threat in read_threats(marked, self.vocabulary, self.scales, problems)
        ]
        _sound(problems)
        return {threat.id: threat for threat in found}

    @cached_property
    def losses(self) -> Mapping[str, Losses]:
        """Ranges for loss in figures by id, the latest last."""
        problems: list[Problem] = []
        found = [read_losses(marked, self.vocabulary, problems) for marked in self._files(LOSSES)]
        _sound(problems)
        return {one.id: one for one in sorted(found, key=lambda one: (one.as_of, one.id))}

    @cached_property
    def needs(self) -> tuple[Need, ...]:
        """What an institution needs to be told by its vendors, in the order of the files."""
        problems: list[Problem] = []
        found = [need for marked in self._files(NEEDS) for need in read_needs(marked, self.vocabulary, problems)]
        _sound(problems)
        return tuple(found)

    @cached_property
    def messages(self) -> Messages:
        """Sentences by code."""
        return Messages(
            {code: Text.of(text) for code, text in cast(dict[str, Json], self._shelf(MESSAGE_SHELF)).items()}
        )

    @cached_property
    def _shared_sources(self) -> Mapping[str, Source]:
        """Sources whose key means the same wherever it is used."""
        found: dict[str, list[Source]] = {}
        for edition in self.editions.values():
            for key, source in edition.sources.items():
                found.setdefault(key, []).append(source)
        return {key: listed[0] for key, listed in found.items() if len({source.title for source in listed}) == 1}

    def citation_text(self, cite: str, lang: Lang, edition: str = "") -> str:
        """What is cited, in words: an edition or an item by titles and number, ``KEY:place`` by the source's title.

        ``edition`` names the edition whose sources a key is looked up in first. Anything else is shown as written.
        """
        if cite in self.editions:
            return self.editions[cite].title.to(lang)
        item = self.item(cite)
        if item is not None:
            title = self.editions[item.edition].title.to(lang)
            return " ".join(part for part in (title, item.number, item.title.to(lang)) if part)
        key, colon, place = cite.partition(":")
        own = self.editions[edition].sources if edition in self.editions else {}
        source = own.get(key) or self._shared_sources.get(key)
        if source is None or not colon:
            return cite
        return f"{source.title.to(lang)} {place}".strip()


def _sound(problems: list[Problem]) -> None:
    """What was checked when it was laid out holds; if it does not, the program and its catalogue do not fit."""
    if problems:
        raise CatalogueError(problems)


def read_catalogue(folders: Iterable[Path] | None = None) -> Catalogue:
    """Read the catalogues from their source files; without folders those of all installed packages.

    Raises CatalogueError with every fault that makes them unusable, each with file and line.
    """
    layout = lay_out(gather(installed_roots() if folders is None else roots_of(folders)))
    return Catalogue(layout.index, layout.shelves.__getitem__)


def open_catalogue(folders: Iterable[Path] | None = None, cache: Path | None = None) -> Catalogue:
    """The catalogue of all installed packages, or of the given folders, from its compiled form where that is current.

    ``cache`` is the folder of the compiled form; without it, installed packages are compiled into the place
    :func:`anzenkarte.catalogue.compiled.cache_folder` names, and given folders are read from source.
    Raises CatalogueError with every fault that makes the catalogue unusable, each with file and line.
    """
    if folders is not None and cache is None:
        return read_catalogue(folders)
    roots = installed_roots() if folders is None else roots_of(folders)
    layout = open_compiled(roots, cache if cache is not None else cache_folder(roots))
    return Catalogue(layout.index, layout.shelf)
