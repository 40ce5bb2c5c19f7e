"""Looks into the database of a served workspace: one line of JSON with everything inconsistent for each line read."""

from __future__ import annotations

import json
import sys
from collections import Counter

import django
from django.apps import apps
from django.db import connection

django.setup()

from anzenkarte.workspace.audit.chain import verify  # noqa: E402 - the settings must stand first
from anzenkarte.workspace.audit.heads import kept  # noqa: E402 - after the settings
from anzenkarte.workspace.audit.models import Entry, Head  # noqa: E402 - after the settings
from anzenkarte.workspace.documents_store.models import (  # noqa: E402 - after the settings
    Blob,
    DocumentSummary,
    KarteDocument,
    Revision,
)
from anzenkarte.workspace.documents_store.store import load  # noqa: E402 - after the settings
from anzenkarte.workspace.scope import scope  # noqa: E402 - after the settings


def look() -> list[str]:
    """What is wrong, by organisation."""
    faults: list[str] = []
    for organisation in apps.get_model("organisations", "Organisation").objects.all():
        with scope(organisation.id):
            faults += [f"{organisation}: {fault}" for fault in (*_chain(organisation.id), *_documents())]
    connection.close()
    return faults


def _chain(organisation: object) -> list[str]:
    signed, unsound = kept(organisation)
    faults = verify(Entry.objects.all(), Head.objects.first(), signed)
    behind = Entry.objects.count() - max((one.count for one in signed), default=0)
    found = [str(fault) for fault in faults] + ([f"{unsound} unsound heads"] if unsound else [])
    return found + ([f"heads are {behind} behind"] if behind > 8 else [])


def _documents() -> list[str]:
    """Each head is the newest revision, whole, and what the list says; each publishing is entered once."""
    found = []
    told = Counter(Entry.objects.filter(verb="document.publish").values_list("subject", flat=True))
    for row in KarteDocument.objects.select_related("head").filter(head__isnull=False):
        revisions = list(Revision.objects.filter(document=row).order_by("number").values_list("number", flat=True))
        if revisions != list(range(1, len(revisions) + 1)) or row.head.number != len(revisions):
            found.append(f"{row.name}: revisions {revisions[-3:]}, head {row.head.number}")
        if load(row.head).revision != row.head.hash:
            found.append(f"{row.name}: the head is not what its hash says")
        missing = set(row.head.manifest.values()) - set(Blob.objects.values_list("digest", flat=True))
        if missing:
            found.append(f"{row.name}: {len(missing)} parts are gone")
        if DocumentSummary.objects.get(document=row).revision != row.head.hash:
            found.append(f"{row.name}: the list says another revision")
        entered = told[f"document:{row.id}"]
        if entered not in (0, len(revisions)):
            found.append(f"{row.name}: {len(revisions)} revisions, {entered} entered")
    return found


if __name__ == "__main__":
    for _ in sys.stdin:
        sys.stdout.write(json.dumps(look()) + "\n")
        sys.stdout.flush()
