"""Which checklist belongs to a day and an institution. A list of another year can be read, and prepares nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from anzenkarte.catalogue.forms.model import Form
from anzenkarte.catalogue.model import Edition
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.organisations.acting import refuse

GUIDELINE: Final = "cyber-checklist"
FEE_GUIDELINE: Final = "inspection"


@dataclass(frozen=True)
class Year:
    """The checklist of one year for one kind of institution, with the vendors' list beside it."""

    edition: Edition
    form: Form
    vendor_form: Form

    def in_force(self, on: date) -> bool:
        """Whether an inspection on this day is prepared with it."""
        return self.edition.in_force_on(on)


def sort_of(kind: str) -> str:
    """The list an institution of this kind uses."""
    return "pharmacy" if kind == "pharmacy" else "hospital"


def years(kind: str) -> tuple[Year, ...]:
    """All years of the list for a kind of institution, the newest first."""
    ending = f"-{sort_of(kind)}"
    forms = catalogue().forms
    found = [
        Year(edition, forms[edition.id], forms[edition.id.removesuffix(ending) + "-vendor"])
        for edition in catalogue().editions.values()
        if edition.guideline == GUIDELINE and edition.id.endswith(ending)
    ]
    return tuple(sorted(found, key=lambda year: year.edition.id, reverse=True))


def year_for(kind: str, on: date) -> Year:
    """The list in force on a day; raises InputError ``inspection.no-list`` where none is known for it."""
    found = next((year for year in years(kind) if year.in_force(on)), None)
    if found is None:
        raise refuse("inspection.no-list", day=on.isoformat())
    return found


def fee_years() -> tuple[Edition, ...]:
    """Editions of the points of fee-standard surveys and individual guidance, the newest first."""
    found = [edition for edition in catalogue().editions.values() if edition.guideline == FEE_GUIDELINE]
    return tuple(sorted(found, key=lambda edition: edition.edition, reverse=True))
