"""A disclosure on its way: sealed for its reader with nothing beside it, and kept where a bundle brings one.

It travels as evidence under the name the terminal gives it. What it withholds stays withheld: no document goes along,
unlike where a whole telling is handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final
from uuid import UUID

from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.seal import Assessed
from anzenkarte.formats.strict_json import load
from anzenkarte.karte.disclosure.audience import CUSTOMERS
from anzenkarte.karte.disclosure.file import is_disclosure
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.disclosures.actions import HoldDisclosure
from anzenkarte.workspace.disclosures.models import MadeDisclosure
from anzenkarte.workspace.disclosures.queries import engagements_of, made_by_id
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.handovers.models import Parcel
from anzenkarte.workspace.handovers.offer import about_of
from anzenkarte.workspace.handovers.sending import Beside, send
from anzenkarte.workspace.organisations.acting import Action, Actor, Done, refuse

DISCLOSURE: Final = "disclosure.json"
"""The name under which a disclosure travels as evidence of a bundle."""


@dataclass(frozen=True)
class SealDisclosure(Action[Parcel]):
    """Hand a disclosure over under the desk's key: to the party it was made for; of one for customers in general, to a
    customer of the service. It binds nobody.

    Raises InputError ``handover.receiver`` for anybody else, ``handover.unknown``, and what sending raises; a receiver
    whose key is not trusted here gets no files.
    """

    made: UUID
    to: str
    verb: ClassVar[str] = "handover.disclosure"
    kinds: ClassVar[tuple[str, ...]] = ("vendor",)

    def perform(self, actor: Actor) -> Done[Parcel]:
        made = made_by_id(self.made)
        if made is None:
            raise refuse("handover.unknown")
        if self.to not in receivers(actor, made):
            raise refuse("handover.receiver")
        try:
            data = get(made.sha256)
        except OSError as error:
            raise refuse("handover.evidence-gone") from error
        content = Content((), (), evidence={DISCLOSURE: data})
        parcel = send(actor, about_of(made.document), self.to, content, Assessed(), False, Beside())
        return Done(f"parcel:{parcel.id}", {"bundle": parcel.bundle, "disclosure": made.sha256}, parcel)


def receivers(actor: Actor, made: MadeDisclosure) -> set[str]:
    """The URNs of those a disclosure may be handed to."""
    if made.recipient != CUSTOMERS:
        return {made.recipient}
    return {row.summary.customer_urn for row in engagements_of(actor, made.document)}


def hold_disclosed(actor: Actor, content: Content, sender: str) -> None:
    """Keep the disclosure a bundle brings, vouched for by who sealed it; inside ``act``.

    Raises InputError for one that cannot be read or was made for somebody else. Another file of that name is evidence.
    """
    data = content.evidence.get(DISCLOSURE)
    if data is None:
        return
    try:
        found = load(bytes(data), DISCLOSURE).data
    except InputError:
        return
    if is_disclosure(found):
        HoldDisclosure(bytes(data), sender).perform(actor)
