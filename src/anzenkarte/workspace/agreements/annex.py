"""The annex (別紙) to a contract: the lines agreed on, and who signed them, as a Word file."""

from __future__ import annotations

from anzenkarte.documents.agreement_annex import Signed, annex
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Lang
from anzenkarte.workspace.agreements.queries import Agreement
from anzenkarte.workspace.handovers import keys
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.organisations.acting import Actor, refuse


def annex_of(actor: Actor, found: Agreement, lang: Lang) -> bytes:
    """The file. Raises InputError ``bundle.nothing-agreed``, or ``agreement.no-documents`` where words are missing."""
    agreed = [one for one in found.standings if one.state == "agreed"]
    if not agreed:
        raise InputError(Problem.at("bundle.nothing-agreed", {"lines": len(found.standings)}))
    if found.assessment is None:
        raise refuse("agreement.no-documents")
    ring = keys.store_of(actor.organisation).ring()
    said = {answer.bundle for one in agreed for answer in one.words}
    signed: list[Signed] = []
    for parcel in Parcel.objects.filter(bundle__in=said).order_by("sequence", "bundle"):
        known = ring.known.get(parcel.key)
        holder = "" if known is None else known.card.holder or known.card.name
        signed.append(Signed(parcel.sender, holder, parcel.key, parcel.sealed_on, parcel.sequence, parcel.bundle))
    return render_docx(annex(agreed, len(found.standings), tuple(signed), found.assessment, lang))
