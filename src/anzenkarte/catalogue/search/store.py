"""Keeps passages and their index beside the compiled catalogue, since reading them takes an eighth of the time.

One JSON file, sealed by the SHA-256 of its content and named by what it was made from: the digest of the catalogue and
the program's version. One that is absent, damaged or of another form is made again; where nothing can be written,
everything works without it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, cast, overload

import orjson

from anzenkarte import __version__
from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.catalogue.search.index import Index
from anzenkarte.catalogue.search.passages import Passage, passages_of
from anzenkarte.catalogue.search.search import Searcher
from anzenkarte.catalogue.search.walk import Field
from anzenkarte.formats.atomic import write_file
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.text import Text

FORM: Final = 1  # raised whenever folding, passages or the form of the file changes
_SEAL: Final = 64


def open_searcher(catalogue: Catalogue, folder: Path | None) -> Searcher:
    """A catalogue's passages ready for search, from the folder's file if it is current; without a folder made anew."""
    if folder is None:
        return Searcher.build(tuple(passages_of(catalogue)))
    path = folder / f"search-{_key(catalogue)}.json"
    found = _load(path)
    if found is None:
        found = Searcher.build(tuple(passages_of(catalogue)))
        _store(path, found)
    return found


def _key(catalogue: Catalogue) -> str:
    made_from = f"{FORM}\n{__version__}\n{catalogue.digest}"
    return hashlib.sha256(made_from.encode("utf-8")).hexdigest()[:32]


def _load(path: Path) -> Searcher | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    seal, body = data[:_SEAL], data[_SEAL:]
    if hashlib.sha256(body).hexdigest().encode("ascii") != seal:
        return None
    kept = cast(dict[str, Any], orjson.loads(body))
    index = Index(
        kept["texts"],
        kept["sparse"],
        {held: int(bits, 16) for held, bits in kept["dense"].items()},
    )
    facets = {name: int(put, 16) if isinstance(put, str) else put for name, put in kept["facets"].items()}
    return Searcher(_Rows(kept["passages"]), index, facets)


def written(searcher: Searcher) -> bytes:
    """The kept form of passages and their index; whatever changes it, or what it is made from, raises FORM."""
    index = searcher.index
    return orjson.dumps(
        {
            "passages": [_row(passage) for passage in searcher.passages],
            "texts": index.texts,
            "sparse": {held: list(numbers) for held, numbers in index.sparse.items()},
            "dense": {held: f"{bits:x}" for held, bits in index.dense.items()},
            "facets": {
                name: f"{places:x}" if isinstance(places, int) else list(places)
                for name, places in searcher.facets.items()
            },
        },
        option=orjson.OPT_SORT_KEYS,  # the lists come in no order of their own
    )


def _store(path: Path, searcher: Searcher) -> None:
    body = written(searcher)
    try:
        write_file(path, hashlib.sha256(body).hexdigest().encode("ascii") + body)
    except InputError:
        return
    for other in sorted(path.parent.glob("search-*.json")):
        if other != path:
            other.unlink(missing_ok=True)


def _row(passage: Passage) -> list[object]:
    return [
        passage.id,
        passage.kind,
        passage.edition,
        passage.guideline,
        passage.part,
        _pair(passage.part_title),
        passage.number,
        _pair(passage.title),
        passage.confidence,
        _pair(passage.citation),
        [list(field) for field in passage.fields],
    ]


def _pair(text: Text) -> list[str]:
    return [text.ja, text.en]


class _Rows(Sequence[Passage]):
    """Passages that are made of their rows when they are looked at."""

    def __init__(self, rows: list[list[Any]]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> Passage: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[Passage]: ...

    def __getitem__(self, place: int | slice) -> Passage | Sequence[Passage]:
        return _Rows(self._rows[place]) if isinstance(place, slice) else _passage(self._rows[place])


def _passage(row: list[Any]) -> Passage:
    name, kind, edition, guideline, part, part_title, number, title, confidence, citation, fields = row
    return Passage(
        name,
        kind,
        edition,
        guideline,
        part,
        Text(*part_title),
        number,
        Text(*title),
        confidence,
        Text(*citation),
        tuple(Field(*field) for field in fields),
    )
