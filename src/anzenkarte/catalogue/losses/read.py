"""Reads loss files: ranges in order and in their unit, with a source or marked, and every name must lead on."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.losses.model import PEAK, UNITS, WHERE, Family, Line, Losses, Range
from anzenkarte.catalogue.model import Source
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.vocabulary import Vocabulary

LOSSES: Final = "anzenkarte/losses/1"
MOST_A_YEAR: Final = 100.0  # more threat events a year than this are not loss events any more, and cannot be drawn
_MOST: Final = 1e15
_NUMBER: Final = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,9})?\Z")
_KEYS: Final = (
    "schema", "id", "as_of", "title", "note", "read_in", "sources", "forms", "inputs", "words", "steps", "open",
    "families",
)  # fmt: skip
_RANGE_KEYS: Final = (
    "id", "title", "unit", "least", "likely", "most", "peak", "fact", "assumption", "rationale", "citation",
    "confidence",
)  # fmt: skip
_FAMILY_KEYS: Final = (
    "id", "title", "summary", "attempts", "ways", "through", "worsened_by", "inputs", "losses",
)  # fmt: skip


def read_losses(marked: Marked, vocabulary: Vocabulary, problems: list[Problem]) -> Losses:
    """The ranges and families of one file."""
    entry = Entry(marked, (), problems)
    entry.only(_KEYS)
    entry.text("read_in")
    sources = entry.sources()
    ranges: dict[str, Range] = {}
    _ranges(entry, "", sources, ranges)
    _facts(entry, vocabulary, ranges)
    forms = entry.texts("forms")
    families = tuple(_family(part, sources, forms, ranges) for part in entry.entries("families"))
    for key in ("inputs", "families", "words", "steps"):
        if not entry.data.get(key):
            entry.wrong("catalogue.missing-key", (), key=key)
    words = {
        word: _named(entry, ("words", word), str(name), "", ranges, ("share",))
        for word, name in entry.mapping("words").items()
    }
    steps = {
        key: _named(entry, ("steps", key), str(entry.mapping("steps").get(key, "")), "", ranges, ("share",))
        for key in ("likelihood", "impact")
    }
    return Losses(
        id=entry.string("id"),
        as_of=entry.string("as_of"),
        title=entry.text("title"),
        ranges=ranges,
        words=words,
        step_likelihood=steps["likelihood"],
        step_impact=steps["impact"],
        open_scenario=_named(entry, ("open",), entry.string("open"), "", ranges, ("share",)),
        families=families,
        forms=forms,
        note=entry.text("note"),
    )


def _ranges(entry: Entry, family: str, sources: Mapping[str, Source], found: dict[str, Range]) -> None:
    for part in entry.entries("inputs"):
        made = read_range(part, sources)
        name = f"{family}/{made.id}" if family else made.id
        if name in found:
            part.wrong("catalogue.duplicate-id", ("id",), file=part.marked.file, first=entry.line)
        found[name] = replace(made, id=name)


def read_range(entry: Entry, sources: Mapping[str, Source]) -> Range:
    """One range; what it rests on is a citation or the mark ``assumption: true``, never both and never neither."""
    entry.only(_RANGE_KEYS)
    unit = entry.word("unit", UNITS)
    cited, assumed = "citation" in entry.data, entry.flag("assumption")
    if cited == assumed:
        entry.wrong("losses.basis", ())
    least, likely, most, peak = read_values(entry, unit)
    return Range(
        id=entry.string("id"),
        title=entry.text("title"),
        unit=unit,
        least=least,
        likely=likely,
        most=most,
        peak=peak,
        basis="source" if cited else "assumption",
        rationale=entry.text("rationale"),
        fact=entry.string("fact", required=False),
        citation=entry.citation(sources) if cited else None,
        confidence=entry.confidence() if cited else "",
    )


def read_values(entry: Entry, unit: str) -> tuple[float, float, float, float]:
    """Least, likely and most value and the weight of the likely one, checked against their order and unit."""
    least, likely, most = (_number(entry, key, None) for key in ("least", "likely", "most"))
    peak = _number(entry, "peak", PEAK)
    if not least <= likely <= most:
        entry.wrong("losses.order", ("likely",), least=least, likely=likely, most=most)
        least, likely, most = 0.0, 0.0, 0.0
    limit = {"share": 1.0, "per_year": MOST_A_YEAR}.get(unit, _MOST)
    if most > limit:
        entry.wrong("losses.too-large", ("most",), value=most, limit=f"{limit:g}")
    if not 1.0 <= peak <= 50.0:
        entry.wrong("losses.peak", ("peak",), value=peak)
        peak = PEAK
    return least, likely, min(most, limit), peak


def _number(entry: Entry, key: str, default: float | None) -> float:
    """A number of 0 or more, written whole or as a quoted decimal such as "0.25"."""
    value = entry.data.get(key)
    if value is None and default is not None:
        return default
    if value is None:
        entry.wrong("catalogue.missing-key", (), key=key)
    elif isinstance(value, int | str) and not isinstance(value, bool) and _NUMBER.match(str(value)):
        number = float(value)
        if math.isfinite(number):
            return number
    else:
        entry.wrong("losses.number", (key,), key=key, value=value)
    return default if default is not None else 0.0


def _facts(entry: Entry, vocabulary: Vocabulary, ranges: Mapping[str, Range]) -> None:
    for part in entry.entries("inputs"):
        name = part.data.get("fact")
        if name is not None and str(name) not in vocabulary.facts:
            part.wrong("losses.fact", ("fact",), fact=str(name))


def _family(entry: Entry, sources: Mapping[str, Source], forms: Iterable[str], ranges: dict[str, Range]) -> Family:
    entry.only(_FAMILY_KEYS)
    name = entry.string("id")
    before = set(ranges)
    _ranges(entry, name, sources, ranges)
    own = tuple(one for one in ranges if one not in before)
    for key in ("ways", "losses"):
        if not entry.data.get(key):
            entry.wrong("catalogue.missing-key", (), key=key)
    return Family(
        id=name,
        title=entry.text("title"),
        summary=entry.text("summary"),
        attempts=_named(entry, ("attempts",), entry.string("attempts"), name, ranges, ("per_year",)),
        ways=entry.strings("ways"),
        through=entry.strings("through"),
        worsened_by=entry.strings("worsened_by"),
        lines=tuple(_line(part, name, tuple(forms), ranges) for part in entry.entries("losses")),
        own=own,
    )


def _line(entry: Entry, family: str, forms: tuple[str, ...], ranges: Mapping[str, Range]) -> Line:
    entry.only(("form", "product", "chance", "threat", "where"))
    units = tuple(unit for unit in UNITS if unit != "per_year")
    product = tuple(
        _named(entry, ("product", place), name, family, ranges, units)
        for place, name in enumerate(entry.strings("product"))
    )
    money = [name for name in product if name and ranges[name].unit.startswith("yen")]
    if len(money) != 1:
        entry.wrong("losses.money", ("product",))
    chance = entry.string("chance", required=False)
    return Line(
        form=entry.word("form", forms),
        product=tuple(name for name in product if name),
        chance=_named(entry, ("chance",), chance, family, ranges, ("share",)) if chance else "",
        threat=entry.string("threat", required=False),
        where=entry.word("where", WHERE, required=False),
    )


def _named(
    entry: Entry,
    place: tuple[str | int, ...],
    name: str,
    family: str,
    ranges: Mapping[str, Range],
    units: tuple[str, ...],
) -> str:
    """The full id of the range a name means: the family's own first, then a shared one."""
    for full in (f"{family}/{name}", name) if family else (name,):
        if full in ranges:
            if ranges[full].unit not in units:
                entry.wrong("losses.unit", place, name=name, unit=ranges[full].unit, allowed=units)
            return full
    entry.wrong("losses.no-range", place, name=name)
    return ""
