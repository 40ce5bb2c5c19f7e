"""What a receiver holds against a bundle: its own papers on who does what, and the items it needs answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from anzenkarte.accord.lines import Line, by_id, changes
from anzenkarte.accord.terms import is_term
from anzenkarte.assess.run import Assessment
from anzenkarte.formats.values import Json

VENDORS: Final = ("vendor", "vendor_supplies")


@dataclass(frozen=True)
class Difference:
    """A duty both papers speak of, or only one: the parties (URNs) by either, None where it is silent."""

    line: str
    mine: tuple[str, ...] | None
    theirs: tuple[str, ...] | None


def differences(mine: Sequence[Line], theirs: Sequence[Line]) -> tuple[Difference, ...]:
    """Duties on which the receiver's own papers and the bundle do not name the same parties."""
    own, given = (
        {id_: _parties(line) for id_, line in by_id(lines).items() if line.kind == "duty"} for lines in (mine, theirs)
    )
    found = [Difference(id_, own.get(id_), given.get(id_)) for id_ in sorted({*own, *given})]
    return tuple(one for one in found if one.mine != one.theirs)


def _parties(line: Line) -> tuple[str, ...]:
    parties: Json = line.content.get("parties")
    return tuple(str(party) for party in parties) if isinstance(parties, list) else ()


def unanswered(assessment: Assessment) -> tuple[str, ...]:
    """Items of the assessed editions that a vendor has to meet or to supply material for, and that stay unknown."""
    catalogue = assessment.catalogue
    wanted = {i.id for e in assessment.editions for i in catalogue.items(e.id) if i.addressee in VENDORS}
    verdicts = [verdict for report in assessment.reports.values() for verdict in report.verdicts if not verdict.rule]
    return tuple(sorted({v.item for v in verdicts if v.item in wanted and v.outcome == "unknown"}))


def unfounded(offered: Sequence[Line], computed: Sequence[Line]) -> dict[str, tuple[str, ...]]:
    """Lines of a bundle that do not follow from its own documents, with what differs; terms rest on words alone."""
    known = by_id(computed)
    found = {line.id: changes(line, known.get(line.id)) for line in offered if not is_term(line)}
    return {id_: changed for id_, changed in sorted(found.items()) if changed}
