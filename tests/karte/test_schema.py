"""The published schema: valid itself, content with good files, and of one mind with the reader on shape."""

from __future__ import annotations

from pathlib import Path

import jsonschema_rs
import pytest

from anzenkarte.formats.canonical import canonical_bytes
from anzenkarte.formats.strict_yaml import load_documents
from anzenkarte.formats.values import Json
from anzenkarte.karte.schema import DIALECT, json_schema
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import Vocabulary
from tests.karte.test_read_bad import BAD

#: Bad files whose fault only the whole file shows; a schema accepts each of their documents.
BEYOND = {
    "assignment-of-unknown-duty",
    "date-outside-era",
    "document-twice",
    "keeper-no-parties",
    "keeper-not-a-party",
    "no-document",
    "party-under-another-slug",
    "party-with-another-urn",
    "ref-dangling",
    "ref-misspelt",
    "refs-circle",
    "as-of-impossible",
    "service-refers-to-engagement",
    "statement-fact-of-another-kind",
    "statement-fact-without-subject",
    "statement-fact-without-value",
    "statement-on-item-without-answer",
    "statement-on-unknown-duty",
    "statement-planned-without-date",
    "statement-subject-dangling",
    "statement-value-of-wrong-type",
    "statement-value-without-fact",
    "statements-supersede-in-a-circle",
}


@pytest.fixture(scope="module")
def schema(vocabulary: Vocabulary) -> dict[str, Json]:
    """The schema of today's vocabulary."""
    return json_schema(vocabulary)


@pytest.fixture(scope="module")
def validator(schema: dict[str, Json]) -> jsonschema_rs.Draft202012Validator:
    """The schema, compiled."""
    return jsonschema_rs.Draft202012Validator(schema)


def test_schema_is_valid_and_the_same_every_time(schema: dict[str, Json], vocabulary: Vocabulary) -> None:
    assert schema["$schema"] == DIALECT
    jsonschema_rs.meta.validate(schema)
    assert canonical_bytes(schema) == canonical_bytes(json_schema(vocabulary))


def test_good_documents_fit(validator: jsonschema_rs.Draft202012Validator, fixtures: Path) -> None:
    for path in sorted(fixtures.rglob("*.yaml")):
        marked = load_documents(path.read_bytes(), path.name)
        assert marked
        for document in marked:
            assert [str(error) for error in validator.iter_errors(document.data)] == []
        assert validator.is_valid([document.data for document in marked])


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_schema_sees_what_a_schema_can(path: Path, validator: jsonschema_rs.Draft202012Validator) -> None:
    try:
        marked = load_documents(path.read_bytes(), path.name)
    except InputError:
        assert path.stem.startswith("yaml-")
        return
    fits = all(validator.is_valid(document.data) for document in marked if document.data is not None)
    assert fits == (path.stem in BEYOND)


def test_every_field_explains_itself_in_both_languages(schema: dict[str, Json], vocabulary: Vocabulary) -> None:
    definitions = schema["$defs"]
    assert isinstance(definitions, dict)
    component = definitions["entity-component"]
    assert isinstance(component, dict)
    properties = component["properties"]
    assert isinstance(properties, dict)
    written = {field.short for field in vocabulary.kinds["component"].fields.values() if not field.derived}
    assert written <= set(properties)
    kind = properties["kind"]
    assert isinstance(kind, dict)
    spec = vocabulary.facts["component.kind"]
    assert spec.question.ja in str(kind["description"])
    assert spec.question.en in str(kind["description"])
    assert all(f"{word}: {text.ja} / {text.en}" in str(kind["description"]) for word, text in spec.values.items())
