"""What to ask a vendor for, as a letter that can be sent as it is."""

from __future__ import annotations

from datetime import date

from anzenkarte.kernel.dates import When
from anzenkarte.kernel.text import Lang, Text
from anzenkarte.workspace.inspections.queries import Checklist


def letter(asked: Checklist, sender: str, day: date, lang: Lang) -> str:
    """The letter to one vendor: which list, which lines, by when; empty where there is nothing to ask."""
    lines = asked.chase
    if asked.vendor is None or not lines:
        return ""
    shown = When.of(day).display(lang)
    vendor, system = (_to(asked.vendor[key], lang) for key in ("vendor", "title"))
    questions = "\n".join(_question(number, one.line.number, one.line.question, lang) for number, one in
                          enumerate(lines, 1))  # fmt: skip
    title = asked.form.title.to(lang)
    missing = asked.vendor["state"] == "missing"
    if lang == "ja":
        whole = "次の項目の回答をまだ確かめられていません。"
        if missing:
            whole = "まだ何も受け取っていません。下の全項目についてお知らせください。"
        return (
            f"{vendor} 御中\n\n{sender} です。「{system}」についてのお願いです。\n"
            f"{shown}の立入検査に備え、「{title}」を整えています。{whole}\n\n{questions}\n\n"
            "各項目について、はい・いいえ・対象外、確認した日、いいえの場合は目標日と今の対応をお知らせください。\n"
            "安全カルテの受け渡しファイルでも、様式への記入でもかまいません。\n"
        )
    whole = "Nothing has reached us yet; please answer every line below." if missing else "These lines are still open:"
    return (
        f"To {vendor}\n\n{sender} writes about {system}.\n"
        f'For the on-site inspection on {shown} we are completing "{title}". {whole}\n\n{questions}\n\n'
        "For each line please say yes, no or not applicable, the day it was checked, and for a no the target day and\n"
        "what is done meanwhile. A bundle of Anzen Karte or the form filled in will both do.\n"
    )


def _question(number: int, printed: str, question: Text, lang: Lang) -> str:
    mark = f"［{printed}］" if printed and lang == "ja" else (f"[{printed}] " if printed else "")
    return f"{number}. {mark}{question.to(lang)}"


def _to(text: object, lang: Lang) -> str:
    return str(text.get(lang, "")) if isinstance(text, dict) else str(text)
