"""One tiny bad file per problem: code, line and path are found, both languages say them, and nothing else is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from anzenkarte.formats.strict_yaml import load_one_file
from anzenkarte.karte.read import read_file, read_text
from anzenkarte.karte.written import MOST
from anzenkarte.kernel.errors import InputError, Problem
from anzenkarte.kernel.text import Text
from anzenkarte.kernel.vocabulary import Vocabulary

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
EXPECT = re.compile(r"^# expect: (\d+) (\S+) ?(\S*)$", re.MULTILINE)
#: Told by tests of their own, because a tiny file cannot show them.
ELSEWHERE = {"karte.too-many-problems", "karte.schema-older"}

Expected = set[tuple[int, str, str]]


def _expected(path: Path) -> Expected:
    found = EXPECT.findall(path.read_text(encoding="utf-8"))
    assert found, f"{path.name} does not say what to expect"
    return {(int(line), code, place) for line, code, place in found}


def _problems(path: Path, vocabulary: Vocabulary, duties: frozenset[str]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_file(path, vocabulary, duties, path.name)
    return caught.value.problems


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_bad_file_is_told_exactly(path: Path, vocabulary: Vocabulary, duties: frozenset[str]) -> None:
    problems = _problems(path, vocabulary, duties)
    assert {(problem.line, problem.code, problem.path) for problem in problems} == _expected(path)
    assert {problem.file for problem in problems} == {path.name}


@pytest.fixture(scope="module")
def sentences(root: Path) -> Mapping[str, Text]:
    """The sentences of this room."""
    data = load_one_file(root / "src/anzenkarte_catalogues/messages/karte.yaml").data
    assert isinstance(data, dict)
    return {code: Text.of(text) for code, text in data.items()}


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_sentence_is_filled_whole(
    path: Path, vocabulary: Vocabulary, duties: frozenset[str], sentences: Mapping[str, Text]
) -> None:
    for problem in _problems(path, vocabulary, duties):
        if problem.code.startswith("karte."):
            said = sentences[problem.code].fill(dict(problem.params))
            assert not re.search(r"\{[a-z_]+\}", said.ja + said.en), problem.code


def test_every_problem_of_reading_has_a_bad_file(root: Path) -> None:
    spoken = {
        code
        for path in sorted((root / "src/anzenkarte/karte").glob("*.py"))
        for code in re.findall(r'"(karte\.[a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(spoken) > len(ELSEWHERE)
    shown = {code for path in BAD for _, code, _ in _expected(path)}
    assert spoken - shown - ELSEWHERE == set()
    assert ELSEWHERE & shown == set()


def test_search_ends_when_enough_is_wrong(vocabulary: Vocabulary) -> None:
    keys = "".join(f"key{number}: 1\n" for number in range(MOST * 3))
    with pytest.raises(InputError) as caught:
        read_text("schema: anzenkarte/service/1\n" + keys, vocabulary)
    codes = [problem.code for problem in caught.value.problems]
    assert len(codes) == MOST + 1
    assert codes.count("karte.too-many-problems") == 1


def test_json_names_the_document_in_place_of_a_line(vocabulary: Vocabulary) -> None:
    party = '"parties": {"v": {"urn": "urn:uuid:8d3f8a52-6c1e-4b7a-9f53-2a1f0c9e7d11", "name": "V"}}'
    one = f'{{"schema": "anzenkarte/service/1", "name": "NAME", "keeper": "v", "service": {{"name": "S"}}, {party}}}'
    other = one.replace("NAME", "b").replace('{"name": "S"}', '{"name": "S", "purpose": "x"}')
    with pytest.raises(InputError) as caught:
        read_text(f"[{one.replace('NAME', 'a')}, {other}]", vocabulary, None, "two.json")
    assert [(p.line, p.path, p.code) for p in caught.value.problems] == [(0, "b#service/purpose", "karte.not-a-word")]


def test_unknown_duties_pass_when_no_catalogue_is_given(vocabulary: Vocabulary) -> None:
    path = next(path for path in BAD if path.stem == "statement-on-unknown-duty")
    assert read_file(path, vocabulary)[0].entity("statement", "s1") is not None
