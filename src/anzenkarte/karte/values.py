"""What may be written in one field: the faults of a value against its declaration, without knowing where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from anzenkarte.formats.values import Json, Path, shown
from anzenkarte.karte.words import FREE_KEYS, IDENTITY, SHAPES, SLUG, UNKNOWN_WORDS, nearest, passes, slug
from anzenkarte.kernel.dates import Span, When
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import FieldSpec


class Fault(NamedTuple):
    """One thing wrong with a value: the path inside the value, the code and its parameters."""

    path: Path
    code: str
    params: dict[str, object]


def is_unknown(value: Json) -> bool:
    """Whether the value says that it is not known: ``{unknown: stated}`` or ``{unknown: withheld}``."""
    return isinstance(value, dict) and "unknown" in value


def faults(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    """Everything wrong with a value of this field; nothing when it may be written so.

    References are checked for their form only; whether they lead somewhere is seen when the whole file is known.
    """
    if value is None:
        yield Fault((), "karte.empty-value", {"key": spec.short})
    elif isinstance(value, dict) and "unknown" in value:
        yield from _unknown(spec, value)
    elif not spec.many:
        yield from _CHECKS[spec.type](spec, value)
    elif not isinstance(value, list):
        yield Fault((), "karte.not-a-list", {"key": spec.short})
    else:
        yield from _list(spec, value)


def _list(spec: FieldSpec, values: list[Json]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, value in enumerate(values):
        if value is None or is_unknown(value):
            yield Fault((index,), "karte.empty-entry", {"key": spec.short})
            continue
        for fault in _CHECKS[spec.type](spec, value):
            yield fault._replace(path=(index, *fault.path))
        if isinstance(value, str) and value in seen:
            yield Fault((index,), "karte.twice-in-list", {"value": shown(value)})
        elif isinstance(value, str):
            seen.add(value)


def _unknown(spec: FieldSpec, value: dict[str, Json]) -> Iterator[Fault]:
    if spec.name in IDENTITY:
        yield Fault((), "karte.never-unknown", {"key": spec.short})
    if value["unknown"] not in UNKNOWN_WORDS:
        yield Fault(("unknown",), "karte.unknown-word", {"words": UNKNOWN_WORDS})
    for key, part in value.items():
        if passes(key):
            for fault in free_faults(key, part):
                yield fault._replace(path=(key, *fault.path))
        elif key != "unknown":
            yield Fault((key,), "karte.unknown-extra", {"key": shown(key)})


def free_faults(key: str, value: Json) -> Iterator[Fault]:
    """Faults of ``note`` (text or both languages), ``origin`` and ``nonce`` (text); ``x-…`` may hold anything."""
    if key == "note" and isinstance(value, dict):
        yield from _both_languages(value)
    elif key in FREE_KEYS:
        yield from _plain(key, value)


def _bool(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    if not isinstance(value, bool):
        yield Fault((), "karte.not-a-bool", {"key": spec.short, "value": _written(value)})


def _int(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault((), "karte.not-an-int", {"key": spec.short, "value": _written(value)})
    elif value < 0:
        yield Fault((), "karte.negative", {"key": spec.short, "value": value})


def _text(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    yield from _plain(spec.short, value)
    shape = SHAPES.get(spec.name)
    if shape is not None and isinstance(value, str) and value and not shape.fits(value):
        if spec.name in IDENTITY:
            yield Fault((), "karte.not-a-party-id", {"key": spec.short, "value": shown(value)})
        else:
            yield Fault((), "karte.shape", {"key": spec.short, "value": shown(value), "example": shape.example})


def _plain(key: str, value: Json) -> Iterator[Fault]:
    if isinstance(value, int):
        yield Fault((), "karte.needs-quotes", {"key": key, "value": _written(value)})
    elif not isinstance(value, str):
        yield Fault((), "karte.not-text", {"key": key})
    elif not value.strip():
        yield Fault((), "karte.empty-text", {"key": key})


def _bilingual(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    if isinstance(value, dict):
        yield from _both_languages(value)
    else:
        yield from _plain(spec.short, value)


def _both_languages(value: dict[str, Json]) -> Iterator[Fault]:
    for lang in ("ja", "en"):
        if lang not in value:
            yield Fault((), "karte.language-missing", {"lang": lang})
        else:
            for fault in _plain(lang, value[lang]):
                yield fault._replace(path=(lang,))
    for key in value:
        if key not in ("ja", "en"):
            yield Fault((key,), "karte.language-extra", {"key": shown(key)})


def _date(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    yield from _parsed(spec, value, When.parse)


def _duration(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    yield from _parsed(spec, value, Span.parse)


def _parsed(spec: FieldSpec, value: Json, parse: Callable[[str], object]) -> Iterator[Fault]:
    wrong = list(_plain(spec.short, value))
    yield from wrong
    if isinstance(value, str) and not wrong:
        try:
            parse(value[:80])
        except InputError as error:
            problem = error.problems[0]
            yield Fault((), problem.code, dict(problem.params))


def _enum(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    if isinstance(value, str) and value in spec.values:
        return
    near = nearest(value, spec.values) if isinstance(value, str) else ""
    params: dict[str, object] = {"key": spec.short, "value": _written(value), "words": list(spec.values)}
    if near:
        yield Fault((), "karte.not-a-word-near", {**params, "near": near})
    else:
        yield Fault((), "karte.not-a-word", params)


def _ref(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault((), "karte.not-a-ref", {"key": spec.short, "value": _written(value)})
        return
    kind, slash, name = value.partition("/")
    if spec.target == "any":
        if not (slash and kind and SLUG.match(name)):
            yield Fault((), "karte.not-a-subject", {"key": spec.short, "value": shown(value)})
    elif not SLUG.match(value):
        yield Fault((), "karte.not-a-slug", {"value": shown(value), "suggestion": slug(value) or spec.target})


def _any(spec: FieldSpec, value: Json) -> Iterator[Fault]:
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(part, dict | list) or part is None for part in parts):
        yield Fault((), "karte.not-plain", {"key": spec.short})


_CHECKS: dict[str, Callable[[FieldSpec, Json], Iterator[Fault]]] = {
    "bool": _bool,
    "int": _int,
    "text": _text,
    "bilingual": _bilingual,
    "date": _date,
    "duration": _duration,
    "enum": _enum,
    "ref": _ref,
    "any": _any,
}


def _written(value: Json) -> str:
    """A value as its writer knows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict | list):
        return "{ }" if isinstance(value, dict) else "[ ]"
    return shown(str(value))
