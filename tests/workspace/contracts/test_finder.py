"""Which sentences of a contract are offered, from which page and clause, and what is refused as a contract."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.contracts.finder import candidates, sentences
from anzenkarte.workspace.contracts.reading import Stretch, read

TEXT = """保守業務委託契約書
第１条（目的）
甲は乙に対し、電子カルテシステムの保守業務を委託する。
第12条（セキュリティ対策）
１　乙は、別紙に定めるサーバのセキュリティアップ
デートについて責任を負い、公開後30日以内に適用する。
２　前項にかかわらず、端末のパッチ適用は甲が行うものとし、乙の義務に含まない。
第13条（料金）
委託料は月額とし、消費税を加える。
"""


def test_the_sentence_that_decides_comes_first_with_its_clause() -> None:
    found = candidates(read(TEXT.encode()))
    assert [one.clause for one in found] == ["第12条第1項", "第12条第2項"]
    assert "セキュリティアップデートについて責任を負い" in found[0].text
    assert not found[0].limited
    assert found[1].limited
    assert found[0].score > found[1].score


def test_a_word_torn_by_a_line_and_other_widths_are_the_same_word() -> None:
    for word in ("ｾｷｭﾘﾃｨﾊﾟｯﾁ", "セキュリティ\nパッチ", "セキュリティ パッチ"):
        text = f"乙は{word}の適用義務を負う。"
        assert candidates(read(text.encode())), text


def test_what_says_nothing_on_updates_is_not_offered() -> None:
    assert candidates(read("乙は秘密を守る義務を負う。脆弱性という語だけの文。".encode())) == ()


def test_english_terms() -> None:
    text = b"Article 7\nThe Provider shall apply security patches to the servers. Fees are due monthly.\n"
    found = candidates(read(text))
    assert [(one.clause, one.text) for one in found] == [
        ("Article 7", "The Provider shall apply security patches to the servers.")
    ]


def test_sentences_keep_page_and_clause() -> None:
    lines = [Stretch(1, "第3条 甲は乙に支払う。"), Stretch(2, "第4条"), Stretch(2, "乙はパッチを適用")]
    lines.append(Stretch(3, "する。"))
    assert list(sentences(lines)) == [
        (1, "第3条", "第3条 甲は乙に支払う。"),
        (2, "第4条", "乙はパッチを適用する。"),
    ]


def _word(text: str) -> bytes:
    document = docx.Document()
    for line in text.split("\n"):
        document.add_paragraph(line)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_word_and_the_code_of_japanese_windows_are_read() -> None:
    expected = [one.text for one in candidates(read(TEXT.encode()))]
    assert [one.text for one in candidates(read(_word(TEXT)))] == expected
    assert [one.text for one in candidates(read(TEXT.encode("cp932")))] == expected


def _archive(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return target.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (_archive("word/document.xml", BOMB), "contract.kind"),
        (_archive("word/document.xml", b"<not closed"), "contract.kind"),
        (_archive("other.txt", b"x"), "contract.kind"),
        (_archive("word/document.xml", b" " * (30 * 1024 * 1024)), "zip.packed-too-well"),
        (_archive("../word/document.xml", b"x"), "zip.unsafe-name"),
        (b"MZ\x00\x01\x02", "contract.kind"),
        (b"%PDF-1.7 broken", "pdf.broken"),
        (b"   \n  ", "contract.no-text"),
        (b"x" * (16 * 1024 * 1024 + 1), "contract.too-large"),
    ],
    ids=["entities", "broken", "no-word", "bomb", "names", "exe", "pdf", "blank", "large"],
)
def test_a_hostile_file_is_refused_in_words(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read(data)
    assert refused.value.problems[0].code == code
