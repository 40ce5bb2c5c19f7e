"""Background work: the papers of a disclosure, made from its own file and from nothing beside it."""

from __future__ import annotations

import logging
from uuid import UUID

from django_tasks import task

from anzenkarte.assess.run import run
from anzenkarte.documents.disclosure import compile_disclosure
from anzenkarte.karte.disclosure.file import read_disclosure
from anzenkarte.karte.disclosure.policy import LEVELS
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import AnzenError
from anzenkarte.kernel.text import LANGS
from anzenkarte.workspace.disclosures.models import MadeDisclosure
from anzenkarte.workspace.documents_store.files import get, put
from anzenkarte.workspace.documents_store.store import catalogue
from anzenkarte.workspace.scope import scope

log = logging.getLogger("anzenkarte.disclosures")


@task()
def make_papers(organisation: str, made: str) -> None:
    """Make the papers of a disclosure in both languages and keep them."""
    with scope(UUID(organisation)):
        row = MadeDisclosure.objects.select_related("document").filter(id=UUID(made)).first()
        if row is None or row.state not in ("waiting", "working"):
            return
        row.state = "working"
        row.save(update_fields=("state",))
        try:
            row.files = _papers(row)
        except (AnzenError, ValueError, OSError):
            log.exception("the papers of disclosure %s could not be made", made)
            row.state = "failed"
        else:
            row.state = "ready"
        row.save(update_fields=("files", "state"))


def _papers(row: MadeDisclosure) -> dict[str, str]:
    """``ja/disclosure.pdf`` and the like → hash of the file."""
    known = catalogue()
    shown = read_disclosure(get(row.sha256), known.vocabulary)
    level = next(one for one in LEVELS if one == row.level)
    named = row.document.name if any(one.name == row.document.name for one in shown.documents) else ""
    case = choose(shown.named, known.vocabulary, named)
    assessment = run(case, known, row.day, known.resolve([], row.day))
    files: dict[str, str] = {}
    for lang in LANGS:
        for name, data in compile_disclosure(shown, assessment, level, lang).items():
            if not name.endswith(".json"):
                files[f"{lang}/{name}"] = put(data)
    return files
