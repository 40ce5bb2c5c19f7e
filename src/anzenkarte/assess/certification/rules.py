"""One certificate against one line of its scheme.

A certificate decides only items that ask for it, only while valid, and only where its scope covers the unit that
provides the service; elsewhere it supports, and an interview opinion stays an opinion.
"""

from __future__ import annotations

from anzenkarte.assess.results import Supported
from anzenkarte.catalogue.model import Support
from anzenkarte.karte.facts.base import FactBase
from anzenkarte.kernel.facts import FactRead

_FACTS = ("certificate.valid", "certificate.covers_service")


def judge(facts: FactBase, certificate: str, scheme: str, support: Support) -> Supported:
    """What the certificate does for the item of one support line."""
    reads = tuple(FactRead(certificate, name, facts.fact(certificate, name)) for name in _FACTS)
    valid, covers = reads[0].fact, reads[1].fact
    if valid.value is False:
        state = "not_valid"
    elif covers.value is False:
        state = "out_of_scope"
    elif not (valid.known and covers.known):
        state = "unknown"
    elif support.standing == "official" and support.decides:
        state = "decides"
    else:
        state = "opinion" if support.standing == "opinion" else "supports"
    key = f"{certificate}>{support.item}#{support.standing}"
    return Supported(key, certificate, scheme, support.item, support.standing, state, reads)
