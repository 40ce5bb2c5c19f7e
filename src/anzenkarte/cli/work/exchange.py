"""``catalogue export|import``: catalogues out of and into other formats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.catalogue.crosswalks.model import Crosswalk
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.cli.language import say
from anzenkarte.cli.work.tables import choice
from anzenkarte.exchange.ciso import framework_library, mapping_library
from anzenkarte.exchange.ciso_read import library_draft
from anzenkarte.exchange.csv_text import crosswalk_csv, items_csv
from anzenkarte.exchange.draft import Draft, files_of, values_of
from anzenkarte.exchange.oscal.document import read_document
from anzenkarte.exchange.oscal.foreign import foreign_catalogue
from anzenkarte.exchange.oscal.profile import choose, profile_document
from anzenkarte.exchange.oscal.read_catalogue import catalogue_draft, is_ours
from anzenkarte.exchange.oscal.write import to_bytes
from anzenkarte.exchange.oscal.write_catalogue import catalogue_document
from anzenkarte.exchange.oscal.write_mapping import mapping_document
from anzenkarte.exchange.workbook import workbook_bytes
from anzenkarte.exchange.workbook_read import read_workbook_draft
from anzenkarte.formats.atomic import write_directory, write_file
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.kernel.errors import InputError, Problem

_EDITIONS: Final[Mapping[str, Callable[[Edition, tuple[Item, ...]], bytes]]] = {
    "oscal": lambda edition, items: to_bytes(catalogue_document(edition, items)),
    "xlsx": workbook_bytes,
    "ciso": framework_library,
    "csv": lambda _, items: items_csv(items),
}
_CROSSWALKS: Final[Mapping[str, Callable[[Crosswalk], bytes]]] = {
    "oscal-mapping": lambda crosswalk: to_bytes(mapping_document(crosswalk)),
    "ciso": mapping_library,
    "csv": crosswalk_csv,
}
_PROFILE: Final = "oscal-profile"
FORMATS: Final = ("oscal", _PROFILE, "oscal-mapping", "xlsx", "ciso", "csv")
SOURCES: Final = ("oscal", "xlsx", "ciso")
ADDRESSEES: Final = ("vendor", "vendor_supplies", "institution")


def export(identifier: str, to: str, out: Path, addressee: str) -> None:
    """Write an edition or a crosswalk in one file of another format."""
    choice("--to", to, FORMATS)
    asked = [choice("--addressee", part.strip(), ADDRESSEES) for part in addressee.split(",") if part.strip()]
    catalogue = open_catalogue()
    data = _bytes(catalogue, identifier, to, asked)
    write_file(out, data)
    print(say(f"書き出しました：{out}", f"Written: {out}"))


def _bytes(catalogue: Catalogue, identifier: str, to: str, addressees: list[str]) -> bytes:
    edition, crosswalk = catalogue.editions.get(identifier), catalogue.crosswalks.get(identifier)
    if edition is not None:
        items = catalogue.items(edition.id)
        if to == _PROFILE:
            return to_bytes(profile_document(edition, choose(edition, items, addressees)))
        if to in _EDITIONS:
            return _EDITIONS[to](edition, items)
    elif crosswalk is not None and to in _CROSSWALKS:
        return _CROSSWALKS[to](crosswalk)
    if edition is None and crosswalk is None:
        known = [*catalogue.editions, *catalogue.crosswalks]
        near = get_close_matches(identifier, known, n=3, cutoff=0.5) or known[:5]
        raise InputError(Problem.at("exchange.nothing", {"given": identifier, "near": near}))
    kind = say("版", "edition") if edition is not None else say("対応表", "crosswalk")
    allowed = (*_EDITIONS, _PROFILE) if edition is not None else tuple(_CROSSWALKS)
    params = {"given": identifier, "kind": kind, "to": to, "allowed": allowed}
    raise InputError(Problem.at("exchange.wrong-kind", params))


def take_in(file: Path, source: str, out: Path) -> None:
    """Write the draft of a catalogue from a file of another format."""
    choice("--from", source, SOURCES)
    draft = _draft(file, source)
    edition, items = values_of(draft, str(file))
    write_directory(out, files_of(draft))
    counts = Counter(item.confidence for item in items)
    tally = ", ".join(f"{word} {count}" for word, count in sorted(counts.items()))
    print(
        say(
            f"下書きを書きました：{out}（版 {edition.id}、項目 {len(items)} 件：{tally}）。",
            f"Draft written: {out} (edition {edition.id}, {len(items)} items: {tally}).",
        )
    )
    print(
        say(
            "確かさ・名宛人・出典を見直し、「catalogue check DIR」で確かめてから使ってください。",
            'Review confidence, addressee and citations, and run "catalogue check DIR" before use.',
        )
    )


def _draft(file: Path, source: str) -> Draft:
    if source == "xlsx":
        return read_workbook_draft(file)
    if source == "ciso":
        return library_draft(load_one_file(file))
    document = read_document(file)
    if document.model != "catalog":
        raise InputError(Problem.at("exchange.not-a-catalogue", {"model": document.model}, file=document.file))
    whole = document.whole
    return catalogue_draft(whole, document.file) if is_ours(whole) else foreign_catalogue(whole, file.name)
