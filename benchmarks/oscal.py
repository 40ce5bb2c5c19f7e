"""OSCAL: a catalogue loaded and validated, and a profile resolved; against compliance-trestle where it is installed.

The catalogue is a published one where a folder with it is at hand (``ANZENKARTE_OSCAL_DATA``), and a made one anyway.
"""

from __future__ import annotations

import gc
import json
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

import orjson

from anzenkarte.exchange.oscal.document import read_document
from anzenkarte.exchange.oscal.resolution.chain import resolve
from anzenkarte.exchange.oscal.write import to_bytes
from anzenkarte.formats.values import Json
from benchmarks.measure import Result, Settings, Times, alternate, peak_mib, same

DATA: Final = "ANZENKARTE_OSCAL_DATA"
PUBLISHED: Final = "NIST_SP-800-53_rev4_catalog-min.json"
PROFILE: Final = "NIST_SP-800-53_rev4_MODERATE-baseline_profile.json"
PER_COMPONENT: Final = 5  # made controls for each component of the case the settings name: 1,000
LOAD_MS: Final = 40.0
RESOLVE_MS: Final = 50.0
LOAD_RATIO: Final = 10
RESOLVE_RATIO: Final = 15
DEFAULT_COLLECTION: Final = (700, 10, 10)  # Python 3.11
MADE: Final = "made"
_GROUP: Final = 50
_METADATA: Final[dict[str, Json]] = {
    "last-modified": "2024-01-01T00:00:00Z",
    "version": "1",
    "oscal-version": "1.2.1",
}
Call = Callable[[], object]


def loading(settings: Settings) -> Result:
    """A catalogue from its file to a document known to be valid."""
    return _measured("oscal", "an OSCAL catalogue loaded and validated", settings, _load_case, LOAD_MS, LOAD_RATIO)


def resolving(settings: Settings) -> Result:
    """A profile from its file to the bytes of the catalogue it stands for."""
    what = "an OSCAL profile resolved, file to bytes"
    return _measured("resolve", what, settings, _resolve_case, RESOLVE_MS, RESOLVE_RATIO)


Case = tuple[int, Call, Call | None]  # controls, ours, trestle's, already compared


def _measured(
    name: str,
    what: str,
    settings: Settings,
    case: Callable[[Path, Path], Case],
    target: float,
    ratio: int,
) -> Result:
    work: dict[str, int] = {}
    times: list[Times] = []
    notes: list[str] = []
    peer = False
    with _folder(settings) as folder:
        for label, catalogue, profile in _cases(folder):
            count, ours, theirs = case(catalogue, profile)
            work[f"controls, {label}"] = count
            if theirs is None:
                times.append(Times(label, alternate(settings.repeats, ours)[0], target))
                continue
            peer = True
            own, other = alternate(settings.repeats, ours, _as_shipped(theirs))
            times += [Times(label, own, target), Times(f"{label}, compliance-trestle", other)]
            found = min(other) / median(own)
            wanted = "" if label == MADE else f" (wanted: {ratio})"
            notes.append(f"{label}: trestle's least time is {found:.1f} of our medians{wanted}")
        if not any(PUBLISHED in place.name for _, place, _ in _cases(folder)):
            notes.append(f"no published catalogue at hand; put {PUBLISHED} into a folder and name it in {DATA}")
    if not peer:
        notes.append("compliance-trestle is not installed; `make peers` brings it")
    else:
        notes.append("compliance-trestle runs with Python's own collector setting, as its command does")
    notes.append(f"peak memory {peak_mib():.0f} MiB")
    equal = "controls, parameters and text with compliance-trestle's" if peer else "two runs of the same file"
    return Result(name, what, equal, work, tuple(times), notes=tuple(notes))


def _as_shipped(theirs: Call) -> Call:
    """The peer with Python's own setting of the collector, as its command runs; ours is as our command sets it."""

    def run() -> object:
        before = gc.get_threshold()
        gc.set_threshold(*DEFAULT_COLLECTION)
        try:
            return theirs()
        finally:
            gc.set_threshold(*before)

    return run


@contextmanager
def _folder(settings: Settings) -> Iterator[Path]:
    """A folder with the made catalogue and profile, and copies of the published ones that lead to each other."""
    with TemporaryDirectory() as made:
        folder = Path(made)
        count = settings.size.components * PER_COMPONENT
        (folder / "made.json").write_bytes(orjson.dumps(made_catalogue(count)))
        (folder / "made-profile.json").write_bytes(orjson.dumps(made_profile("made.json", count)))
        given = os.environ.get(DATA, "")
        source = Path(given) if given else Path(__file__).resolve().parents[2] / "shared/data/oscal"
        if (source / PUBLISHED).is_file() and (source / PROFILE).is_file():
            (folder / PUBLISHED).write_bytes((source / PUBLISHED).read_bytes())
            profile = json.loads((source / PROFILE).read_text(encoding="utf-8"))
            profile["profile"]["imports"][0]["href"] = PUBLISHED
            (folder / PROFILE).write_bytes(orjson.dumps(profile))
        yield folder


def _cases(folder: Path) -> list[tuple[str, Path, Path]]:
    cases = [(MADE, folder / "made.json", folder / "made-profile.json")]
    if (folder / PUBLISHED).is_file():
        cases.insert(0, ("SP 800-53 rev. 4", folder / PUBLISHED, folder / PROFILE))
    return cases


def made_catalogue(count: int) -> dict[str, Json]:
    """A catalogue of so many controls in groups of 50, each with a parameter and a statement of four parts."""
    groups: list[Json] = []
    for start in range(0, count, _GROUP):
        controls: list[Json] = [_control(number) for number in range(start, min(start + _GROUP, count))]
        groups.append({"id": f"g{start}", "title": f"Group {start}", "controls": controls})
    uuid = "00000000-0000-4000-8000-000000000001"
    return {"catalog": {"uuid": uuid, "metadata": {"title": "Made", **_METADATA}, "groups": groups}}


def _control(number: int) -> Json:
    name = f"c-{number:05}"
    items: list[Json] = [
        {
            "id": f"{name}_smt.{letter}",
            "name": "item",
            "prose": f"Do {letter} within {{{{ insert: param, {name}_p }}}}.",
        }
        for letter in "abc"
    ]
    return {
        "id": name,
        "title": f"Control {number}",
        "params": [{"id": f"{name}_p", "label": "a period"}],
        "props": [{"name": "label", "value": name.upper()}],
        "parts": [{"id": f"{name}_smt", "name": "statement", "prose": "The organisation:", "parts": items}],
    }


def made_profile(href: str, count: int) -> dict[str, Json]:
    """A profile that takes every second control, sets its parameter, and adds a property and a part to it."""
    names = [f"c-{number:05}" for number in range(0, count, 2)]
    settings: list[Json] = [{"param-id": f"{name}_p", "values": ["a week"]} for name in names]
    alters: list[Json] = [
        {
            "control-id": name,
            "adds": [
                {"position": "starting", "props": [{"name": "priority", "value": "P1"}]},
                {"by-id": f"{name}_smt", "parts": [{"id": f"{name}_add", "name": "item", "prose": "More."}]},
            ],
        }
        for name in names
    ]
    ids: list[Json] = [*names]
    return {
        "profile": {
            "uuid": "00000000-0000-4000-8000-000000000002",
            "metadata": {"title": "Half", **_METADATA},
            "imports": [{"href": href, "include-controls": [{"with-ids": ids}]}],
            "merge": {"as-is": True},
            "modify": {"set-parameters": settings, "alters": alters},
        }
    }


def flat(holder: Mapping[str, Any]) -> dict[str, Any]:
    """Controls by id, each without the controls inside it."""
    out: dict[str, Any] = {}
    for entry in holder.get("controls", ()):
        out[entry["id"]] = {key: value for key, value in entry.items() if key != "controls"}
        out.update(flat(entry))
    for entry in holder.get("groups", ()):
        out.update(flat(entry))
    return out


def _load_case(catalogue: Path, _: Path) -> Case:
    def ours() -> object:
        return len(to_ids(read_document(catalogue).body))

    count = len(flat(read_document(catalogue).body))
    if find_spec("trestle") is None:
        same("two runs", ours(), count)
        return count, ours, None
    reader = import_module("trestle.oscal.catalog").Catalog
    import_module("trestle.core.validator_factory")  # it and the next import each other; this order works
    validator = import_module("trestle.core.all_validator").AllValidator()
    logging.disable(logging.WARNING)

    def theirs() -> object:
        read = reader.oscal_read(catalogue)
        return len(to_ids_of(read)) if validator.model_is_valid(read, True) else -1

    same("controls of a valid catalogue", ours(), theirs())
    return count, ours, theirs


def to_ids(holder: Mapping[str, Any]) -> list[str]:
    """Ids of every control of a document."""
    found = [name for entry in holder.get("groups", ()) for name in to_ids(entry)]
    for entry in holder.get("controls", ()):
        found += [entry["id"], *to_ids(entry)]
    return found


def to_ids_of(holder: Any) -> list[str]:
    """Ids of every control of trestle's objects."""
    found = [name for entry in getattr(holder, "groups", None) or () for name in to_ids_of(entry)]
    for entry in getattr(holder, "controls", None) or ():
        found += [entry.id, *to_ids_of(entry)]
    return found


def _resolve_case(_: Path, profile: Path) -> Case:
    def ours() -> object:
        return to_bytes(dict(resolve(profile).document))

    def controls() -> dict[str, Any]:
        return flat(orjson.loads(to_bytes(dict(resolve(profile).document)))["catalog"])

    count = len(controls())
    if find_spec("trestle") is None:
        same("two runs", ours(), ours())
        return count, ours, None
    (profile.parent / ".trestle").mkdir(exist_ok=True)
    (profile.parent / ".trestle/config.ini").touch()
    resolver = import_module("trestle.core.profile_resolver").ProfileResolver
    logging.disable(logging.WARNING)

    def theirs() -> str:
        before = Path.cwd()
        os.chdir(profile.parent)
        try:
            return str(resolver.get_resolved_profile_catalog(profile.parent, str(profile)).oscal_serialize_json())
        finally:
            os.chdir(before)

    same("controls, parameters and text", controls(), flat(json.loads(theirs())["catalog"]))
    return count, ours, theirs
