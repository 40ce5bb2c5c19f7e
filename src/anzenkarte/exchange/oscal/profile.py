"""Profiles of our own: which items of an edition are chosen, written as OSCAL and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from anzenkarte.catalogue.model import Edition, Item
from anzenkarte.exchange.loose import mapping, mappings, strings
from anzenkarte.exchange.oscal.words import OSCAL_VERSION, Props, identity, line, moment, prop, token
from anzenkarte.exchange.oscal.write_mapping import href
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError, Problem

PROFILE = "anzenkarte/profile/1"


@dataclass(frozen=True)
class Choice:
    """A choice among the items of an edition: the addressees asked for (all when empty) and the items chosen."""

    edition: str
    addressees: tuple[str, ...]
    items: tuple[str, ...]


def choose(edition: Edition, items: Iterable[Item], addressees: Sequence[str] = ()) -> Choice:
    """The items of an edition addressed to some, in printed order; InputError where there is none."""
    chosen = tuple(item.id for item in items if not addressees or item.addressee in addressees)
    if not chosen:
        params = {"edition": edition.id, "addressees": addressees or ("-",)}
        raise InputError(Problem.at("exchange.profile-empty", params))
    return Choice(edition.id, tuple(addressees), chosen)


def profile_document(edition: Edition, choice: Choice) -> dict[str, Json]:
    """The OSCAL profile of a choice; it imports ``EDITION.oscal.json``, expected beside it."""
    who = "+".join(choice.addressees)
    props: list[Json] = [
        prop("schema", PROFILE),
        prop("edition", edition.id),
        *(prop("addressee", addressee) for addressee in choice.addressees),
        *(prop("item", item) for item in choice.items),
    ]
    ids: list[Json] = [token(item) for item in choice.items]
    return {
        "profile": {
            "uuid": identity("profile", f"{edition.id}#{who}"),
            "metadata": {
                "title": line(f"{edition.title.ja} {who}"),
                "last-modified": moment(edition.published),
                "version": line(edition.edition),
                "oscal-version": OSCAL_VERSION,
                "props": props,
            },
            "imports": [{"href": href(edition.id), "include-controls": [{"with-ids": ids}]}],
            "merge": {"as-is": True},
        }
    }


def read_profile_document(document: Mapping[str, Json], file: str = "") -> Choice:
    """The choice of a profile of ours; InputError ``exchange.oscal-foreign`` for any other, or one that was changed."""
    body = mapping(document.get("profile"))
    props = Props(mapping(body.get("metadata")).get("props"))
    items = tuple(props.all("item"))
    selected = [
        name
        for entry in mappings(body.get("imports"))
        for part in mappings(entry.get("include-controls"))
        for name in strings(part.get("with-ids"))
    ]
    if props.one("schema") != PROFILE or selected != [token(item) for item in items]:
        raise InputError(Problem.at("exchange.oscal-foreign", file=file, path="profile/metadata/props"))
    return Choice(props.one("edition"), tuple(props.all("addressee")), items)
