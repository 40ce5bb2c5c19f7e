"""Decisions about what is disclosed in words: reading levels, recipients, and how the choices of a form name them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from anzenkarte.karte.disclosure.audience import CUSTOMERS, PARTIES, PUBLIC
from anzenkarte.karte.disclosure.policy import LEVELS, Decision
from anzenkarte.web.shared.words import language, say
from anzenkarte.workspace.disclosures.queries import Customer

NOBODY: Final = "nobody"
NAMED: Final = "named"
EVERYBODY: Final = {"service": CUSTOMERS, "engagement": PARTIES}
"""Whom a document is for when it is held back from nobody it may reach."""


def level_words() -> dict[str, str]:
    """What each reading level means, from the shortest paper on."""
    return {
        "clinic": say("要約から（すべての紙面）", "from the summary on (every paper)"),
        "manager": say("管理者向けから", "from the manager's paper on"),
        "engineer": say("技術者向けだけ", "in the engineer's paper only"),
    }


def level_names() -> dict[str, str]:
    """What each paper is called."""
    return {
        "engineer": say("技術者向け（すべて）", "For engineers (everything)"),
        "manager": say("管理者向け（要点）", "For managers (the main points)"),
        "clinic": say("診療所向け（1枚）", "For clinics (one page)"),
    }


def recipients(kind: str) -> list[tuple[str, str]]:
    """The choices of whom to show a part of a document: value and label."""
    everybody = say("すべてのお客様", "every customer") if kind == "service" else say("この導入の当事者", "its parties")
    found = [(EVERYBODY[kind], everybody), (NOBODY, say("だれにも見せない", "nobody"))]
    return [*found, (NAMED, say("選んだお客様だけ", "chosen customers only"))] if kind == "service" else found


def choice_of(decision: Decision | None, kind: str) -> str:
    """Which choice a decision is; empty where nobody decided."""
    if decision is None:
        return ""
    if not decision.to:
        return NOBODY
    return EVERYBODY[kind] if decision.to == (EVERYBODY[kind],) else NAMED


def ruled(level: str, choice: str, named: tuple[str, ...]) -> Decision:
    """The decision a form has asked for; the core says whether there is such a level and such a recipient."""
    return Decision(level, () if choice == NOBODY else named if choice == NAMED else (choice,))


def names_of(customers: list[Customer]) -> dict[str, str]:
    """URN → name of the customers."""
    return {one.urn: one.name.to(language()) for one in customers}


def reach(decision: Decision | None, names: Mapping[str, str]) -> str:
    """Who is shown something, in words."""
    if decision is None:
        return say("未決（だれにも見せない）", "undecided (nobody)")
    if not decision.to:
        return say("だれにも見せない", "nobody")
    words = {
        PUBLIC: say("どなたでも", "anybody"),
        CUSTOMERS: say("すべてのお客様", "every customer"),
        PARTIES: say("この導入の当事者", "its parties"),
        **names,
    }
    return say("、", ", ").join(words.get(word, word) for word in decision.to)


def in_words(decision: Decision | None, names: Mapping[str, str]) -> str:
    """A whole decision in words."""
    told = reach(decision, names)
    return told if decision is None or not decision.to else f"{told}{say('・', '; ')}{level_words()[decision.level]}"


def known_level(given: str, otherwise: str = "manager") -> str:
    """A reading level of ours."""
    return given if given in LEVELS else otherwise
