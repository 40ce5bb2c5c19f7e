"""What mutators put in: values, names, cell references and pieces of text that have broken readers before."""

from __future__ import annotations

from typing import Final

NAMES: Final = (
    "../x", "../../etc/passwd", "/etc/passwd", "C:/x", "a\\..\\b", "con", "nul.txt", "a//b", "x.", "x ", "a/./b", "",
    "xl/vbaProject.bin", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "XL/Workbook.xml", "manifest.json",
    "manifest.dsse.json", "documents.json", "lines.json", "answers.json", "evidence.json", "confidential.age",
    "evidence/" + "0" * 64, "か\u3099", "\u202egpj.exe", "a" * 300, "\x00", "x\n", "_rels/.rels", "d/", "d/e",
)  # fmt: skip
TEXTS: Final = (
    "", " ", "はい", "いいえ", "○", "×", "△", "対象外", "予定", "=1+1", "#REF!", "#NAME?", "ＹＥＳ", "yes", "no",
    "令和8年4月1日", "2026-02-30", "9999-12-31", "0000-01-01", "元", "NaN", "Infinity", "-Infinity", "1e999", "-1",
    "1E400", "0x10", "sha256:" + "0" * 64, "urn:uuid:0", "\ud800", "\u202e", "\x1b[2J", "\ufeff", "か\u3099",
    "a" + "\u0301" * 60, "{id}", "{}", "%s", "\n\n", "x\nERROR: y", "null", "true", "2-①", "２－１", "🅰️",
)  # fmt: skip
REFERENCES: Final = (
    "A1", "XFD1048576", "XFE1", "A0", "A1048577", "ZZZZ9", "a1", "$A$1", "A1:B2", "B2:A1", "A:A", "1:1",
    "A1:XFD1048576", "R1C1", "A-1", "C2:C9", "D2:D3", "A01", "Ａ1",
)  # fmt: skip
NUMBERS: Final = (
    "0", "-1", "1", "2", "5", "99999", "1048576", "1048577", "2147483648", "9" * 30, "9" * 5000, "1e999", "-1e999",
    "nan", "inf", "1.5", "1.0", "2958466", "-2958466", "1e10", "60", "0.0000001", "１", " 3", "3 ", "+3", "1_0",
)  # fmt: skip
PIECES: Final = (
    "\n", "  ", "- ", ": ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "!!python/object:os.system ", "<<: ", "---\n",
    "...\n", "%YAML 1.1\n", "#", '"', "'", "|\n", ">+2\n", "\\u0000", "\\ud800", "\\", "\t", "\x00", "[[" * 40,
    "a: " * 5, "{unknown: missing}", "{ja: x, en: y}", "unknown: withheld",
    "]]>", "<!--", "<![CDATA[", "&amp;", "&#0;", "\u2028",
)  # fmt: skip
MARKUP: Final = (
    "<f>1+1</f>", "<f/>", '<c r="A1" t="s"><v>0</v></c>',
    '<c r="B2" t="inlineStr"><is><t>はい</t></is></c>',
    "<v>-1</v>", '<row r="3"><c r="C9"><v>1</v></c></row>', '<row r="1048576"/>', "<row/>",
    "<c/>", '<c t="d"><v>2026-13-45</v></c>',
    '<mergeCells><mergeCell ref="A1:C9"/></mergeCells>', '<mergeCell ref="C9:A1"/>', '<dimension ref="A1:XFD1048576"/>',
    '<sheet name="回答" sheetId="9" r:id="rId1"/>', '<Relationship Id="rId1" Target="../../x"/>', "<a>" * 300,
    "<?x y?>", '<Relationship Id="rId1" Target="/xl/worksheets/sheet2.xml"/>', '<!DOCTYPE x [<!ENTITY e "y">]>',
    "&e;", "<si/>",
)  # fmt: skip
HEADS: Final = (
    '<?xml version="1.0" encoding="UTF-16"?>', '<?xml version="1.0" encoding="cp037"?>', "<?xml version='1.1'?>",
    '<?xml version="1.0" encoding="no-such-code"?>', '<?xml version="1.0" encoding="UTF-7"?>',
    '<?xml version="1.0" encoding="shift_jis"?>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
)  # fmt: skip
VALUES: Final[tuple[object, ...]] = (
    None, True, False, 0, -1, 1, 2**53 - 1, 2**53, 2**63, 10**400, 1.5, float("nan"), float("inf"), [], {}, [[]],
    {"unknown": "missing"}, {"ja": "x"}, {"": ""}, [None] * 30,
)  # fmt: skip
