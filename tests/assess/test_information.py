"""Adding information never turns one definite answer into the other; order and hash seed never show."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anzenkarte.assess.rules import Evaluation
from anzenkarte.assess.run import Assessment, run
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_text
from anzenkarte.karte.select import choose
from anzenkarte.kernel.vocabulary import FieldSpec
from tests.assess.cases import SAMPLES, catalogue, sample
from tests.assess.edits import VOCABULARY, Documents, field_value

CASES = (
    ("handa-2021", "handa-emr"),
    ("phr-app", "kaede"),
    ("nursing-care", "yasuragi-hinata"),
    ("saas-emr", "tsubaki"),
)
DAY = date(2026, 11, 25)
EDITIONS = ("mhlw-6.0", "mhlw-7.0", "meti-mic-1.1")
# Which documents make up the case is settled before anything is judged.
MAKES_THE_CASE = "engagement.service"


def _assess(documents: Documents, about: str) -> Assessment:
    editions = catalogue().resolve(EDITIONS, DAY)
    return run(choose(documents, VOCABULARY, about), catalogue(), DAY, editions)


@cache
def _full(name: str, about: str) -> Assessment:
    return _assess(sample(name), about)


def _missing(assessment: Assessment, documents: Documents) -> list[tuple[int, Entity, FieldSpec]]:
    """Fields nobody filled in, by the number of a document that may hold them; a reference left out points nowhere."""
    found = []
    for number, document in enumerate(documents):
        if document not in assessment.case.documents:
            continue
        for entity in document:
            if entity.kind in ("statement", "assignment"):
                continue
            for spec in VOCABULARY.kinds[entity.kind].fields.values():
                if spec.derived or spec.type == "ref" or spec.name == MAKES_THE_CASE:
                    continue
                if assessment.facts.fact(entity.subject, spec.name).unknown == "missing":
                    found.append((number, entity, spec))
    return found


def _definite(assessment: Assessment) -> dict[object, str]:
    """Rules on subjects that say met or not met, but for those that look at what engines concluded."""
    upstream = {name for name, spec in VOCABULARY.facts.items() if spec.upstream}
    return {
        key: done.value.outcome
        for key, done in assessment.units.items()
        if isinstance(done.value, Evaluation)
        and done.value.outcome in ("met", "not_met")
        and not any(read[1] in upstream for read in done.keys if len(read) == 2)
    }


@given(st.data())
@settings(max_examples=60)
def test_a_missing_field_filled_in_never_turns_a_verdict_round(data: st.DataObject) -> None:
    name, about = data.draw(st.sampled_from(CASES))
    documents, before = sample(name), _full(name, about)
    number, entity, spec = data.draw(st.sampled_from(_missing(before, documents)))
    value = data.draw(field_value(spec, documents).filter(lambda value: not isinstance(value, dict)))
    richer = documents[number].with_entity(Entity(entity.kind, entity.id, {**entity.fields, spec.short: value}))
    after = _assess(tuple(richer if n == number else d for n, d in enumerate(documents)), about)
    then, now = _definite(before), _definite(after)
    assert {key: (then[key], now[key]) for key in then if now.get(key, then[key]) != then[key]} == {}


def test_there_is_something_to_fill_in_and_to_turn_round() -> None:
    for name, about in CASES:
        assert len(_missing(_full(name, about), sample(name))) > 50
        assert len(_definite(_full(name, about))) > 10


# --- determinism ----------------------------------------------------------------------------------------------


def _hash(assessment: Assessment) -> str:
    reports = {name: report.json() for name, report in assessment.reports.items()}
    findings = [finding.json() for finding in assessment.findings]
    return hashlib.sha256(json.dumps([reports, findings], ensure_ascii=False).encode()).hexdigest()


def _shuffled(value: Json, random: Random) -> Json:
    if isinstance(value, dict):
        keys = sorted(value)
        random.shuffle(keys)
        return {key: _shuffled(value[key], random) for key in keys}
    return value


def _reordered(documents: Documents, seed: int) -> list[Document]:
    random = Random(seed)  # noqa: S311 - a shuffle, not a secret
    text = json.dumps([_shuffled(document.to_json(), random) for document in documents])
    return read_text(text, VOCABULARY, None, "shuffled.json")


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("name", "about"), CASES)
def test_the_order_written_never_shows(name: str, about: str, seed: int) -> None:
    documents = _reordered(sample(name), seed)
    assert [list(e.fields) for d in documents for e in d] != [list(e.fields) for d in sample(name) for e in d]
    assert _hash(_assess(tuple(documents), about)) == _hash(_full(name, about))


PROGRAM = """
import sys
from pathlib import Path
from anzenkarte.assess.run import run
from anzenkarte.catalogue.catalogue import read_catalogue
from anzenkarte.karte.read import read_file
from anzenkarte.karte.select import choose
import datetime, hashlib, json
day = datetime.date(2026, 11, 25)
catalogue = read_catalogue()
documents = read_file(Path(sys.argv[1]), catalogue.vocabulary, None, "karte.yaml")
case = choose(documents, catalogue.vocabulary, sys.argv[2])
assessed = run(case, catalogue, day, catalogue.resolve(sys.argv[3:], day))
reports = {name: report.json() for name, report in assessed.reports.items()}
found = json.dumps([reports, [f.json() for f in assessed.findings]], ensure_ascii=False)
print(hashlib.sha256(found.encode()).hexdigest())
"""


def _in_a_process(name: str, about: str, seed: str) -> str:
    path: Path = SAMPLES / name / "karte.yaml"
    command = [sys.executable, "-c", PROGRAM, str(path), about, *EDITIONS]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_the_hash_seed_never_shows() -> None:
    name, about = CASES[0]
    assert {_in_a_process(name, about, seed) for seed in ("1", "4242")} == {_hash(_full(name, about))}
