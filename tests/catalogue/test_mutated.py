"""Whatever stands in the place of a value, the check reports and never falls over."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from anzenkarte.catalogue.catalogue import Catalogue, read_catalogue
from anzenkarte.catalogue.check import check
from anzenkarte.catalogue.messages import messages_alone
from anzenkarte.formats.strict_yaml import load_one
from anzenkarte.kernel.errors import CatalogueError, Problem
from tests.catalogue.small import SOUND, write

DATA = {name: load_one(text, name).data for name, text in SOUND.items()}
MESSAGES = messages_alone()
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(["", "x", "gl-1.0", "gl-1.0/first/1/1", "=in", "2020-13-45", "component", "ja", "~"]),
    st.sampled_from([[], [None], [[]], ["a", 1], {}, {"ja": "あ"}, {"ja": 1, "en": []}, {"id": 1}, [{"id": []}]]),
    st.sampled_from([{"all": []}, {"not": {}}, {"fact": 1, "eq": 1}, {"every": [], "that": 1}, {"count": {}, "eq": 1}]),
)


def _paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield path
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in parts:
        yield from _paths(value, (*path, key))


PLACES = [(name, path) for name, data in DATA.items() for path in _paths(data) if path and path != ("schema",)]


def _changed(name: str, path: tuple[str | int, ...], junk: Any, drop: bool) -> str:
    """The file as JSON, which is YAML too, with one value replaced or left out."""
    data: Any = deepcopy(DATA[name])
    place = data
    for step in path[:-1]:
        place = place[step]
    if drop:
        del place[path[-1]]
    else:
        place[path[-1]] = junk
    schema = f"schema: {data['schema']}\n" if isinstance(data, dict) and "schema" in data else ""
    rest = {key: value for key, value in data.items() if key != "schema"}
    return schema + "".join(
        f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in rest.items()
    )


@settings(max_examples=300)
@example(("guides/gl/1.0/edition.yaml", ("id",)), [], False)
@example(("guides/gl/1.0/edition.yaml", ("sources",)), None, True)
@example(("guides/gl/1.0/a-first.yaml", ("items",)), {}, False)
@example(("vocabulary/component.yaml", ("fields",)), [], False)
@given(st.sampled_from(PLACES), JUNK, st.booleans())
def test_any_value_may_be_anything(place: tuple[str, tuple[str | int, ...]], junk: Any, drop: bool) -> None:
    name, path = place
    with TemporaryDirectory() as folder:
        root = write(Path(folder), {**SOUND, name: _changed(name, path, junk, drop)})
        problems = check([root]).problems
        for problem in problems:
            assert problem.file in SOUND
            assert not re.search(r"\{[a-z_]+\}", MESSAGES.text(problem.code, problem.params, "en"))
        catalogue, refused = _opened(root)
        assert refused <= set(problems)
        if catalogue is not None:
            read = [(catalogue.items(edition), catalogue.rules(edition)) for edition in catalogue.editions]
            assert len(read) == len(catalogue.editions)
            assert len(catalogue.laws) + len(catalogue.schemes) + len(catalogue.scopes) <= 3
            assert len(catalogue.duties) <= 1


def _opened(root: Path) -> tuple[Catalogue | None, set[Problem]]:
    """The catalogue, or why it cannot be had."""
    try:
        return read_catalogue([root]), set()
    except CatalogueError as error:
        return None, set(error.problems)
