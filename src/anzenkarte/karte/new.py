"""A first karte from the answers of a beginner: service, engagement and institution, ready to be extended."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document
from anzenkarte.karte.questions import UNKNOWN, questions
from anzenkarte.karte.read import read_text
from anzenkarte.karte.words import VERSION, slug
from anzenkarte.karte.yaml_text import yaml_text
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

Fields = dict[str, Json]

VENDOR: Final = "vendor"
PARENT: Final = "parent-company"
CLOUD: Final = "cloud-operator"
INSTITUTION: Final = "institution"
_AT_INSTITUTION: Final = frozenset({"on_premises", "closed_network"})
_NAME: Final = 36


def build(
    answers: Mapping[str, Json], vocabulary: Vocabulary, new_urn: Callable[[], str], as_of: str = "", file: str = "new"
) -> list[Document]:
    """Documents that read back valid, made of checked answers (see ``questions.check_answers``).

    ``new_urn`` gives a fresh random party id (``urn:uuid:…``) at every call; ``as_of`` is the day the answers describe.
    A question left open stays missing, the answer ``unknown`` is written as such. Nothing is declared complete.
    """
    asked = [question for question in questions(vocabulary) if question.asked(answers)]
    given = {question.id: answers[question.id] for question in asked if answers.get(question.id) is not None}
    draft = _Draft(given, {question.id: question.spec.values for question in asked}, new_urn, as_of)
    documents = [draft.service(), draft.engagement()]
    if "institution_kind" in given:
        documents.append(draft.institution())
    return read_text("---\n".join(yaml_text(document) for document in documents), vocabulary, None, file)


def whole(kind: str, name: str, keeper: str, as_of: str, parties: Mapping[str, Fields], body: Fields) -> Fields:
    """A whole document in the order people read it; empty collections are left out."""
    dated: Fields = {"as_of": as_of} if as_of else {}
    start: Fields = {"schema": f"anzenkarte/{kind}/{VERSION}", "name": name, "keeper": keeper, **dated}
    own_part: Fields = {kind: body[kind], "parties": {one: dict(fields) for one, fields in parties.items()}}
    rest: Fields = {key: value for key, value in body.items() if key != kind and value}
    return {**start, **own_part, **rest}


def service_contract(supplier: str, customer: str, said: Mapping[str, Json]) -> Fields:
    """The contract under which a service is supplied, with what is known of it."""
    return {
        "name": {"ja": "サービスの契約", "en": "contract for the service"},
        "supplier": supplier,
        "customer": customer,
        **said,
    }


@dataclass(frozen=True)
class Engaged:
    """One system and who supplies it: the documents' short name, what it is called, the parties and their contract.

    ``parties`` holds both, by slug; ``keeper`` is whoever writes it down; ``contract`` what is known of it.
    """

    name: str
    title: Json
    parties: Mapping[str, Fields]
    keeper: str
    vendor: str
    customer: str
    contract: Mapping[str, Json]


def build_engagement(given: Engaged, vocabulary: Vocabulary, as_of: str = "", file: str = "new") -> Document:
    """An engagement of two parties and their contract, with nothing else; it reads back valid.

    Raises InputError for fields the vocabulary does not take.
    """
    own: Fields = {"name": given.title, "vendor": given.vendor, "customer": given.customer}
    contract = service_contract(given.vendor, given.customer, given.contract)
    body: Fields = {"engagement": own, "contracts": {"main": contract}}
    made = whole("engagement", given.name, given.keeper, as_of, given.parties, body)
    (document,) = read_text(yaml_text(made), vocabulary, None, file)
    return document


class _Draft:
    """The documents while they are put together."""

    def __init__(
        self,
        answers: Mapping[str, Json],
        words: Mapping[str, Mapping[str, Text]],
        new_urn: Callable[[], str],
        as_of: str,
    ) -> None:
        self.answers = answers
        self.words = words
        self.as_of = as_of
        self.at_institution = answers.get("provision") in _AT_INSTITUTION
        self.parties = self.make_parties(new_urn)
        fallback = f"{slug(str(answers['purpose']))}-service"
        self.service_name = slug(str(answers["service_name"]))[:_NAME].strip("-") or fallback
        self.institution_name = slug(str(answers["institution_name"]))[:_NAME].strip("-") or INSTITUTION

    def given(self, **fields: str) -> Fields:
        """Fields from the answers of these questions, as far as there are answers."""
        return {
            key: {"unknown": "stated"} if self.answers[id] == UNKNOWN else self.answers[id]
            for key, id in fields.items()
            if id in self.answers
        }

    def chosen(self, id: str) -> dict[str, Text]:
        """The words chosen from a list, with their labels; none when open or unknown."""
        value = self.answers.get(id)
        return (
            {word: self.words[id][word] for word in value if isinstance(word, str)} if isinstance(value, list) else {}
        )

    def make_parties(self, new_urn: Callable[[], str]) -> dict[str, Fields]:
        """Every party by slug, each with a fresh id."""
        parties: dict[str, Fields] = {}
        for own, kind, name, country in (
            (VENDOR, "vendor", "provider_name", "provider_country"),
            (PARENT, "parent_company", "parent_name", "parent_country"),
            (CLOUD, "cloud_provider", "cloud_operator", "cloud_operator_country"),
            (INSTITUTION, "institution", "institution_name", ""),
        ):
            if self.answers.get(name, UNKNOWN) != UNKNOWN:
                named: Fields = {"urn": new_urn(), "name": self.answers[name], "kind": kind}
                parties[own] = {**named, **self.given(country=country)}
        if PARENT in parties:
            parties[VENDOR]["parent"] = PARENT
        elif self.answers.get("provider_has_parent") is False:
            parties[VENDOR]["no_parent"] = True
        elif "provider_has_parent" in self.answers:
            parties[VENDOR]["parent"] = {"unknown": "stated"}
        return parties

    def document(self, kind: str, name: str, keeper: str, parties: list[str], body: Fields) -> Fields:
        """A whole document of the parties it names."""
        known = {own: self.parties[own] for own in parties if own in self.parties}
        return whole(kind, name, keeper, self.as_of, known, body)

    def service(self) -> Fields:
        """What is the same for every customer."""
        own: Fields = {
            **self.given(name="service_name", purpose="purpose", provision="provision", works="works"),
            **self.given(handles_medical_information="medical_information"),
            "provider": VENDOR,
        }
        certificates: Fields = {
            scheme: {"name": _both(label), "scheme": scheme, "holder": VENDOR}
            for scheme, label in self.chosen("certificates").items()
        }
        body: Fields = {
            "service": own,
            "information": self.information(),
            "components": {"application": {**self.given(name="service_name"), "kind": "application"}},
            **({} if self.at_institution else self.storage(CLOUD if CLOUD in self.parties else VENDOR)),
            "certificates": certificates,
        }
        return self.document("service", self.service_name, VENDOR, [VENDOR, PARENT, CLOUD], body)

    def engagement(self) -> Fields:
        """This service at this institution."""
        own: Fields = {
            "name": {
                "ja": f"{self.answers['institution_name']}への導入",
                "en": f"at {self.answers['institution_name']}",
            },
            "vendor": VENDOR,
            "customer": INSTITUTION,
        }
        contract = service_contract(VENDOR, INSTITUTION, self.given(form="contract_form"))
        patching: Fields = {}
        who = self.answers.get("patches")
        if who == "not_decided":
            contract["security_updates"] = "not_stated"
        elif who is not None:
            patching["patched_by"] = {"unknown": "stated"} if who == UNKNOWN else who
        body: Fields = {
            "engagement": own,
            "contracts": {"main": contract},
            "components": {"application": {**self.given(name="service_name"), **patching}} if patching else {},
            "connections": self.maintenance(),
            **(self.storage(INSTITUTION) if self.at_institution else {}),
        }
        name = f"{self.service_name}-at-{self.institution_name}"
        return self.document("engagement", name, VENDOR, [VENDOR, PARENT, INSTITUTION], body)

    def institution(self) -> Fields:
        """The institution itself."""
        own: Fields = {
            **self.given(name="institution_name", kind="institution_kind", beds="beds", system_staff="system_staff"),
            "party": INSTITUTION,
        }
        return self.document("institution", self.institution_name, INSTITUTION, [INSTITUTION], {"institution": own})

    def information(self) -> Fields:
        """One entity for each kind of information."""
        return {slug(kind): {"name": _both(label), "kind": kind} for kind, label in self.chosen("information").items()}

    def storage(self, operator: str) -> Fields:
        """Where the data rests: a place, a store and its primary copy."""
        site = "institution_site" if self.at_institution else "data_centre"
        place: Fields = {
            "name": {"ja": "データの保存場所", "en": "where the data rests"},
            **self.given(country="data_country"),
            "kind": "cloud_region" if operator == CLOUD else site,
            "operator": operator,
        }
        store: Fields = {
            "name": {"ja": "データベース", "en": "database"},
            "component": "application",
            "operator": operator,
            **self.given(offline_copy="offline_backup", restore_tested_on="restore_tested_on"),
        }
        if information := self.information():
            store["information"] = list(information)
        copy: Fields = {"store": "main", "role": "primary", "place": "data-place", "operator": operator}
        return {"places": {"data-place": place}, "stores": {"main": store}, "copies": {"primary": copy}}

    def maintenance(self) -> Fields:
        """The connection through which the vendor maintains the service, when there is one."""
        if self.answers.get("remote_maintenance") is not True:
            return {}
        connection: Fields = {
            "name": {"ja": "リモート保守の接続", "en": "remote maintenance"},
            "purpose": "remote_maintenance",
            "endpoints": ["application"],
            "outside_party": VENDOR,
            "from_outside": True,
            **self.given(second_factor="remote_second_factor"),
        }
        return {"maintenance": connection}


def _both(text: Text) -> Json:
    return {"ja": text.ja, "en": text.en}
