"""Text of PDFs by line and place; every hostile PDF ends in one clear refusal, soon."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.formats.pdf_text import PDF_LIMITS, PdfLimits, PdfText, read_pdf
from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.kernel.errors import InputError
from tests.formats.typeset import encrypted, many_pages, one_page, raw_pdf, rotated, typeset, with_script

SENTENCES = Path(__file__).parents[2] / "src/anzenkarte_catalogues/messages/attach.yaml"
PLAIN = typeset("#set page(width: 300pt, height: 200pt, margin: 20pt)\n金魚の水槽 PC 3台\n\n#text(size: 16pt)[見出し]")


def refused(call: Callable[[], object], seconds: float = 10) -> str:
    """The code of a call that must end in one InputError with a sentence, within seconds on the clock."""
    began = time.monotonic()
    with pytest.raises(InputError) as caught:
        call()
    assert time.monotonic() - began < seconds
    (problem,) = caught.value.problems
    known = load_one_file(SENTENCES).data
    assert isinstance(known, dict)
    assert problem.code in known or problem.code.startswith("file.")
    return problem.code


def outcome(call: Callable[[], PdfText]) -> PdfText | str:
    """What was read, or the code of the one refusal."""
    try:
        return call()
    except InputError as error:
        return ",".join(problem.code for problem in error.problems)


def test_lines_come_with_page_place_and_size() -> None:
    text = read_pdf(PLAIN)
    assert text.pages == 1
    first, second = text.lines
    assert first.text.replace(" ", "") == "金魚の水槽PC3台"
    assert second.text == "見出し"
    assert first.x == pytest.approx(20, abs=2)
    assert first.y > second.y
    assert first.size == pytest.approx(10.5, abs=0.1)
    assert second.size == pytest.approx(16, abs=0.1)


def test_a_page_turned_by_a_quarter_reads_from_its_top() -> None:
    straight = typeset("#set page(width: 300pt, height: 200pt, margin: 20pt)\n#rotate(0deg)[上の行]\n\n下の行")
    turned = typeset(
        "#set page(width: 200pt, height: 300pt, margin: 0pt)\n"
        "#place(top + left, dx: 0pt, dy: 300pt, rotate(-90deg, origin: top + left, "
        "box(width: 300pt, height: 200pt, inset: 20pt)[上の行\n\n下の行]))"
    )
    assert [line.text for line in read_pdf(straight).lines] == ["上の行", "下の行"]
    assert [line.text for line in read_pdf(rotated(turned, 90)).lines] == ["上の行", "下の行"]


def test_pieces_of_one_line_are_joined_in_order_of_place() -> None:
    content = b"BT /F1 12 Tf 1 0 0 1 200 700 Tm (world) Tj ET BT /F1 12 Tf 1 0 0 1 100 701 Tm (hello) Tj ET"
    assert [line.text for line in read_pdf(one_page(content)).lines] == ["hello world"]


def test_raised_small_numbers_that_refer_to_notes_are_left_out_and_others_stay() -> None:
    word, place = b"BT /F1 12 Tf 1 0 0 1 %d 700 Tm (%s) Tj ET ", b"BT /F1 7 Tf 1 0 0 1 %d %d Tm (%s) Tj ET "
    parts = [word % (100, b"tank"), place % (130, 704, b"12"), word % (140, b"and"), place % (165, 700, b"13")]
    assert [line.text.replace(" ", "") for line in read_pdf(one_page(b"".join(parts))).lines] == ["tankand13"]


@pytest.mark.parametrize(("user", "algorithm"), [("secret", "RC4-128"), ("", "RC4-128")])
def test_encrypted(user: str, algorithm: str) -> None:
    data = encrypted(PLAIN, user, algorithm)
    assert refused(lambda: read_pdf(data)) == "pdf.encrypted"


@pytest.mark.parametrize(("version", "revision", "key"), [(5, 6, 256), (4, 4, 128), (9, 9, 256)])
def test_encrypted_in_ways_no_library_here_can_undo(version: int, revision: int, key: int) -> None:
    filters = b"/CF << /StdCF << /AuthEvent /DocOpen /CFM /AESV3 >> >> /StmF /StdCF /StrF /StdCF"
    keys = b"/O <%s> /U <%s> /OE <%s> /UE <%s> /Perms <%s>" % (
        b"00" * 48,
        b"00" * 48,
        b"00" * 32,
        b"00" * 32,
        b"00" * 16,
    )
    entry = b"/Encrypt << /Filter /Standard /V %d /R %d /Length %d /P -4 %s %s >> /ID [<00> <00>]"
    data = raw_pdf(
        [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"],
        entry % (version, revision, key, filters, keys),
    )
    assert refused(lambda: read_pdf(data)) == "pdf.encrypted"


@pytest.mark.parametrize("declared", [10_000, 3])
def test_ten_thousand_pages_are_refused_quickly(declared: int) -> None:
    data = many_pages(10_000, declared)
    assert refused(lambda: read_pdf(data), seconds=6) == "pdf.too-many-pages"


def test_a_page_tree_that_turns_in_a_circle() -> None:
    tree = b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    data = raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree])
    assert refused(lambda: read_pdf(data)) == "pdf.broken"


def test_a_page_tree_that_doubles_at_every_level() -> None:
    levels = [b"<< /Type /Pages /Kids [%d 0 R %d 0 R] /Count 2 >>" % (n, n) for n in range(3, 43)]
    data = raw_pdf([b"<< /Type /Catalog /Pages 2 0 R >>", *levels, b"<< /Type /Page >>"])
    assert refused(lambda: read_pdf(data)) == "pdf.broken"


def test_a_small_file_with_endless_work_is_ended_by_the_clock() -> None:
    data = one_page(b"BT /F1 12 Tf " + b"1 0 0 1 100 700 Tm (a) Tj " * 1_500_000 + b"ET")
    assert len(data) < 300_000
    limits = replace(PDF_LIMITS, seconds=2)
    assert refused(lambda: read_pdf(data, "slow.pdf", limits)) in ("pdf.too-slow", "pdf.broken")


def test_a_stream_that_unpacks_without_end_is_bounded_in_memory() -> None:
    data = one_page(b" " * 400_000_000)
    assert len(data) < 1_000_000
    assert refused(lambda: read_pdf(data, "bomb.pdf"), seconds=30) in ("pdf.broken", "pdf.no-text", "pdf.too-slow")


def test_too_much_text() -> None:
    assert refused(lambda: read_pdf(PLAIN, limits=PdfLimits(characters=3))) == "pdf.too-much-text"


def test_scripts_and_attached_files_are_not_looked_at() -> None:
    assert read_pdf(with_script(PLAIN)).lines == read_pdf(PLAIN).lines


def test_no_text() -> None:
    assert refused(lambda: read_pdf(many_pages(2, 2))) == "pdf.no-text"


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04", b"\xd0\xcf\x11\xe0" * 300, b" " * 2000 + b"%PDF-1.7"])
def test_not_a_pdf(data: bytes) -> None:
    assert refused(lambda: read_pdf(data)) == "pdf.not-a-pdf"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_is_refused_or_read_without_inventing(share: float) -> None:
    data = PLAIN[: int(len(PLAIN) * share)]
    found = outcome(lambda: read_pdf(data))
    assert found in ("pdf.broken", "pdf.no-text") or (isinstance(found, PdfText) and found.pages <= 1)


def test_size_is_checked_before_reading(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    path.write_bytes(b"%PDF-1.7" + b" " * 5000)
    assert refused(lambda: read_pdf(path, limits=PdfLimits(size=1000))) == "file.too-large"
    assert refused(lambda: read_pdf(tmp_path / "absent.pdf")) == "file.missing"


@settings(max_examples=12)
@given(st.lists(st.tuples(st.integers(0, len(PLAIN) - 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_damage_never_ends_in_a_traceback(changes: list[tuple[int, int]]) -> None:
    data = bytearray(PLAIN)
    for place, value in changes:
        data[place] = value
    found = outcome(lambda: read_pdf(bytes(data)))
    assert found.startswith("pdf.") if isinstance(found, str) else all(line.text for line in found.lines)
