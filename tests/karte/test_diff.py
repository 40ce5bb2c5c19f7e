"""Differences between revisions, and how they read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from anzenkarte.formats.values import Json
from anzenkarte.karte.diff import Change, describe, diff
from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_file
from anzenkarte.kernel.vocabulary import Vocabulary


@pytest.fixture
def service(fixtures: Path, vocabulary: Vocabulary) -> Document:
    """The service of the fixtures."""
    return read_file(fixtures / "v1/service.yaml", vocabulary)[0]


def _set(document: Document, subject: str, **fields: Json) -> Document:
    of, _, id = subject.partition("/")
    old = document.entity(of, id)
    assert old is not None
    return document.with_entity(Entity(of, id, {**old.fields, **fields}))


def test_nothing_changed(service: Document, fixtures: Path, vocabulary: Vocabulary) -> None:
    again = read_file(fixtures / "v1/service.yaml", vocabulary)
    assert diff([service], again, vocabulary) == []


def test_fields_by_old_and_new(service: Document, vocabulary: Vocabulary) -> None:
    new = _set(service, "component/app", patched=False, version="3.11")
    changes = diff([service], [new], vocabulary)
    assert [(c.what, c.kind, c.id, c.field, c.old, c.new) for c in changes] == [
        ("field", "component", "app", "patched", True, False),
        ("field", "component", "app", "version", "3.10", "3.11"),
    ]


def test_one_is_not_true(service: Document, vocabulary: Vocabulary) -> None:
    one, true = _set(service, "component/app", version=[1]), _set(service, "component/app", version=[True])
    assert [c.field for c in diff([one], [true], vocabulary)] == ["version"]


def test_entities_documents_header_and_completeness(service: Document, fixtures: Path, vocabulary: Vocabulary) -> None:
    engagement, institution = read_file(fixtures / "v1/customer.yaml", vocabulary)
    header: dict[str, Json] = {**service.header, "as_of": "2025-05", "complete": ["parties", "stores"]}
    new = replace(service, header=header, complete=frozenset({"party", "store"})).without("certificate", "isms")
    new = new.with_entity(Entity("place", "osaka", {"name": "大阪"}))
    changes = diff([service, engagement], [institution, new], vocabulary)
    assert [(c.what, c.document, c.kind, c.id, c.field) for c in changes] == [
        ("document-removed", "engagement/emr-at-clinic", "engagement", "emr-at-clinic", ""),
        ("document-added", "institution/minato-clinic", "institution", "minato-clinic", ""),
        ("header", "service/sakura-emr", "", "", "as_of"),
        ("open", "service/sakura-emr", "connection", "", ""),
        ("complete", "service/sakura-emr", "store", "", ""),
        ("entity-removed", "service/sakura-emr", "certificate", "isms", ""),
        ("entity-added", "service/sakura-emr", "place", "osaka", ""),
    ]
    assert diff([service], [replace(service, file="elsewhere")], vocabulary) == []


def test_sentences_use_the_labels_of_the_vocabulary(service: Document, vocabulary: Vocabulary) -> None:
    new = _set(service, "component/db", patched={"unknown": "stated"}, kind="server", scan_exceptions=["/var"])
    new = _set(new, "certificate/isms", valid_until="2028-03-31", holder={"unknown": "withheld"})
    changes = diff([service], [new], vocabulary)
    assert describe(changes, vocabulary, "ja") == [
        "service/sakura-emr: 認証・監査報告 isms の「取得者」が sakura → 非開示",
        "service/sakura-emr: 認証・監査報告 isms の「有効期限」が 2027年3月31日（令和9年） → 2028年3月31日（令和10年）",
        "service/sakura-emr: 構成要素 db「データベース」 の「種別」が データベース → サーバ",
        "service/sakura-emr: 構成要素 db「データベース」 の「既知の脆弱性への対応」が （記載なし） → 不明",
        "service/sakura-emr: 構成要素 db「データベース」 の「検査の除外」が なし → /var",
    ]
    assert describe(changes, vocabulary, "en")[3] == (
        'service/sakura-emr: "Known vulnerabilities fixed" of component db ("データベース"): (not written) → not known'
    )


def test_every_kind_of_change_has_its_sentence(vocabulary: Vocabulary) -> None:
    changes = [
        Change("document-added", "service/a", "service", "a"),
        Change("header", "service/a", field="as_of", old="2024", new=None),
        Change("header", "service/a", field="x-mine", old={"a": {"b": 1}}, new=[]),
        Change("complete", "service/a", "component"),
        Change("open", "service/a", "component"),
    ]
    assert describe(changes, vocabulary, "ja") == [
        "文書 service/a が増えました: サービス a",
        "service/a: 文書の「記載の時点」が 2024 → （記載なし）",
        "service/a: 文書の「x-mine」が a: b: 1 → なし",
        "service/a: 「構成要素」が漏れなく書かれたとされました",
        "service/a: 「構成要素」が漏れなく書かれたとはされなくなりました",
    ]


def test_braces_in_what_people_wrote_are_not_filled_in(service: Document, vocabulary: Vocabulary) -> None:
    new = _set(service, "component/app", version="{old} {new}")
    assert describe(diff([service], [new], vocabulary), vocabulary, "en") == [
        'service/sakura-emr: "Version" of component app ("アプリケーション"): 3.10 → {old} {new}'
    ]


class _Called:
    """Names for two entities and one word."""

    def entity(self, kind: str, id: str) -> str:
        return {("component", "db"): "台帳の置き場", ("place", "hall"): "本館"}.get((kind, id), "")

    def word(self, field: str, value: str) -> str:
        return "大阪府" if (field, value) == ("place.region", "Osaka") else ""


def test_with_names_no_id_and_no_document_is_shown(service: Document, vocabulary: Vocabulary) -> None:
    new = _set(service, "component/db", place="hall", patched=True)
    assert describe(diff([service], [new], vocabulary), vocabulary, "ja", _Called()) == [
        "構成要素「台帳の置き場」 の「既知の脆弱性への対応」が （記載なし） → はい",
        "構成要素「台帳の置き場」 の「設置場所」が （記載なし） → 本館",
    ]
    about = [Change("field", "service/a", "statement", "s", None, "subject", "component/db", "component/web")]
    assert describe(about, vocabulary, "en", _Called()) == ['"Subject" of statement s: 台帳の置き場 → component/web']
    moved = [Change("field", "service/a", "place", "p", None, "region", "Osaka", "Kobe")]
    assert describe(moved, vocabulary, "ja", _Called()) == ["場所 p の「地域」が 大阪府 → Kobe"]
