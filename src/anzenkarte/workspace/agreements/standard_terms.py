"""Lines that rest on a contract by standard terms (約款), which a clinic takes or leaves as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from anzenkarte.assess.run import Assessment

STANDARD = "standard_terms"


def resting_on_terms(assessment: Assessment | None, lines: Iterable[tuple[str, Mapping[str, str]]]) -> tuple[str, ...]:
    """Ids of lines, given with their basis, that rest on a contract whose form is *standard terms*."""
    if assessment is None:
        return ()
    contracts = {
        f"entity {part.document.kind}/{part.document.name}#{part.entity.subject}"
        for subject in assessment.case.subjects("contract")
        for part in assessment.case.parts(subject)
        if part.entity.fields.get("form") == STANDARD
    }
    return tuple(line for line, basis in lines if contracts & basis.keys())
