"""What parties answered about an item: the latest own word counts, hearsay is shown, older words are superseded."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from anzenkarte.catalogue.model import Addressee
from anzenkarte.karte.document import Entity
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.karte.facts.said import current, is_hearsay, speaker
from anzenkarte.kernel.verdicts import BACKINGS, Backing, Outcome

_OUTCOMES: dict[str, Outcome] = {
    "yes": "met",
    "no": "not_met",
    "not_applicable": "not_applicable",
    "planned": "not_met",
}


@dataclass(frozen=True)
class Answer:
    """One party's answer about an item."""

    statement: str
    by: str
    outcome: Outcome
    planned_on: str
    backing: Backing
    hearsay: bool
    kind: str = ""  # of the party, when it is known
    about: str = ""  # the engagement or service it names; empty: all of the case
    service: str = ""  # the service of what it names

    def counts(self, addressee: Addressee) -> bool:
        """Whether it may decide an item: an own word of the side the item addresses, as far as its side is known.

        What only the institution can do, a vendor's word does not settle, nor the other way round.
        """
        if self.hearsay or addressee == "vendor_supplies" or not self.kind:
            return not self.hearsay
        return (self.kind == "institution") == (addressee == "institution")


def per_service(facts: FactBase, own: Sequence[Answer], out: Collection[str]) -> list[list[Answer]]:
    """The answers that count for each service that is not ``out`` of scope; all together where there is only one.

    Of each party the word on the most specific subject counts: engagement, service, all. A vendor's word on nothing in
    particular is about the services it provides, as far as there are any.
    """
    services = facts.collection("service").subjects
    providers = {service: facts.fact(service, "service.provider").value for service in services}
    concerned = [service for service in services if service not in out] or list(services) or [""]
    return [_winning(own, service, providers) for service in concerned]


def _winning(own: Sequence[Answer], service: str, providers: Mapping[str, object]) -> list[Answer]:
    chosen: dict[str, Answer] = {}
    for answer in own:
        elsewhere = not answer.about and answer.by in providers.values() and providers.get(service) != answer.by
        if answer.service not in ("", service) or elsewhere:
            continue
        before = chosen.get(answer.by)
        if before is None or _rank(answer) > _rank(before):
            chosen[answer.by] = answer
    return [chosen[by] for by in sorted(chosen)]


def _rank(answer: Answer) -> int:
    return ("", "service", "engagement").index(answer.about.partition("/")[0])


def answers(facts: FactBase, item: str, aliases: Sequence[str]) -> tuple[Answer, ...]:
    """Every answer about an item under its id or an old one; superseded ones are left out.

    Of one party's words the latest on each subject stays.
    """
    entities = [e for name in (item, *aliases) for e in facts.index("statements-by-item", name)]
    latest: dict[tuple[str, bool, str], Entity] = {}
    for entity in current(entities):
        if str(entity.fields.get("answer")) in _OUTCOMES:
            latest[speaker(entity), is_hearsay(entity), _about(entity)] = entity
    found = [_answer(facts, entity, hearsay) for (_, hearsay, _), entity in latest.items()]
    return tuple(sorted(found, key=lambda answer: (answer.hearsay, answer.by, answer.statement)))


def _about(entity: Entity) -> str:
    """The service or engagement a statement names; a word on anything else is taken for the whole."""
    subject = entity.fields.get("subject")
    return subject if isinstance(subject, str) and subject.partition("/")[0] in ("service", "engagement") else ""


def _answer(facts: FactBase, entity: Entity, hearsay: bool) -> Answer:
    backing = str(entity.fields.get("backing", "declared"))
    by = facts.refer(entity.subject, "party", speaker(entity))
    kind = facts.fact(by, "party.kind")
    about = _about(entity)
    return Answer(
        statement=entity.subject,
        by=by,
        outcome=_OUTCOMES[str(entity.fields["answer"])],
        planned_on=planned if isinstance(planned := entity.fields.get("planned_on"), str) else "",
        backing=next((word for word in BACKINGS if word == backing), "declared"),
        hearsay=hearsay,
        kind=str(kind.value) if kind.known else "",
        about=about,
        service=(about if about.startswith("service/") else facts.home(about, "service") or about) if about else "",
    )
