"""Every code the papers can say has its sentence in both languages, with the same places to fill."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import anzenkarte.assess.trace
import anzenkarte.documents
from anzenkarte.assess.results import CellState, YesNo
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.conditions.nodes import OPERATORS
from anzenkarte.kernel.citations import CONFIDENCES
from anzenkarte.kernel.facts import UNKNOWN_REASONS
from anzenkarte.kernel.verdicts import BACKINGS, SEVERITIES, Basis, Outcome

FAMILIES = {
    "outcome": get_args(Outcome),
    "basis": get_args(Basis),
    "backing": BACKINGS,
    "confidence": CONFIDENCES,
    "severity": SEVERITIES,
    "unknown": (*UNKNOWN_REASONS, "imprecise"),
    "state": get_args(CellState),
    "answer": (*get_args(YesNo), "in", "out", "depends"),
    "ground": ("place", "control"),
    "helps": ("keys-outside", "disclosure-notice", "user-data-clause"),
    "standing": ("official", "opinion", "ours"),
    "support": ("decides", "supports", "opinion", "out_of_scope", "not_valid", "unknown"),
    "law": ("in_force", "expired", "doubtful"),
    "voice": ("contract", "document", "statement", "hearsay"),
    "said": ("contract", "document", "statement", "statement-self", "hearsay", "hearsay-self", "other"),
    "coverage": ("complete", "partial", "titles_only", "missing", "none"),
    "operator": OPERATORS,
    "truth": ("true", "false", "unknown", "vacuous", "no_part", "met", "not_met", "not_applicable"),
    "engine": ("applicability", "demarcation", "jurisdiction", "certification", "conformity"),
    "obliged": ("institution", "vendor"),
    "title": ("engineer", "manager", "clinic"),
    "explain": ("reach-yes", "reach-no", "reach-unknown", "unknown"),
    "trace": (
        "none",
        "rules",
        "no-rule",
        "stated",
        "edition-scope",
        "older-wording",
        "rule",
        "where",
        "applies",
        "require",
    ),
    "part": ("all", "any", "not", "always", "every", "some", "count", "element", "incomplete", "blocked", "number"),
    "clinic": ("vendor", "institution", "open", "vendor-none", "institution-none", "open-none", "state-agreed"),
}
OWN = {
    "applicability": ("readings-differ",),
    "demarcation": ("gap", "open", "overlap", "contradiction"),
    "jurisdiction": ("place", "control", "reach-unknown"),
    "certification": ("certificate-not_valid", "certificate-out_of_scope", "certificate-unknown", "scheme-unknown"),
    "conformity": ("answer-contradicts", "stated-no", "stated-planned"),
}


def _literals() -> Iterator[tuple[str, str]]:
    """Every code written out in a call of ``say``, with its file."""
    folder = Path(str(anzenkarte.documents.__file__)).parent
    for path in [*sorted(folder.rglob("*.py")), Path(anzenkarte.assess.trace.__file__)]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("say", "_both")
            ):
                codes = [node.args[0]] if node.args else []
                if codes and isinstance(codes[0], ast.IfExp):
                    codes = [codes[0].body, codes[0].orelse]
                for code in codes:
                    if isinstance(code, ast.Constant) and isinstance(code.value, str):
                        yield code.value, path.name


def test_codes_written_out_have_sentences(catalogue: Catalogue) -> None:
    written = list(_literals())
    assert len(written) > 100
    assert [(code, file) for code, file in written if code not in catalogue.messages] == []


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_words_of_a_family(catalogue: Catalogue, family: str) -> None:
    assert [word for word in FAMILIES[family] if f"{family}.{word}" not in catalogue.messages] == []


@pytest.mark.parametrize("engine", sorted(OWN))
def test_own_findings_have_sentence_and_remedy(catalogue: Catalogue, engine: str) -> None:
    for rule in OWN[engine]:
        assert f"finding.{engine}.{rule}" in catalogue.messages
        assert f"remedy.{engine}.{rule}" in catalogue.messages


def test_every_duty_has_plain_words(catalogue: Catalogue) -> None:
    assert [duty.id for duty in catalogue.duties if f"plain.{duty.id}" not in catalogue.messages] == []


def test_languages_fill_the_same_places(catalogue: Catalogue) -> None:
    place = re.compile(r"\{[a-z_-]+\}")
    differing = {
        code for code, text in catalogue.messages.items() if set(place.findall(text.ja)) != set(place.findall(text.en))
    }
    ours = {code for code in differing if not code.startswith(("karte.", "formats.", "cli.", "catalogue.", "new."))}
    assert ours == set()


def test_no_sentence_of_ours_speaks_of_compliance(catalogue: Catalogue) -> None:
    judging = re.compile(r"準拠|complian|conformant|[%％]", re.IGNORECASE)
    families = ("outcome.", "state.", "summary.", "conformity.", "coverage.", "basis.", "clinic.", "trace.", "finding.")
    found = [
        code
        for code, text in catalogue.messages.items()
        if code.startswith(families) and judging.search(text.ja + text.en)
    ]
    assert found == []
