"""A disclosure held against an institution's own case: which of its needs it answers, and which not.

The judging is ``forms.needs`` over the catalogue's data; here is only what is put before it, kept ready while the
disclosure, the institution's case and the catalogue stay what they are.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final
from uuid import UUID

from anzenkarte.assess.run import Assessment, run
from anzenkarte.documents.content.reading import Reading, Source
from anzenkarte.forms.needs import Weighed, weigh
from anzenkarte.karte.disclosure.file import read_disclosure
from anzenkarte.karte.disclosure.view import Disclosure
from anzenkarte.karte.select import choose
from anzenkarte.kernel.text import Lang
from anzenkarte.workspace.disclosures.models import HeldDisclosure
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.store import catalogue

_MOST: Final = 32
_lock = Lock()
_ready: OrderedDict[tuple[UUID, str, str], tuple[Disclosure, Assessment, tuple[Weighed, ...]]] = OrderedDict()


def reading_of(held: HeldDisclosure, own: Assessment, lang: Lang) -> Reading:
    """What a disclosure leaves open for the institution whose case ``own`` is, in words of one language.

    Raises InputError for a file that can no longer be read, and where its documents make no one case.
    """
    shown, weighed = _weighed(held, own)
    known = catalogue()
    hashes = tuple(
        (known.vocabulary.kinds[name.partition("/")[0]].label.to(lang), digest) for name, digest in shown.made_from
    )
    title = known.messages.text("reading.document", {}, lang)
    return Reading(weighed, own, Source(shown.maker.name.to(lang), title, hashes), lang)


def _weighed(held: HeldDisclosure, own: Assessment) -> tuple[Disclosure, tuple[Weighed, ...]]:
    key = held.organisation_id, held.sha256, own.on.isoformat()
    with _lock:
        found = _ready.get(key)
    if found is None or found[1] is not own:
        known = catalogue()
        shown = read_disclosure(get(held.sha256), known.vocabulary)
        facts = run(choose(shown.documents, known.vocabulary), known, own.on, (), {}).facts
        found = shown, own, weigh(known.needs, own.facts, facts)
        with _lock:
            _ready[key] = found
            while len(_ready) > _MOST:
                _ready.popitem(last=False)
    return found[0], found[2]
