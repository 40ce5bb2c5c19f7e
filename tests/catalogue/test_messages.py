"""Sentences by code: filled literally, in both languages, and never a traceback for a code without one."""

from __future__ import annotations

from pathlib import Path

from anzenkarte.catalogue.messages import Messages, messages_alone
from anzenkarte.kernel.errors import Problem
from anzenkarte.kernel.text import Text
from tests.catalogue.small import write

MESSAGES = Messages({"a.b": Text("「{x}」と「{y}」", '"{x}" and "{y}"')})


def test_places_are_filled_in_both_languages() -> None:
    assert MESSAGES.text("a.b", {"x": "1", "y": "2"}, "ja") == "「1」と「2」"
    assert MESSAGES.text("a.b", (("x", "1"), ("y", "2")), "en") == '"1" and "2"'


def test_a_value_is_never_a_template() -> None:
    assert MESSAGES.text("a.b", {"x": "{y}", "y": "{x}"}, "en") == '"{y}" and "{x}"'


def test_an_unknown_code_shows_itself_and_its_parameters() -> None:
    assert MESSAGES.text("no.such", {}, "ja") == "no.such"
    assert MESSAGES.text("no.such", {"b": "2", "a": "1"}, "en") == "no.such (a=1, b=2)"


def test_a_problem_in_one_line() -> None:
    problem = Problem.at("a.b", {"x": "1", "y": "2", "id": "i/1"}, file="f.yaml", line=3, path="items/0")
    assert MESSAGES.problem(problem, "en") == 'f.yaml:3 items/0 [i/1]: "1" and "2"'
    assert MESSAGES.problem(Problem.at("a.b", {"x": "1", "y": "2"}), "en") == '"1" and "2"'


def test_messages_can_be_read_when_the_rest_is_broken(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        {
            "messages/a.yaml": "a.b: {ja: あ, en: a}\n",
            "messages/b.yaml": "a.c: [\n",
            "guides/x.yaml": "schema: anzenkarte/edition/1\nid: [\n",
        },
    )
    assert dict(messages_alone([folder])) == {"a.b": Text("あ", "a")}
    assert dict(messages_alone([tmp_path / "nowhere"])) == {}


def test_the_real_sentences_are_there() -> None:
    assert "28" in messages_alone().text("edition.unknown", {"edition": "28", "near": ""}, "ja")
