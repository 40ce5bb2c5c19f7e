"""Revisions: what a hash covers, what new revisions share, what written files keep."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.values import Json
from anzenkarte.karte.document import Document, Entity, file_text
from anzenkarte.karte.read import read_file, read_text
from anzenkarte.kernel.vocabulary import Vocabulary


@pytest.fixture
def service(fixtures: Path, vocabulary: Vocabulary) -> Document:
    """The service of the fixtures."""
    return read_file(fixtures / "v1/service.yaml", vocabulary)[0]


def test_revision_is_the_hash_of_the_manifest(service: Document) -> None:
    entities = {
        "service/sakura-emr": digest(service.to_json()["service"]),
        **{
            f"{key}/{id}": digest(fields)
            for key, group in service.to_json().items()
            if key != "service" and isinstance(group, dict) and key not in ("note", "x-internal")
            for id, fields in group.items()
        },
    }
    header = {
        "name": "sakura-emr",
        "keeper": "sakura",
        "as_of": "令和7年4月",
        "complete": ["connections", "parties"],
        "note": {"ja": "見本", "en": "a sample"},
        "x-internal": {"ticket": 12, "tags": ["a", "b"]},
    }
    expected = digest({"schema": "anzenkarte/service/1", "header": header, "entities": entities})
    assert service.revision == expected


def test_order_of_keys_and_comments_count_for_nothing(service: Document, vocabulary: Vocabulary) -> None:
    def backwards(value: Json) -> Json:
        if isinstance(value, dict):
            return {key: backwards(value[key]) for key in reversed(value)}
        return value

    data = backwards(service.to_json())
    assert isinstance(data, dict)
    other = read_text("# again\n" + Document.to_yaml(_Fake(data)), vocabulary)[0]
    assert other.revision == service.revision
    assert [entity.digest for entity in sorted(other, key=lambda e: e.subject)] == [
        entity.digest for entity in sorted(service, key=lambda e: e.subject)
    ]


class _Fake(Document):
    """Writes data in its own order."""

    def __init__(self, data: dict[str, Json]) -> None:
        object.__setattr__(self, "data", data)

    def to_json(self) -> dict[str, Json]:
        data: dict[str, Json] = self.__dict__["data"]
        return data


def test_new_revision_shares_every_other_entity(service: Document) -> None:
    old = service.entity("component", "app")
    assert old is not None
    new = Entity("component", "app", {**old.fields, "patched": False})
    changed = service.with_entity(new)
    assert changed.entity("component", "app") is new
    assert service.entity("component", "app") is old
    assert changed.entities["party"] is service.entities["party"]
    assert changed.entity("component", "db") is service.entity("component", "db")
    assert changed.revision != service.revision
    assert changed.with_entity(Entity("component", "app", dict(old.fields))).revision == service.revision


def test_without_takes_out_one_entity_and_empty_collections(service: Document, vocabulary: Vocabulary) -> None:
    less = service.without("certificate", "isms")
    assert less.entity("certificate", "isms") is None
    assert "certificates" not in less.to_json()
    assert service.without("certificate", "no-such") is service
    assert read_text(less.to_yaml(), vocabulary)[0].revision == less.revision


def test_own_entity_paths_lines_and_completeness(service: Document) -> None:
    assert service.own is service.entity("service", "sakura-emr")
    assert service.own is not None
    assert service.path_of(service.own) == "service"
    app = service.entity("component", "app")
    assert app is not None
    assert (app.subject, service.path_of(app)) == ("component/app", "components/app")
    assert service.complete == {"party", "connection"}
    assert service.line_of("service/purpose") == 11
    assert service.line_of("service/purpose/nothing/here") == 11
    assert service.line_of("nowhere") == service.lines[""] == 2


def test_written_file_holds_all_documents(fixtures: Path, vocabulary: Vocabulary) -> None:
    documents = read_file(fixtures / "v1/customer.yaml", vocabulary)
    again = read_text(file_text(documents), vocabulary)
    assert [document.revision for document in again] == [document.revision for document in documents]


def test_references_between_documents_of_a_file_follow_sight(fixtures: Path, vocabulary: Vocabulary) -> None:
    engagement, institution = read_file(fixtures / "v1/customer.yaml", vocabulary)
    vpn = engagement.entity("component", "vpn")
    assert vpn is not None
    assert vpn.fields["place"] == "server-room"
    assert institution.entity("place", "server-room") is not None


def test_json_and_yaml_are_the_same_document(fixtures: Path, vocabulary: Vocabulary, tmp_path: Path) -> None:
    from_yaml = read_file(fixtures / "v1/service.yaml", vocabulary)[0]
    text = json.dumps([from_yaml.to_json()], ensure_ascii=False)
    path = tmp_path / "karte.json"
    path.write_text(text, encoding="utf-8")
    from_json = read_file(path, vocabulary)[0]
    assert from_json.revision == from_yaml.revision
    assert from_json.lines == {}
