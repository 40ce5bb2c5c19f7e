"""Every code the program speaks has a sentence in both languages, and every sentence is spoken."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anzenkarte.catalogue.vocabulary import load_vocabulary
from anzenkarte.formats.strict_yaml import load_one_file
from tests.architecture.conftest import Module

CODE = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*\.[a-z0-9]+(?:-[a-z0-9]+)*\Z")
PLACE = re.compile(r"\{([a-z_]+)\}")
#: Calls whose text argument is a code, whatever its area.
SPEAKERS = {"Problem", "at", "reason", "Reason"}
FILE_ENDINGS = (
    *(".yaml", ".yml", ".json", ".py", ".md", ".svg", ".d2", ".html", ".css", ".typ", ".xml", ".rels"),
    *(".xlsx", ".docx", ".pdf"),
)

Sentences = dict[str, dict[str, str]]


@pytest.fixture(scope="module")
def sentences(root: Path) -> Sentences:
    """All message files together; a code written twice is an error."""
    found: Sentences = {}
    for path in sorted((root / "src/anzenkarte_catalogues/messages").glob("*.yaml")):
        data = load_one_file(path).data
        assert isinstance(data, dict)
        for code, sentence in data.items():
            assert code not in found, f"{code} stands in two message files"
            assert isinstance(sentence, dict), code
            found[code] = {lang: str(text) for lang, text in sentence.items()}
    assert found
    return found


def _spoken(module: Module) -> Iterator[str]:
    """Codes given straight to a speaker."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in SPEAKERS:
                for value in [*node.args, *(keyword.value for keyword in node.keywords)]:
                    if isinstance(value, ast.Constant) and isinstance(value.value, str) and CODE.match(value.value):
                        yield value.value


def _literals(module: Module) -> tuple[set[str], set[str]]:
    """Whole text literals, and the fixed beginnings of f-strings (``f"truth.{x}"`` gives ``truth.``)."""
    whole, begun = set(), set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            whole.add(node.value)
        elif isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
            start = str(node.values[0].value)
            if re.match(r"[a-z][a-z0-9-]*\.", start):
                begun.add(start)
    return whole, begun


def test_every_code_has_a_sentence(root: Path, modules: Callable[[str], list[Module]], sentences: Sentences) -> None:
    areas = {code.partition(".")[0] for code in sentences}
    vocabulary = load_vocabulary(root / "src/anzenkarte_catalogues/vocabulary")
    facts = {*vocabulary.facts, *vocabulary.relations}  # written like codes
    without = []
    for module in modules("src/anzenkarte/"):
        whole, _ = _literals(module)
        of_an_area = {t for t in whole if CODE.match(t) and t.partition(".")[0] in areas} - facts
        wanted = {code for code in of_an_area | set(_spoken(module)) if not code.endswith(FILE_ENDINGS)}
        without += [f"{module.path}: {code}" for code in sorted(wanted - set(sentences))]
    assert without == []


def test_every_sentence_is_spoken(root: Path, modules: Callable[[str], list[Module]], sentences: Sentences) -> None:
    whole: set[str] = set()
    begun: set[str] = set()
    for module in modules("src/anzenkarte/"):
        texts, starts = _literals(module)
        whole |= texts
        begun |= starts
    messages = root / "src/anzenkarte_catalogues/messages"
    for path in sorted((root / "src/anzenkarte_catalogues").rglob("*.yaml")):
        if not path.is_relative_to(messages):
            whole |= set(re.findall(r"[a-z][a-z0-9.-]*\.[a-z0-9-]+", path.read_text(encoding="utf-8")))
    silent = [code for code in sentences if code not in whole and not any(code.startswith(start) for start in begun)]
    assert silent == []


def test_both_languages_say_the_same_places(sentences: Sentences) -> None:
    wrong = []
    for code, sentence in sentences.items():
        places = {lang: set(PLACE.findall(text)) for lang, text in sentence.items()}
        if set(sentence) != {"ja", "en"} or not all(sentence.values()) or places["ja"] != places["en"]:
            wrong.append(code)
    assert wrong == []
