"""What stands in the navigation of each kind of organisation: addresses by name, in order; desks fill it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.urls import NoReverseMatch, reverse

from anzenkarte.workspace.organisations.acting import Actor


@dataclass(frozen=True)
class Entry:
    """A page of the navigation: the name of its address and its label; left out while the name leads nowhere."""

    name: str
    ja: str
    en: str


EVERYBODY: Final = (
    Entry("evidence-list", "根拠資料", "Evidence"),
    Entry("exchange-inbox", "受け渡し", "Exchange"),
    Entry("members", "人と役割", "People"),
    Entry("audit", "記録", "Record"),
)
NAV: Final[dict[str, tuple[Entry, ...]]] = {
    "vendor": (
        Entry("vendor-home", "サービスと導入先", "Services"),
        Entry("vendor-customers", "お客様", "Customers"),
        Entry("vendor-answers", "回答", "Answers"),
        *EVERYBODY,
    ),
    "institution": (
        Entry("institution-clinic", "かんたん表示", "At a glance"),
        Entry("institution-overview", "事業者とシステム", "Vendors"),
        Entry("institution-matrix", "責任分界表", "Who does what"),
        Entry("institution-conformity", "自院の状況", "Conformity"),
        Entry("inspection-list", "立入検査の準備", "Inspection"),
        Entry("institution-disclosures", "開示書を読む", "Disclosures"),
        *EVERYBODY,
        Entry("grants", "閲覧の許可", "Grants"),
    ),
    "supervisor": (
        Entry("supervisor-overview", "各施設の状況", "Institutions"),
        Entry("members", "人と役割", "People"),
        Entry("audit", "記録", "Record"),
    ),
}


def pages_of(actor: Actor) -> list[tuple[Entry, str]]:
    """The pages of an actor's navigation that exist, with their addresses."""
    found: list[tuple[Entry, str]] = []
    for entry in NAV[actor.kind]:
        try:
            found.append((entry, reverse(entry.name, args=(actor.organisation,))))
        except NoReverseMatch:
            continue
    return found
