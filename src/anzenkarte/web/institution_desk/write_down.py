"""A system and its vendor, written down by the institution itself: a draft of an engagement that nobody else sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from anzenkarte.formats.values import Json
from anzenkarte.karte.new import Engaged, build_engagement
from anzenkarte.karte.words import SLUG, slug
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.web.institution_desk.common import today
from anzenkarte.web.institution_desk.known_vendors import Known, Vendor, known_to
from anzenkarte.web.institution_desk.profile import own_party_slug
from anzenkarte.web.shared.beginning import Back, begin_document, free_name, fresh_urn
from anzenkarte.web.shared.desk import Outcome, page
from anzenkarte.web.shared.karte import vocabulary
from anzenkarte.web.shared.words import language, say, sentences
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.models import Organisation

LONGEST: Final = 120
_STEM: Final = 60
_UNKNOWN: Final = "unknown"
_TEXTS: Final = ("system_ja", "system_en", "vendor_ja", "vendor_en")


@dataclass(frozen=True)
class Typed:
    """The form as it was sent."""

    texts: Mapping[str, str]
    vendor: str
    form: str
    works: tuple[str, ...]


def typed(request: HttpRequest) -> Typed:
    """What was sent; nothing before."""
    sent = request.POST
    texts = {name: sent.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in _TEXTS}
    return Typed(texts, sent.get("vendor", ""), sent.get("form", ""), tuple(sent.getlist("works")))


@page("institution", least="editor")
def write_down(request: HttpRequest) -> HttpResponse:
    """The form; POST keeps a draft and leads to the page on which it is described."""
    known, given = known_to(request.actor), typed(request)
    problems: tuple[tuple[str, str], ...] = ()
    if request.method == "POST":
        problems = _faults(known, given)
        if not problems:
            try:
                made = _make(request, known, given)
            except Back as back:
                problems = back.problems
            else:
                messages.success(request, say(
                    "下書きができました。公開するまで、ほかの人には見えません。",
                    "Your draft is begun. Nobody else sees it until you publish it.",
                ))  # fmt: skip
                return redirect("karte-describe", request.actor.organisation, made.pk)
    context = {
        "outcome": Outcome(None, problems),
        "texts": given.texts,
        "vendors": [(one.urn, one.shown, one.urn == given.vendor) for one in known.listed()],
        "forms": [
            *((word, label, word == given.form) for word, label in _words("form").items()),
            (_UNKNOWN, say("まだ分からない", "Not known yet"), given.form == _UNKNOWN),
        ],
        "works": [(word, label, word in given.works) for word, label in _words("works").items()],
    }
    return render(request, "institution_desk/write_down.html", context, status=422 if problems else 200)


def _words(name: str) -> dict[str, str]:
    values = vocabulary().facts[f"contract.{name}"].values
    return {word: label.to(language()) for word, label in values.items()}


def _faults(known: Known, given: Typed) -> tuple[tuple[str, str], ...]:
    found = []
    if not given.texts["system_ja"]:
        found.append(("system_ja", say("システムの名前を入れてください。", "Enter the name of the system.")))
    found += _vendor_faults(known, given)
    if given.form != _UNKNOWN and given.form not in _words("form"):
        found.append((
            "form",
            say("契約の形態を選んでください。分からなければ「まだ分からない」を選びます。",
                "Choose the form of the contract, or that it is not known yet."),
        ))  # fmt: skip
    if set(given.works) - set(_words("works")):
        found.append(("works", say("業務を一覧から選び直してください。", "Choose the works from the list again.")))
    return tuple(found)


def _vendor_faults(known: Known, given: Typed) -> list[tuple[str, str]]:
    name = given.texts["vendor_ja"]
    if given.vendor and given.vendor not in known.vendors:
        return [("vendor", say("事業者を一覧から選び直してください。", "Choose the vendor from the list again."))]
    if given.vendor and name:
        return [("vendor_ja", say(
            "一覧で事業者を選んでいます。新しい事業者なら、一覧を「一覧にない」に戻してください。",
            "A vendor is chosen from the list. For a new one, set the list back to \"not listed\".",
        ))]  # fmt: skip
    if given.vendor:
        return []
    if not name:
        return [("vendor_ja", say(
            "事業者を一覧から選ぶか、名前を入れてください。", "Choose the vendor from the list, or enter its name."
        ))]  # fmt: skip
    if any(name.casefold() in _names(one) for one in known.vendors.values()):
        return [("vendor_ja", say(
            "同じ名前の事業者が一覧にあります。一覧から選んでください。",
            "A vendor of this name is in the list. Choose it there.",
        ))]  # fmt: skip
    return []


def _names(one: Vendor) -> set[str]:
    found = one.name.values() if isinstance(one.name, dict) else [one.name]
    return {str(name).casefold() for name in found}


def _make(request: HttpRequest, known: Known, given: Typed) -> KarteDocument:
    """Keep the draft, whole or not at all; raises Back with what is wrong."""
    actor, texts = request.actor, given.texts
    own = Organisation.objects.get(id=actor.organisation)
    customer = own_party_slug(request)
    known.slugs[customer] = actor.urn
    vendor = known.vendors.get(given.vendor)
    if vendor is None:
        vendor = _new_vendor(known, texts["vendor_ja"], texts["vendor_en"])
    parties: dict[str, dict[str, Json]] = {
        customer: {"urn": actor.urn, "name": {"ja": own.called("ja"), "en": own.called("en")}, "kind": "institution"},
        _slug_beside(known, vendor): {"urn": vendor.urn, "name": vendor.name, "kind": vendor.kind},
    }
    supplier = next(one for one in parties if one != customer)
    taken = set(KarteDocument.objects.filter(kind="engagement").values_list("kind", "name"))
    engaged = Engaged(
        free_name("engagement", _stem(texts["system_en"] or texts["system_ja"]), taken),
        _both(texts["system_ja"], texts["system_en"]), parties, customer, supplier, customer, _contract(given),
    )  # fmt: skip
    try:
        document = build_engagement(engaged, vocabulary(), today().isoformat())
    except AnzenError as error:
        raise Back(tuple(("", text) for _, text in sentences(error))) from error
    with transaction.atomic():
        return begin_document(request, document)


def _contract(given: Typed) -> dict[str, Json]:
    """What is known of the contract; what is not known is written as such."""
    form: Json = {"unknown": "stated"} if given.form == _UNKNOWN else given.form
    works: list[Json] = [word for word in _words("works") if word in given.works]
    return {"form": form, "works": works} if works else {"form": form}


def _new_vendor(known: Known, ja: str, en: str) -> Vendor:
    urn = fresh_urn()
    return Vendor(urn, known.slug_for(en or ja, urn), _both(ja, en), "vendor")


def _slug_beside(known: Known, vendor: Vendor) -> str:
    """The vendor's own slug, unless it is somebody else's."""
    return vendor.slug if known.slugs.get(vendor.slug, vendor.urn) == vendor.urn else known.slug_for("", vendor.urn)


def _both(ja: str, en: str) -> Json:
    return {"ja": ja, "en": en or ja}


def _stem(name: str) -> str:
    found = slug(name)[:_STEM].strip("-")
    return found if SLUG.match(found) else "system"
