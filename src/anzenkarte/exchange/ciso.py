"""Writes library YAML in the structure of CISO Assistant's published libraries.

The structure follows libraries published for that program: a header with URN, locale, version, provider, packager and
copyright; a framework as a flat list of requirement nodes; a mapping set as a library of its own. What we write has not
been run against the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from anzenkarte.catalogue.crosswalks.model import Crosswalk, Line
from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.exchange.loose import mapping
from anzenkarte.formats.values import Json
from anzenkarte.karte.yaml_text import yaml_text
from anzenkarte.kernel.dates import When
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

_PREFIX: Final = "urn:anzenkarte:risk"
_PACKAGER: Final = "anzenkarte"
_COPYRIGHT: Final = Text(
    "要約は安全カルテによるもので、原文ではありません（Apache-2.0）。",
    "Summaries by Anzen Karte in its own words, not the official text (Apache-2.0).",
)
_RELATIONSHIPS: Final = {
    "equal": "equal",
    "subset": "subset",
    "superset": "superset",
    "intersects": "intersect",
    "none": "not_related",
}
_ADDRESSEES: Final[Mapping[str, Text]] = {
    "vendor": Text("事業者が満たす", "the vendor meets it"),
    "vendor_supplies": Text(
        "事業者が資料を出し、医療機関等が行う", "the vendor gives material, the institution does it"
    ),
    "institution": Text("医療機関等が行う", "the institution does it"),
}


def framework_library(edition: Edition, items: Sequence[Item]) -> bytes:
    """The library of an edition: parts and chapters as headings, items as assessable nodes; Japanese with English."""
    framework: dict[str, Json] = {
        "urn": _urn("framework", edition.id),
        "ref_id": edition.id,
        "name": edition.title.ja,
        "description": edition.read_in.ja,
        "translations": _english(name=edition.title.en, description=edition.read_in.en),
        "implementation_groups_definition": [
            {"ref_id": name, "name": text.ja, "description": text.en} for name, text in _ADDRESSEES.items()
        ],
        "requirement_nodes": [*_nodes(edition, items)],
    }
    header = _header(edition.id, edition.title, edition.read_in, edition.published, edition.publisher.ja)
    return yaml_text({**header, "objects": {"framework": framework}}).encode("utf-8")


def mapping_library(crosswalk: Crosswalk) -> bytes:
    """The library of a crosswalk. Lines that say nothing corresponds to a whole edition have no place in it.

    Raises InputError ``exchange.ciso-many`` for a set that aims at more than one edition.
    """
    if not crosswalk.target:
        raise InputError(Problem.at("exchange.ciso-many", {"crosswalk": crosswalk.id}))
    name = Text(f"{crosswalk.origin} <-> {crosswalk.target}", f"{crosswalk.origin} <-> {crosswalk.target}")
    rows: list[Json] = [_related(crosswalk, entry) for entry in crosswalk.lines if entry.target]
    mapped: dict[str, Json] = {
        "urn": _urn("req_mapping_set", crosswalk.id),
        "ref_id": crosswalk.id,
        "name": name.ja,
        "description": crosswalk.author.ja,
        "translations": _english(name=name.en, description=crosswalk.author.en),
        "source_framework_urn": _urn("framework", crosswalk.origin),
        "target_framework_urn": _urn("framework", crosswalk.target),
        "requirement_mappings": rows,
    }
    header = _header(crosswalk.id, name, crosswalk.read_in, crosswalk.published, crosswalk.author.ja)
    header["dependencies"] = [_urn("library", crosswalk.origin), _urn("library", crosswalk.target)]
    return yaml_text({**header, "objects": {"requirement_mapping_sets": [mapped]}}).encode("utf-8")


def _urn(kind: str, name: str) -> str:
    return f"{_PREFIX}:{kind}:{name}".lower()


def _node_urn(item: str) -> str:
    edition, _, rest = item.partition("/")
    return _urn("req_node", f"{edition}:{rest.replace('/', ':')}")


def _english(**texts: str) -> dict[str, Json]:
    return {"en": {key: text for key, text in texts.items() if text}}


def _header(name: str, title: Text, description: Text, published: str, provider: str) -> dict[str, Json]:
    header: dict[str, Json] = {
        "urn": _urn("library", name),
        "locale": "ja",
        "ref_id": name,
        "name": title.ja,
        "description": description.ja,
        "copyright": _COPYRIGHT.ja,
        "version": 1,
    }
    if published:
        header["publication_date"] = When.parse(published).first.isoformat()
    header["provider"] = provider
    header["packager"] = _PACKAGER
    header["translations"] = _english(name=title.en, description=description.en, copyright=_COPYRIGHT.en)
    return header


def _nodes(edition: Edition, items: Sequence[Item]) -> Iterator[dict[str, Json]]:
    titles = dict(edition.parts)
    opened: set[str] = set()
    for chapter in edition.chapters:
        parent = _urn("req_node", f"{edition.id}:{chapter.part}") if chapter.part else ""
        if chapter.part and chapter.part not in opened:
            opened.add(chapter.part)
            title = titles.get(chapter.part, Text(chapter.part, chapter.part))
            yield _node(parent, "", 1, chapter.part, title, Text("", ""))
        depth = 2 if parent else 1
        own = _urn("req_node", ":".join(p for p in (edition.id, chapter.part, f"chapter-{chapter.number}") if p))
        yield _node(own, parent, depth, chapter.number, chapter.title, chapter.coverage_note)
        for item in items:
            if (item.part, item.chapter) == (chapter.part, chapter.number):
                yield _assessable(item, own, depth + 1)


def _node(urn: str, parent: str, depth: int, ref: str, title: Text, text: Text) -> dict[str, Json]:
    node: dict[str, Json] = {"urn": urn, "assessable": False, "depth": depth}
    if parent:
        node["parent_urn"] = parent
    node["ref_id"] = ref
    node["name"] = title.ja
    if text.ja:
        node["description"] = text.ja
    node["translations"] = _english(name=title.en, description=text.en)
    return node


def _assessable(item: Item, parent: str, depth: int) -> dict[str, Json]:
    node = _node(_node_urn(item.id), parent, depth, item.number or item.id.rpartition("/")[2], item.title, item.summary)
    node["assessable"] = True
    node["implementation_groups"] = [item.addressee]
    node["annotation"] = f"{item.citation.display('ja')}（確かさ {item.confidence}、{item.read_in.ja}）"
    english = dict(mapping(mapping(node["translations"]).get("en")))
    english["annotation"] = f"{item.citation.display('en')} (confidence {item.confidence}, {item.read_in.en})"
    node["translations"] = {"en": english}
    return node


def _related(crosswalk: Crosswalk, entry: Line) -> dict[str, Json]:
    return {
        "source_requirement_urn": _node_urn(entry.origin),
        "target_requirement_urn": _node_urn(entry.target),
        "relationship": _RELATIONSHIPS[entry.relation],
        "rationale": "semantic",
        "strength_of_relationship": entry.strength,
        "annotation": f"{entry.rationale.ja} / {entry.rationale.en} ({crosswalk.id}, {entry.confidence})",
    }
