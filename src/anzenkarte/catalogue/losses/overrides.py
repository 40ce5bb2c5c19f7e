"""The user's own figures: ranges that stand in the place of those of a loss file, each with a reason."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import Final

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.losses.model import Losses, Range
from anzenkarte.catalogue.losses.read import read_values
from anzenkarte.formats.values import Marked
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text

OVERRIDES: Final = "anzenkarte/loss-overrides/1"


def read_overrides(marked: Marked, losses: Losses) -> dict[str, Range]:
    """Id of a range → the user's own. Raises InputError with every fault of the file, each with its line."""
    problems: list[Problem] = []
    entry = Entry(marked, (), problems)
    entry.only(("schema", "inputs"))
    if entry.string("schema") not in ("", OVERRIDES):
        entry.wrong(
            "catalogue.unknown-word", ("schema",), key="schema", value=entry.string("schema"), allowed=OVERRIDES
        )
    found: dict[str, Range] = {}
    for name, part in entry.named("inputs"):
        known = losses.ranges.get(name)
        if known is None:
            near = get_close_matches(name, list(losses.ranges), n=3, cutoff=0.3)
            part.wrong("quantify.no-input", (), name=name, near=near or list(losses.ranges)[:5])
            continue
        part.only(("least", "likely", "most", "peak", "because"))
        least, likely, most, peak = read_values(part, known.unit)
        because = part.string("because")
        found[name] = replace(
            known,
            least=least,
            likely=likely,
            most=most,
            peak=peak,
            basis="own",
            rationale=Text(because, because),
            citation=None,
            confidence="",
        )
    if not found and not problems:
        entry.wrong("catalogue.missing-key", ("inputs",), key="inputs")
    if problems:
        raise InputError(problems)
    return found
