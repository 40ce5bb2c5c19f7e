"""Shows attached official text: beside an item of ours, or alone where our catalogue lacks the item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.catalogue.attached.beside import Beside
from anzenkarte.catalogue.attached.official import Official
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.cli.language import say
from anzenkarte.cli.work.tables import as_json, render
from anzenkarte.kernel.text import Text

STANDINGS: Final[Mapping[str, Text]] = {
    "agrees": Text("番号が一致", "number agrees"),
    "number_differs": Text("番号が異なる可能性", "number may differ"),
    "not_printed": Text("その番号は印刷されていない", "not printed at that number"),
    "unnumbered": Text("こちらの番号が未確認", "our number is unknown"),
    "not_held": Text("こちらの要旨がない", "no summary of ours"),
}


def standing(beside: Beside) -> str:
    """How the numbers stand to each other, in words."""
    text = STANDINGS[beside.placed.standing]
    words = say(text.ja, text.en)
    likely = beside.placed.likely
    if likely is None:
        return words
    return words + say(
        f"（おそらく {likely.printed}、{where(likely)}）", f" (perhaps {likely.printed}, {where(likely)})"
    )


def where(official: Official) -> str:
    """Page of a PDF, or sheet and row of a workbook."""
    if official.sheet:
        return say(f"「{official.sheet}」{official.page} 行", f"{official.sheet}, row {official.page}")
    return say(f"{official.page} 頁", f"p. {official.page}")


def official_rows(beside: Beside | None) -> list[list[str]]:
    """Rows for the table of an item; none where nothing is attached."""
    if beside is None:
        return []
    official, file = beside.official, beside.attached
    if official is None:
        source = f"{file.file}, SHA-256 {file.sha256}"
        return [
            [say("公式の番号", "printed number"), f"— {standing(beside)}"],
            [say("公式の出所", "official file"), source],
        ]
    lines = official.full.split("\n")
    return [
        [say("公式の番号", "printed number"), f"{official.printed} — {standing(beside)}"],
        [say("公式の文", "official text"), lines[0]],
        *[["", line] for line in lines[1:]],
        [say("公式の出所", "official file"), f"{file.file}, {where(official)}, SHA-256 {file.sha256}"],
    ]


def official_json(beside: Beside | None) -> dict[str, object] | None:
    """The same for programs."""
    if beside is None:
        return None
    official, likely = beside.official, beside.placed.likely
    return {
        "id": beside.id,
        "number": official.printed if official is not None else None,
        "standing": beside.placed.standing,
        "likely": likely.printed if likely is not None else None,
        "text": official.full if official is not None else None,
        "page": official.page if official is not None else None,
        "sheet": official.sheet if official is not None else None,
        "applies": list(official.applies) if official is not None else [],
        "file": beside.attached.file,
        "sha256": beside.attached.sha256,
    }


def show_official(beside: Beside, form: str) -> None:
    """Print a printed item that our catalogue does not hold."""
    if form == "json":
        print(as_json({"official": official_json(beside)}))
        return
    print(render([say("欄", "field"), say("内容", "content")], [["ID", beside.id], *official_rows(beside)], form))


def missing_rows(catalogue: Catalogue, edition: str) -> list[list[str]]:
    """Rows for the list of an edition: printed items that our catalogue does not hold."""
    words = STANDINGS["not_held"]
    return [
        [
            beside.placed.official.printed,
            f"（{say(words.ja, words.en)}）",
            say("公式の文のみ", "official only"),
            beside.id,
        ]
        for beside in catalogue.official_text.missing(edition)
        if beside.placed.official is not None
    ]
