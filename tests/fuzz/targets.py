"""The readers under the fuzzer, and what has to hold for every input.

A target takes bytes. It returns a word that says what became of them, the refusal's code or ``taken``; it raises
AssertionError when something was taken that is not sound. Any other exception but InputError is a find as well.
"""

from __future__ import annotations

import io
import json
import logging
import tempfile
import unicodedata
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from openpyxl import load_workbook

from anzenkarte.accord.lines import Line
from anzenkarte.assess.run import run
from anzenkarte.exchange.bundle.content import Content
from anzenkarte.exchange.bundle.expect import differences
from anzenkarte.exchange.bundle.manifest import TYPE
from anzenkarte.exchange.bundle.pack import pack
from anzenkarte.exchange.bundle.seal import CONFIDENTIAL, ENVELOPE, MANIFEST
from anzenkarte.exchange.bundle.verify import read, verify
from anzenkarte.exchange.keys.envelope import sealed
from anzenkarte.formats import pdf_child
from anzenkarte.formats.atomic import MARKER, write_directory
from anzenkarte.formats.canonical import canonical_bytes, digest_bytes
from anzenkarte.formats.plain_text import forbidden
from anzenkarte.forms.fill import fill
from anzenkarte.forms.lint import lint_against, lint_read
from anzenkarte.forms.read import Said, form_of, read_form
from anzenkarte.forms.statements import fragment, statements_of
from anzenkarte.karte.diff import describe, diff
from anzenkarte.karte.document import Document, file_text
from anzenkarte.karte.read import read_text
from anzenkarte.karte.sbom import import_sbom
from anzenkarte.karte.select import choose
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import LANGS
from tests.exchange.bundle.conftest import TODAY
from tests.forms.helpers import CHECKLIST, assessment, catalogue, form
from tests.fuzz import corpus
from tests.fuzz.archives import members_of

TAKEN: Final = "taken"


@dataclass(frozen=True)
class Target:
    """A reader: its seeds, and the function that reads one input and judges what was taken."""

    name: str
    seeds: Callable[[], tuple[bytes, ...]]
    judge: Callable[[bytes], str]


def tried(reader: Callable[[bytes], object]) -> Callable[[bytes], str]:
    """A reader whose refusals are words: the first code; each has to say something in both languages."""

    def judge(data: bytes) -> str:
        try:
            reader(data)
        except InputError as error:
            problems = error.problems
        else:
            return TAKEN
        assert problems, "a refusal without a reason"
        for problem in problems:
            assert problem.code in catalogue().messages, problem.code
            for lang in LANGS:
                assert "\n" not in catalogue().messages.problem(problem, lang)
        return problems[0].code

    return judge


def _settled(name: str) -> str:
    """A sheet's name as it is shown: NFC, without what no text may hold, without blanks around."""
    return unicodedata.normalize("NFC", "".join(char for char in name if not forbidden(char))).strip()


def both(first: Callable[[bytes], str], second: Callable[[bytes], str]) -> Callable[[bytes], str]:
    """Two judges of one input; the second one's word counts."""

    def judge(data: bytes) -> str:
        first(data)
        return second(data)

    return judge


def read_a_form(data: bytes) -> None:
    """``form read`` and ``form lint``: what was said stands in cells that another reader finds there."""
    held = catalogue()
    found = form_of(data, "f.xlsx", held.forms) or form(CHECKLIST)
    taken = read_form(data, "f.xlsx", found)
    for said in taken.said:
        assert said.line in found.lines
        assert said.line.answer != "yes_no_na" or said.value in ("yes", "no", "not_applicable")
    _cells_exist(data, taken.said)
    statements = statements_of(taken, "vendor", "2026-11-01", "f.xlsx")
    assert json.loads(json.dumps(statements)) == statements
    fragment(statements_of(taken, "", "2026-11-01", "f.xlsx"))
    lint_read([("f.xlsx", taken)], TODAY)
    lint_against("f.xlsx", taken, fill(found, assessment(corpus.SAMPLE)))


def _cells_exist(data: bytes, said: tuple[Said, ...]) -> None:
    """Each cell cited holds something, is no formula and stands in no merged area but its first cell."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = load_workbook(io.BytesIO(data))
        except Exception:  # noqa: BLE001 - the full reader looks at much that we do not; then there is no second opinion
            return
    for one in said:
        sheet, _, address = one.cell.rpartition("!")
        named = next((name for name in book.sheetnames if _settled(name) == sheet), None)
        assert named is not None, one.cell
        cell: Any = book[named][address]
        assert cell.data_type != "f", one.cell
        assert cell.value is not None or one.explanation or one.planned_on, one.cell


def open_a_bundle(data: bytes) -> None:
    """``bundle verify``, ``open`` and ``diff``; nothing but a bundle of the corpus may hold."""
    _open(data)
    assert data in corpus.bundles(), "a seal holds over bytes nobody sealed"


def open_a_resealed(data: bytes) -> None:
    """The same once more as a trusted but hostile sender would seal it."""
    again = resealed(data)
    if again is not None:
        _open(again)


def resealed(data: bytes) -> bytes | None:
    """The members under a new seal of the vendor's, with the hashes of the manifest put right where there is one."""
    members = members_of(data)
    if members is None or len({name for name, _ in members}) != len(members):
        return None
    files = {name: body for name, body in members if name and "\0" not in name and not name.endswith("/")}
    payload = files.pop(MANIFEST, b"")
    files.pop(ENVELOPE, None)
    try:
        manifest = json.loads(payload)
        manifest["parts"] = [
            {"name": name, "sha256": digest_bytes(body), "size": len(body)} for name, body in sorted(files.items())
        ]
        manifest["revisions"] = _revisions(files.get("documents.json", b"[]"), manifest["revisions"])
        payload = canonical_bytes(manifest)
    except (ValueError, TypeError, KeyError, InputError, RecursionError):
        pass
    seal = sealed(TYPE, payload, [corpus.world().vendor.secret.signer])
    return pack({**files, MANIFEST: payload, ENVELOPE: seal})


def _revisions(data: bytes, stated: object) -> object:
    try:
        documents = read_text(data, catalogue().vocabulary, None, "documents.json")
    except InputError:
        return stated
    return {f"{document.kind}/{document.name}": document.revision for document in documents}


def _open(data: bytes) -> None:
    world, held = corpus.world(), catalogue()
    sound = verify(data, world.hospital.ring, TODAY, "b.anzen")
    assert sound.id == digest_bytes(sound.manifest.payload())
    assert {part.name: part.sha256 for part in sound.manifest.parts} == {
        name: digest_bytes(body) for name, body in sound.files.items()
    }
    content = read(sound, held.vocabulary, world.hospital.secret)
    again = content.files()
    if CONFIDENTIAL not in sound.files:
        assert {name: again[name] for name in sound.files if name.startswith("evidence/")} == {
            name: body for name, body in sound.files.items() if name.startswith("evidence/")
        }
    assert len({line.id for line in content.lines}) == len(content.lines), "two lines under one id"
    _written(content)
    _compared(content, sound.manifest.on)


def _written(content: Content) -> None:
    """Everything lands inside the folder named, and nowhere else."""
    with tempfile.TemporaryDirectory(prefix="anzenkarte-fuzz-") as folder:
        target = Path(folder) / "in" / "out"
        files = {f"evidence/{name}": body for name, body in content.evidence.items()}
        try:
            write_directory(target, {"lines.json": b"", **files})
        finally:
            found = {p.relative_to(folder).as_posix() for p in Path(folder).rglob("*") if not p.is_dir()}
            allowed = {f"in/out/{name}" for name in (*files, "lines.json", MARKER)}
            assert found <= allowed, found - allowed


def _compared(content: Content, on: str) -> None:
    """``bundle diff``: the changes in words, and lines that differ from one's own."""
    held = catalogue()
    own: tuple[Line, ...] = corpus.content().lines
    differences(own, content.lines)
    if content.documents:
        changes = diff(corpus.content().documents, content.documents, held.vocabulary)
        for lang in LANGS:
            describe(changes, held.vocabulary, lang)
    assert on == "" or len(on) == len("2026-11-01")


def read_a_karte(data: bytes, assessed: bool = True) -> None:
    """A karte in YAML or JSON: what was taken is written and read back with the same revision, and can be assessed."""
    held = catalogue()
    file = "k.json" if data.lstrip()[:1] in (b"[", b"{") else "k.yaml"
    documents = read_text(data, held.vocabulary, frozenset(duty.id for duty in held.duties), file)
    again: list[Document] = read_text(file_text(documents), held.vocabulary, None, "again.yaml")
    assert [one.revision for one in again] == [replace(one, sealed="").revision for one in documents]
    if assessed:
        case = choose(documents, held.vocabulary, "")
        run(case, held, TODAY, held.resolve(["mhlw-6.0"], TODAY))


def read_a_bill(data: bytes) -> None:
    """A bill of materials: every component has a name and is part of one that is there."""
    taken = import_sbom(data, "bom.json")
    for slug, fields in taken.components.items():
        assert slug
        assert fields["name"]
        assert fields.get("part_of", taken.top) in {*taken.components, ""}
    canonical_bytes(dict(taken.components))


def read_a_paper(data: bytes) -> None:
    """The child's part of reading a PDF: it may fail in any way, but what it answers is what the parent expects.

    Its messages about damage are kept quiet.
    """
    logging.disable(logging.CRITICAL)
    try:
        answer = pdf_child.read(data, 50, 100_000)
    except Exception:  # noqa: BLE001 - the parent takes every failure of the child for a damaged file
        return
    finally:
        logging.disable(logging.NOTSET)
    for page, x, y, size, text in json.loads(json.dumps(answer))["lines"]:
        assert isinstance(page, int)
        assert isinstance(text, str)
        assert all(isinstance(value, float | int) for value in (x, y, size))


TARGETS: Final = {
    target.name: target
    for target in (
        Target("form", corpus.forms, tried(read_a_form)),
        Target("bundle", corpus.bundles, both(tried(open_a_bundle), tried(open_a_resealed))),
        Target("karte", corpus.kartes, tried(read_a_karte)),
        Target("bill", corpus.bills, tried(read_a_bill)),
        Target("paper", corpus.papers, tried(read_a_paper)),
    )
}
