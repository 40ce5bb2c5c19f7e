"""Files that are not what they say, and names that lead elsewhere: refused at their field, nothing kept.

Elsewhere: what evidence takes and under which name (``workspace/evidence/test_media``), texts of contracts that are
traps (``workspace/contracts/test_finder``), every changed byte of a bundle (``exchange/bundle/test_hostile``), damaged
and trapped workbooks (``forms/test_read``), the strict readers of YAML and JSON (``formats/``), all of them under the
fuzzer (``fuzz/``).
"""

from __future__ import annotations

import io
import re
import uuid
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from anzenkarte.web.shared.evidence_pages import attachment
from anzenkarte.web.shared.karte_table import as_file
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.evidence.models import EvidenceFile
from anzenkarte.workspace.scope import scope
from tests.web.hostile import Attacked, everything

Attack = Callable[..., Attacked]
KANA = re.compile(r"[ぁ-んァ-ヶ]")


def _packed(**parts: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return target.getvalue()


_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><workbook>&b;</workbook>'
)
_OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>'
_SCRIPT = b"%PDF-1.7\n1 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> endobj"
_OBJECTS = zlib.compress(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>")
FILES = {
    "nothing": b"",
    "page as PDF": b"<!doctype html><script>alert(1)</script>",
    "PDF that is a page": b"%PDF-1.7\n<html><script>alert(1)</script></html>",
    "PDF with a script": _SCRIPT,
    "PDF with a packed script": b"%PDF-1.7\n<< /Type /ObjStm >>\nstream\n" + _OBJECTS + b"\nendstream",
    "drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg" onload="x"><script>alert(1)</script></svg>',
    "image that is a page": b"\x89PNG\r\n\x1a\n<html><script>alert(1)</script>",
    "program": b"MZ\x90\x00\x03" + bytes(60),
    "archive that leads out": _packed(**{"../../secret.key": b"x", "xl/workbook.xml": b"x"}),
    "archive cut off": _packed(**{"xl/workbook.xml": b"x" * 999})[:60],
    "bomb": _packed(**{"[Content_Types].xml": _TYPES, "xl/workbook.xml": b" " * (60 * 1024 * 1024)}),
    "entities": _packed(**{"[Content_Types].xml": _TYPES, "xl/workbook.xml": _ENTITIES}),
    "entity of a file": _packed(**{"[Content_Types].xml": _TYPES, "xl/workbook.xml": _OUTSIDE}),
    "macros": _packed(**{"[Content_Types].xml": _TYPES, "xl/workbook.xml": b"<x/>", "xl/vbaProject.bin": b"x"}),
    "deep JSON": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep lists": b"[" * 200_000,
    "huge number": b'{"a": 1' + b"0" * 100_000 + b"}",
    "key twice": b'{"a": 1, "a": 2}',
    "aliases": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
    "tag": b"!!python/object/apply:os.system ['true']\n",
    "no text": b"\xff\xfe\x00\x01" * 50,
    "control signs": b"schema: \x1b[2J\x00\x07\n",
}
# what a page does not take apart, but keeps as it is
KEPT = {"evidence/add/": {"bomb", "entities", "entity of a file", "deep JSON", "deep lists", "huge number", "key twice",
                          "aliases", "tag"}}  # fmt: skip


def _service(world: World) -> KarteDocument:
    own = world.organisations["saas-vendor"]
    with scope(own.id):
        found = KarteDocument.objects.filter(kind="service", keeper_urn=own.urn).order_by("name").first()
    assert found is not None
    return found


@pytest.mark.parametrize("place", ["evidence/add/", "vendor/file/", "sbom/", "form-file/", "exchange/keys/"])
def test_hostile_files_are_refused_at_their_field(world: World, attacked: Attack, place: str) -> None:
    one, row = attacked("saas-vendor"), _service(world)
    path = f"vendor/{row.id}/{place}" if place in ("sbom/", "form-file/") else place
    for name, data in FILES.items():
        if name in KEPT.get(place, ()):
            continue
        field = "card" if place == "exchange/keys/" else "file"
        for language, told in (("ja", True), ("en", False)):
            one.user.language = language
            one.user.save(update_fields=("language",))
            before = everything()
            one.log.clear()
            sent = {"document": row.id, "reference": "evidence/hostile",
                    field: SimpleUploadedFile("根拠.pdf", data)}  # fmt: skip
            answer = one.client.post(one.base + path, sent)
            assert answer.status_code == 422, (place, name)
            if field == "card":
                words = [answer.context["problem"]]
            else:
                words = [text for _, text in answer.context["outcome"].problems]
            assert words, name
            assert all(words), name
            assert all(bool(KANA.search(text)) is told for text in words), (name, words)
            assert everything() == before, name
            lines = [record.getMessage() for record in one.log.records if record.name == "anzenkarte.security"]
            assert lines, name
            assert not any("根拠" in line or one.user.email in line for line in lines)


def test_hostile_bundles_are_refused_in_words(world: World, attacked: Attack) -> None:
    one = attacked("saas-vendor")
    place = f"{one.base}exchange/receive/"
    for data in FILES.values():
        one.refused(lambda data=data: one.client.post(place, {"file": SimpleUploadedFile("a.anzen", data)}), 302)
        messages = [str(told) for told in one.client.get(f"{one.base}exchange/").context["messages"]]
        assert messages
        assert not any("anzenkarte." in text or "Error" in text for text in messages)


NAMES = {
    "../../../etc/passwd.txt": "passwd.txt",
    "..\\..\\boot.ini.txt": "boot.ini.txt",
    "a\x00b\x1b[2J.txt": "ab[2J.txt",
    "a\u202etxt.exe": "atxt.exe.txt",
    'x"; filename="evil.html': "x_; filename=_evil.html.txt",
    "<script>alert(1)</script>.txt": "script_.txt",
    "=HYPERLINK(1).txt": "=HYPERLINK(1).txt",
}


@pytest.mark.parametrize("name", list(NAMES))
def test_a_name_leads_nowhere_and_adds_no_line(world: World, attacked: Attack, name: str) -> None:
    """The browser's name of a file goes through the form, the page and the header of the download."""
    one, row = attacked("saas-vendor"), _service(world)
    file = SimpleUploadedFile("x.txt", b"a")
    file._name = name  # what a hostile program sends; the class itself would take the last part
    sent = {"document": row.id, "reference": "evidence/hostile", "file": file}
    assert one.client.post(f"{one.base}evidence/add/", sent).status_code == 302
    with scope(one.own):
        (kept,) = EvidenceFile.objects.all()
    assert "/" not in kept.name
    assert kept.name.endswith(".txt")
    assert kept.name.isprintable()
    page = one.client.get(f"{one.base}evidence/{kept.id}/").content.decode()
    assert "<script>alert" not in page
    answer = one.client.get(f"{one.base}evidence/{kept.id}/file/")
    assert answer["content-disposition"].startswith("attachment; filename")
    assert answer["content-disposition"].count("filename") == 1
    assert answer["content-type"] == "text/plain"
    assert "\n" not in answer["content-disposition"]


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1", 'a"; filename="b.html', "契約.pdf", "a\\b", "\x00"])
def test_a_header_holds_one_name_whatever_it_is(name: str) -> None:
    for answer in (attachment(b"", name, "text/plain"), as_file(b"", name, "text/plain")):
        header = answer["content-disposition"]
        assert header.startswith("attachment; filename")
        assert "\r" not in header
        assert "\n" not in header
        assert header.count("filename") == 1 or "\\" in header


PLACES = ["vendor/{document}/papers/{id}/{name}/", "vendor/answers/file/{name}/", "exchange/keys/card/{name}/",
          "vendor/{document}/forms/{name}/file/", "vendor/{document}/forms/{name}/", "evidence/due/{name}/",
          "karte/{document}/findings/file/{name}/", "inspections/fee/{name}/", "evidence/{name}/file/"]  # fmt: skip
PATHS = ["../secret.key", "..%2f..%2fsecret.key", "%2e%2e/secret.key", "..\\secret.key", "secret.key%00.pdf",
         "/etc/passwd", "%2fetc%2fpasswd", "....//secret.key"]  # fmt: skip


def test_no_address_leads_to_a_file_beside(world: World, attacked: Attack) -> None:
    one, row = attacked("saas-vendor"), _service(world)
    secret = (Path(settings.ANZENKARTE_DATA) / "secret.key").read_text(encoding="ascii")
    for place in (*(one.base + place for place in PLACES), "/static/{name}", "/{name}"):
        for name in PATHS:
            path = place.format(document=row.id, id=uuid.UUID(int=7), name=name)
            answer = one.client.get(path)
            assert answer.status_code in (301, 302, 404), path
            if answer.status_code == 404:
                assert secret not in answer.content.decode(errors="replace")
                assert "root:" not in answer.content.decode(errors="replace")
    there = Client().get("/static/shared/desk.css")
    assert there.status_code == 200
    there.close()
