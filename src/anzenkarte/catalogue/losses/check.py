"""Whether loss files name threats there are, and a probability for every word of the likelihood scale."""

from __future__ import annotations

from anzenkarte.catalogue.entries import Entry
from anzenkarte.catalogue.gather import Gathered
from anzenkarte.catalogue.losses.read import LOSSES
from anzenkarte.catalogue.threats.read import SCALES, THREATS
from anzenkarte.kernel.errors import Problem


def check_losses(gathered: Gathered) -> list[Problem]:
    """Faults between loss files and the threats and scales they rest on."""
    problems: list[Problem] = []
    threats = {
        str(threat.data.get("id"))
        for file in gathered.of_schema(THREATS)
        for threat in Entry(file.marked, (), []).entries("threats")
    }
    words = {
        str(word.data.get("id"))
        for file in gathered.of_schema(SCALES)
        for word in Entry(file.marked, (), []).entries("likelihood")
    }
    for file in gathered.of_schema(LOSSES):
        entry = Entry(file.marked, (), problems)
        for word in sorted(words - set(entry.mapping("words"))):
            entry.wrong("losses.no-word", ("words",), word=word)
        for family in entry.entries("families"):
            for key in ("ways", "through", "worsened_by"):
                for place, name in enumerate(family.strings(key)):
                    if name not in threats:
                        family.wrong("losses.no-threat", (key, place), threat=name)
            for line in family.entries("losses"):
                name = line.string("threat", required=False)
                if name and name not in threats:
                    line.wrong("losses.no-threat", ("threat",), threat=name)
    return problems
