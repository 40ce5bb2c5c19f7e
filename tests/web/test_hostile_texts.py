"""Names made to run somewhere: written into a document and taken through every page and every file that shows them.

Elsewhere: the same in every paper, form and drawing that the program renders (``documents/``, ``exchange/``), titles
and names of files as evidence (``evidence/test_evidence_pages``), notes on lines (``exchange/test_exchange_pages``).
"""

from __future__ import annotations

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import pytest
from django.test import Client

from anzenkarte.karte.operations import Operation
from anzenkarte.web.shared.csv_text import cell
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.actions import Edit, Publish
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.documents_store.store import load
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope

SignedIn = Callable[..., Client]
FORMULA = '=HYPERLINK("http://evil.example","x")'
MARKUP = "<script>alert(1)</script><svg onload=alert(1)>\"'><img src=x onerror=alert(1)>{{ 7|add:7 }}"
OVERRIDE = "請求\u202egpj.exe"
_RUNS = re.compile(r"<script>alert|<svg onload|<img src=x|onerror=alert\(1\)>(?!\S*&gt;)")
_LINKS = re.compile(rb"http://evil\.example")


def _poisoned(world: World, key: str) -> list[KarteDocument]:
    """Documents of a party in which every name begins like a formula and holds markup."""
    own, rows = world.organisations[key], []
    with scope(own.id):
        found = list(KarteDocument.objects.select_related("head").filter(keeper_urn=own.urn, head__isnull=False))
    for row in sorted(found, key=lambda row: (row.kind, row.name)):
        with scope(own.id):
            document = load(row.head)
        operations = [
            Operation(kind, id_, "name", {"ja": FORMULA + MARKUP, "en": FORMULA + MARKUP})
            for kind in ("component", "store", "contract", "service", "engagement", "institution")
            for id_, entity in list(document.entities.get(kind, {}).items())[:4]
            if isinstance(entity.fields.get("name"), dict | str)
        ]
        operations += [Operation(row.kind, row.name, "note", OVERRIDE + MARKUP)]
        act(world.actor(key), Edit(row.id, operations))
        act(world.actor(key), Publish(row.id))
        rows.append(row)
    return rows


def _pages(world: World, key: str, rows: list[KarteDocument]) -> Iterator[str]:
    base = f"/o/{world.organisations[key].id}"
    own = {"saas-vendor": ("vendor/", "vendor/customers/", "vendor/answers/", "vendor/next/", "vendor/file/")}
    own["hospital"] = ("institution/", "institution/matrix/", "institution/conformity/", "institution/dates/",
                       "institution/findings/", "institution/edition/", "inspections/")  # fmt: skip
    for page in (*own[key], "exchange/", "evidence/", "evidence/due/", "contracts/", "record/"):
        yield f"{base}/{page}"
    for row in rows:
        for page in ("", "side/", "drawing/", "describe/", "describe/component/", "changes/", "history/", "findings/",
                     "verdicts/"):  # fmt: skip
            yield f"{base}/karte/{row.id}/{page}"
        yield f"{base}/evidence/add/?document={row.id}"
        if key == "saas-vendor":
            for page in ("risks/", "questions/", "forms/?now=1", "sbom/"):
                yield f"{base}/vendor/{row.id}/{page}"


def _files(world: World, key: str, rows: list[KarteDocument]) -> Iterator[str]:
    base = f"/o/{world.organisations[key].id}"
    yield from (f"{base}/evidence/due/{form}/" for form in ("csv", "ics"))
    if key == "hospital":
        yield from (f"{base}/institution/export/{form}/" for form in ("csv", "xlsx"))
    else:
        yield from (f"{base}/vendor/answers/file/{form}/" for form in ("csv", "xlsx"))
    for row in rows:
        for page in ("findings", "verdicts"):
            yield from (f"{base}/karte/{row.id}/{page}/file/{form}/" for form in ("csv", "xlsx"))


def _cells(data: bytes) -> Iterator[str]:
    yield from (one for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for one in row)


@pytest.mark.parametrize("key", ["saas-vendor", "hospital"])
def test_names_stay_names_on_every_page(world: World, signed_in: SignedIn, key: str) -> None:
    rows, client, shown = _poisoned(world, key), signed_in(key), 0
    for path in _pages(world, key, rows):
        answer = client.get(path)
        text = answer.content.decode()
        assert answer.status_code in (200, 302, 404), path
        shown += "HYPERLINK" in text
        assert _RUNS.search(text) is None, (path, _RUNS.search(text))
        assert "&amp;lt;script" not in text, f"{path} says it twice over"
        assert "\u202e" not in text, f"{path} turns the direction of writing"
    assert shown > 5


@pytest.mark.parametrize("key", ["saas-vendor", "hospital"])
def test_names_stay_names_in_every_file(world: World, signed_in: SignedIn, key: str) -> None:
    rows, client, shown = _poisoned(world, key), signed_in(key), 0
    for path in _files(world, key, rows):
        answer = client.get(path)
        if answer.status_code == 404:
            continue
        data = answer.content
        assert "attachment" in answer["content-disposition"], path
        if path.endswith("/csv/"):
            shown += "HYPERLINK" in data.decode()
            for one in _cells(data):
                assert not one.startswith(("=", "+", "@", "\t", "\r", "＝")), (path, one)
        elif path.endswith("/xlsx/"):
            shown += _xlsx(data, path)
        else:
            assert data.count(b"BEGIN:VEVENT") == data.count(b"END:VEVENT")
    assert shown > 0


def _xlsx(data: bytes, path: str) -> bool:
    """Whether the workbook shows the name; never as a formula or a link."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = False
    for sheet in book:
        for row in sheet.iter_rows():
            for one in row:
                assert one.data_type != "f", (path, one.coordinate)
                assert one.hyperlink is None or "evil.example" not in str(one.hyperlink.target), path
                found |= "HYPERLINK" in str(one.value)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not name.endswith(".rels") or _LINKS.search(archive.read(name)) is None, name
    return found


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("  =1+1", "'  =1+1"),
        ("\u3000＝1＋1", "'\u3000＝1＋1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-2", "'-2"),
        ("-", "-"),
        ("－", "－"),
        (-2, -2),
        ("普通の名前", "普通の名前"),
    ],
)
def test_what_a_spreadsheet_would_compute_is_marked(value: str | int, written: str | int) -> None:
    assert cell(value) == written


LONG = {
    "brackets": "（" * 20_000,
    "alternating": "あA" * 10_000,
    "open tags": "あ<" * 10_000,
    "words": "a b c " * 10_000,
    "mixed": "第6条 第2項（" * 4_000,
}


@pytest.mark.parametrize("kind", list(LONG))
def test_a_long_name_does_not_hold_a_page_up(world: World, signed_in: SignedIn, kind: str) -> None:
    """Pages mark passages of the other language by patterns; none of them may take long for a text made for it."""
    own = world.organisations["saas-vendor"]
    with scope(own.id):
        row = KarteDocument.objects.filter(kind="service", keeper_urn=own.urn).order_by("name").first()
    act(world.actor("saas-vendor"), Edit(row.id, [Operation("service", row.name, "note", LONG[kind])]))
    client = signed_in("saas-vendor")
    for language in ("ja", "en"):
        world.editors["saas-vendor"].language = language
        world.editors["saas-vendor"].save(update_fields=("language",))
        begun = time.process_time()
        answer = client.get(f"/o/{own.id}/karte/{row.id}/changes/")
        assert answer.status_code == 200
        assert time.process_time() - begun < 4, kind
