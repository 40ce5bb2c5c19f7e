"""Every link of every page leads somewhere: none to a page that is not there, that only takes forms, or that breaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from anzenkarte.workspace.demonstration.load import World
from tests.web.test_queries import _pages

DESKS = ("saas-vendor", "contractor", "hospital", "clinic", "supervisor")
_ALIKE = 3
"""So many links of one route and one set of questions are followed; the rest differ in an id alone."""


class Links(HTMLParser):
    """The addresses a page links to, fetches, or frames."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what is linked or fetched by a tag."""
        told = dict(attrs)
        for name in ("href", "hx-get"):
            address = told.get(name)
            if address and tag != "link" and not address.startswith("#"):
                self.found[address] = None


def links_of(page: str, at: str) -> Iterator[str]:
    """Addresses on this server that a page leads to, without their marks."""
    parser = Links()
    parser.feed(page)
    for address in parser.found:
        parts = urlsplit(urljoin(f"http://testserver{at}", address))
        if parts.scheme == "http" and parts.netloc == "testserver":
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _shape(address: str) -> tuple[str, ...]:
    parts = urlsplit(address)
    asked = sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair})
    return (resolve(parts.path).view_name, *asked)


def _followed(client: Client, starts: list[str]) -> tuple[dict[str, tuple[str, int]], set[tuple[str, ...]]]:
    """Broken links → where they stand and what came of them; and every shape of link that was followed."""
    broken: dict[str, tuple[str, int]] = {}
    asked: set[str] = set()
    alike: dict[tuple[str, ...], int] = {}
    for start in starts:
        answer = client.get(start)
        if answer.status_code != 200 or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for address in links_of(answer.content.decode(), start):
            if address in asked:
                continue
            asked.add(address)
            try:
                shape = _shape(address)
            except Resolver404:
                broken[address] = (start, 404)
                continue
            alike[shape] = alike.get(shape, 0) + 1
            if alike[shape] > _ALIKE:
                continue
            code = client.get(address).status_code
            if code in (404, 405) or code >= 500:
                broken[address] = (start, code)
    return broken, set(alike)


@pytest.mark.parametrize("key", DESKS)
def test_every_link_leads_somewhere(world: World, signed_in: Callable[..., Client], key: str) -> None:
    client = signed_in(key, "administrators" if key == "supervisor" else "approvers")
    starts = list(dict.fromkeys(address for _, address in _pages(world, key)))
    broken, shapes = _followed(client, starts)
    assert broken == {}
    assert len(shapes) > 5


def test_a_customer_is_handed_to_from_the_list(world: World, signed_in: Callable[..., Client]) -> None:
    client, base = signed_in("saas-vendor"), f"/o/{world.organisations['saas-vendor'].id}/"
    at = f"{base}vendor/customers/"
    found = [one for one in links_of(client.get(at).content.decode(), at) if "/exchange/send/" in one]
    assert found
    assert all("?to=urn" in one and client.get(one).status_code == 200 for one in found)
