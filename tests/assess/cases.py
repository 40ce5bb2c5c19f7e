"""Reads a case file of ``tests/cases`` and compares what it expects with what the engines say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import cast

from anzenkarte.assess.run import Assessment, run
from anzenkarte.assess.scenarios import Override, Owner, Rated, Treated
from anzenkarte.catalogue.catalogue import Catalogue, open_catalogue
from anzenkarte.formats import strict_yaml
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_file, read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.facts import FactRead

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT / "tests/cases"
SAMPLES = ROOT / "src/anzenkarte_catalogues/cases"
KEYS = frozenset({"title", "why", "on", "editions", "karte", "sample", "for", "changes", "expect"})
JsonMap = Mapping[str, Json]


@dataclass(frozen=True)
class Expected:
    """One case: what to assess and what must come out."""

    path: Path
    data: dict[str, Json]

    @property
    def expectations(self) -> list[dict[str, Json]]:
        """The entries of ``expect``."""
        return cast("list[dict[str, Json]]", self.data["expect"])


@cache
def catalogue() -> Catalogue:
    """The installed catalogue."""
    return open_catalogue()


@cache
def sample(name: str) -> tuple[Document, ...]:
    """The documents of a sample karte."""
    vocabulary = catalogue().vocabulary
    return tuple(read_file(SAMPLES / name / "karte.yaml", vocabulary, _duties(), f"{name}.yaml"))


@cache
def _duties() -> frozenset[str]:
    return frozenset(duty.id for duty in catalogue().duties)


def case_files() -> list[Path]:
    """Every case file, sorted."""
    return sorted(CASES.glob("*/*.yaml"))


def load(path: Path) -> Expected:
    """Read a case; a key that means nothing is an error of the case."""
    data = strict_yaml.load_one_file(path).data
    assert isinstance(data, dict), path
    assert set(data) <= KEYS, set(data) - KEYS
    title = data["title"]
    assert isinstance(title, dict)
    assert set(title) == {"ja", "en"}
    assert data["why"]
    return Expected(path, data)


def documents_of(expected: Expected) -> list[Document]:
    """The documents a case is about, with its changes."""
    data = expected.data
    if "sample" in data:
        documents = list(sample(str(data["sample"])))
    else:
        text = json.dumps(data["karte"], ensure_ascii=False)
        documents = read_text(text, catalogue().vocabulary, _duties(), f"{expected.path.stem}.json")
    for change in cast("list[dict[str, Json]]", data.get("changes", [])):
        documents = [_changed(d, change) if d.name == change["document"] else d for d in documents]
    return documents


def _changed(document: Document, change: JsonMap) -> Document:
    kind, _, id = str(change["subject"]).partition("/")
    if change.get("remove") is True:
        assert document.entity(kind, id) is not None, change
        return document.without(kind, id)
    old = document.entity(kind, id)
    fields = {**(old.fields if old is not None else {}), **cast("dict[str, Json]", change["set"])}
    return document.with_entity(Entity(kind, id, {key: value for key, value in fields.items() if value is not None}))


def assess(expected: Expected) -> Assessment:
    """Run all engines on a case."""
    data = expected.data
    day = date.fromisoformat(str(data["on"]))
    editions = catalogue().resolve([str(name) for name in cast("list[Json]", data.get("editions", []))], day)
    case = choose(documents_of(expected), catalogue().vocabulary, str(data.get("for", "")))
    return run(case, catalogue(), day, editions)


# --- comparing ------------------------------------------------------------------------------------------------


def failures(assessment: Assessment, expectation: JsonMap) -> list[str]:
    """What differs from one entry of ``expect``; empty when it holds."""
    word = next(iter(expectation))
    if word.startswith("no_"):
        ids = _ids(assessment, word.removeprefix("no_"))
        return [f"there is {id}" for id in ids if fnmatchcase(id, str(expectation[word]))]
    found = _find(assessment, word, expectation)
    if found is None:
        near = [id for id in _ids(assessment, word) if str(expectation[word]).partition("@")[0] in id]
        return [f"no {word} {expectation[word]}; there are {near[:12]}"]
    shown = _shown(word, found)
    extra = {"item", "standing"} if word == "support" else set()
    wrong: list[str] = []
    for key, wanted in list(expectation.items())[1:]:
        if key in extra:
            continue
        assert key in shown, f"{word} has no {key}; it has {sorted(shown)}"
        if not _agrees(key, wanted, shown[key]):
            wrong.append(f"{expectation[word]}: {key} is {shown[key]!r}, expected {wanted!r}")
    return wrong


def _all(assessment: Assessment, word: str) -> Iterable[object]:
    parts = {
        "decision": "decisions",
        "cell": "cells",
        "reach": "reaches",
        "support": "supports",
        "finding": "findings",
        "summary": "summaries",
        "scenario": "scenarios",
        "chain": "chains",
        "discharge": "discharges",
    }
    for report in assessment.reports.values():
        if word == "verdict":
            yield from (*report.verdicts, *report.lessons)
        else:
            yield from getattr(report, parts[word])


def _id(entry: object) -> str:
    id = str(getattr(entry, "id", "") or getattr(entry, "edition", ""))
    return id.removeprefix("discharge/")


def _ids(assessment: Assessment, word: str) -> list[str]:
    return [_id(entry) for entry in _all(assessment, word)]


def _find(assessment: Assessment, word: str, expectation: JsonMap) -> object | None:
    wanted = str(expectation[word])
    if word == "support":
        wanted = f"{wanted}>{expectation['item']}#{expectation['standing']}"
    elif word == "verdict" and "@" not in wanted:
        wanted = f"{wanted}@case/case"
    return next((entry for entry in _all(assessment, word) if _id(entry) == wanted), None)


def _names(reads: Iterable[FactRead]) -> list[str]:
    return [name for read in reads for name in (read.name, f"{read.subject}:{read.name}")]


def _shown(word: str, entry: object) -> dict[str, object]:
    """What may be said about an entry, by key."""
    keys: Iterable[str] = getattr(entry, "_fields", ()) or getattr(entry, "__dataclass_fields__", ())
    shown = {key: getattr(entry, key) for key in keys}
    for key in ("facts", "missing"):
        if key in shown:
            shown[key] = _names(cast("Sequence[FactRead]", shown[key]))
    if "counts" in shown:
        shown["counts"] = dict(cast("Iterable[tuple[str, int]]", shown["counts"]))
    if word == "decision":
        steps = shown["path"]
        shown["decided_by"] = [n for s in steps if s.answer != "unknown" for n in _names(s.facts)]
        shown["open"] = [n for s in steps for n in _names(s.missing)]
        shown["path"] = [step.question for step in steps]
    if word == "scenario":
        shown.update(_scenario(shown))
    if word == "discharge":
        shown["measures"] = {name.partition("@")[0] + "#" + name.partition("#")[2]: s for name, s in shown["measures"]}
    if word == "cell":
        shown["hearsay"] = [voice.party for voice in shown["voices"] if voice.kind == "hearsay"]
    return shown


def _scenario(shown: Mapping[str, object]) -> dict[str, object]:
    """Levels as words, measures by state, and who owns it."""
    out: dict[str, object] = {}
    for key in ("impact", "likelihood"):
        rated = shown[key]
        out[key] = rated.level if isinstance(rated, Rated) else ""
        out[f"{key}_missing"] = _names(rated.missing) if isinstance(rated, Rated) else []
    out["measures"] = {m.measure: m.state for m in cast("Sequence[Treated]", shown["measures"])}
    owner = shown["owner"]
    out["owner"] = owner.state if isinstance(owner, Owner) else ""
    out["owner_parties"] = list(owner.parties) if isinstance(owner, Owner) else []
    overrides = cast("Sequence[Override]", shown["overrides"])
    out["overrides"] = [f"{o.by}:{o.level or o.treatment or o.residual}" for o in overrides]
    return out


def _agrees(key: str, wanted: Json, found: object) -> bool:
    if isinstance(wanted, list):
        have = list(cast("Sequence[object]", found))
        if key in ("helps", "parties", "path", "hearsay", "steps"):
            return have == wanted
        return set(wanted) <= set(have) if wanted else not have
    if isinstance(wanted, dict):
        return all(cast("Mapping[str, object]", found).get(name, 0) == value for name, value in wanted.items())
    return found == wanted
