"""CycloneDX bills: what is carried over, what is left over by name, what is refused, and merging."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from anzenkarte.karte.document import Document, Entity
from anzenkarte.karte.read import read_file, read_text
from anzenkarte.karte.sbom import VERSIONS, Leftover, grouped, import_sbom
from anzenkarte.karte.sbom_merge import Difference, merge_into
from anzenkarte.kernel.errors import InputError
from anzenkarte.kernel.vocabulary import Vocabulary


def _bill(*components: object, version: str = "1.6", **more: object) -> bytes:
    bill = {"bomFormat": "CycloneDX", "specVersion": version, "components": list(components), **more}
    return json.dumps(bill, ensure_ascii=False).encode()


def _library(name: str, **more: object) -> dict[str, object]:
    return {"type": "library", "name": name, **more}


def _codes(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        import_sbom(data, "bom.json")
    assert all(problem.file == "bom.json" for problem in caught.value.problems)
    return [(problem.code, problem.path) for problem in caught.value.problems]


@pytest.fixture
def service(fixtures: Path, vocabulary: Vocabulary) -> Document:
    """The service of the fixtures."""
    return read_file(fixtures / "v1/service.yaml", vocabulary)[0]


@pytest.mark.parametrize("version", VERSIONS)
def test_components_with_all_their_fields(version: str) -> None:
    data = _bill(
        {
            "type": "operating-system",
            "bom-ref": "os",
            "name": "debian",
            "version": "12",
            "supplier": {"name": "Debian"},
            "cpe": "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*",
            "components": [_library("zlib1g", version="1:1.2.13", purl="pkg:deb/debian/zlib1g@1:1.2.13")],
        },
        version=version,
        metadata={"component": {"type": "application", "name": "Orthanc", "group": "org", "bom-ref": "top"}},
    )
    imported = import_sbom(data)
    assert imported.top == "orthanc"
    assert imported.components == {
        "orthanc": {"name": "org/Orthanc", "product": "Orthanc", "kind": "application"},
        "debian": {
            "name": "debian",
            "product": "debian",
            "kind": "operating_system",
            "maker": "Debian",
            "version": "12",
            "cpe": "cpe:2.3:o:debian:debian_linux:12:*:*:*:*:*:*:*",
            "part_of": "orthanc",
        },
        "zlib1g": {
            "name": "zlib1g",
            "product": "zlib1g",
            "kind": "library",
            "version": "1:1.2.13",
            "purl": "pkg:deb/debian/zlib1g@1:1.2.13",
            "part_of": "debian",
        },
    }
    assert imported.leftovers == ()


def test_everything_else_is_left_over_by_name() -> None:
    data = _bill(
        _library("a", licenses=[], supplier={"name": "S", "url": ["u"]}, author="A", purl="not a purl", version=""),
        {"type": "firmware", "name": "f"},
        {"type": "file", "name": "x", "components": [_library("inside")]},
        version="1.5",
        serialNumber="urn:uuid:1",
        vulnerabilities=[{"ratings": [{"score": 9.8}, {"score": 1e3}, {"score": 12345678901234567890}]}],
        metadata={"timestamp": "2025-01-01T00:00:00Z"},
    )
    imported = import_sbom(data)
    assert imported.leftovers == (
        Leftover("components/0/author", "sbom.left-no-field"),
        Leftover("components/0/licenses", "sbom.left-no-field"),
        Leftover("components/0/purl", "sbom.left-unreadable"),
        Leftover("components/0/supplier/url", "sbom.left-no-field"),
        Leftover("components/1/type", "sbom.left-kind"),
        Leftover("components/2", "sbom.left-type"),
        Leftover("metadata/timestamp", "sbom.left-no-field"),
        Leftover("serialNumber", "sbom.left-no-field"),
        Leftover("vulnerabilities", "sbom.left-no-field"),
    )
    assert list(imported.components) == ["a", "f", "inside"]
    assert "kind" not in imported.components["f"]
    assert imported.components["a"]["maker"] == "S"


def test_leftovers_are_counted_by_place() -> None:
    imported = import_sbom(_bill(_library("a", hashes=[]), _library("b", hashes=[]), dependencies=[]))
    assert grouped(imported.leftovers) == [
        ("components/*/hashes", "sbom.left-no-field", 2),
        ("dependencies", "sbom.left-no-field", 1),
    ]


def test_slugs_never_collide_and_never_change() -> None:
    data = _bill(
        *[_library("Lib.A", version=str(number % 2)) for number in range(5)],
        _library("lib-a-0"),
        _library("日本語"),
        _library("日本語"),
        _library("x" * 200),
    )
    imported = import_sbom(data)
    assert list(imported.components) == [
        "lib-a",
        "lib-a-1",
        "lib-a-0",
        "lib-a-1-2",
        "lib-a-0-2",
        "lib-a-0-3",
        "component",
        "component-2",
        "x" * 60,
    ]
    assert import_sbom(data) == imported


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b'<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"/>', "sbom.is-markup"),
        (b'{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT"}', "sbom.is-spdx"),
        (b'{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}', "sbom.is-spdx"),
        (b"SPDXVersion: SPDX-2.3\n", "sbom.is-spdx"),
        (b'{"components": []}', "sbom.not-cyclonedx"),
        (b"[]", "sbom.not-cyclonedx"),
        (b"schema: anzenkarte/service/1\n", "json.value-expected"),
        (b"", "sbom.empty"),
        (b" \n", "sbom.empty"),
        (b"\xff\xfe{", "text.not-utf8"),
        (b'{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}', "json.duplicate-key"),
        (b"[" * 100_000, "json.too-deep"),
        (b'"' + b'\\"' * 200_000, "json.open-quote"),
    ],
)
def test_other_files_are_refused_by_what_they_are(data: bytes, code: str) -> None:
    assert [found for found, _ in _codes(data)] == [code]


@pytest.mark.parametrize("version", ["1.3", "1.8", "2.0", 1, None])
def test_other_versions_are_refused(version: object) -> None:
    assert _codes(json.dumps({"bomFormat": "CycloneDX", "specVersion": version}).encode()) == [
        ("sbom.version", "specVersion")
    ]


def test_all_faults_of_a_bill_at_once() -> None:
    data = _bill(
        _library("a", **{"bom-ref": "r"}),
        _library("b", **{"bom-ref": "r"}),
        {"type": "library"},
        "text",
        _library("c", components={}),
        metadata=[],
    )
    assert sorted(_codes(data)) == [
        ("sbom.no-name", "components/2"),
        ("sbom.not-a-list", "components/4/components"),
        ("sbom.not-an-object", "components/3"),
        ("sbom.not-an-object", "metadata"),
        ("sbom.ref-twice", "components/1/bom-ref"),
    ]


def test_merging_adds_fills_and_reports_but_overwrites_nothing(service: Document, vocabulary: Vocabulary) -> None:
    data = _bill(_library("app", version="3.11", purl="pkg:generic/app@3.11"), _library("zlib", version="1.2"))
    merged = merge_into(service, import_sbom(data), "app")
    assert merged.added == ("zlib",)
    assert merged.filled == ("app/product", "app/purl")
    assert merged.differences == (
        Difference("app", "kind", "application", "library"),
        Difference("app", "version", "3.10", "3.11"),
    )
    app, zlib = merged.document.entity("component", "app"), merged.document.entity("component", "zlib")
    assert app is not None
    assert zlib is not None
    assert app.fields["version"] == "3.10"
    assert "part_of" not in app.fields
    assert zlib.fields["part_of"] == "app"
    assert read_text(merged.document.to_yaml(), vocabulary)[0].revision == merged.document.revision
    assert service.entity("component", "zlib") is None


def test_merging_again_changes_nothing(service: Document) -> None:
    data = _bill(_library("a", purl="pkg:npm/a@1"), _library("a", purl="pkg:npm/a@1"), _library("a"), _library("app"))
    once = merge_into(service, import_sbom(data)).document
    again = merge_into(once, import_sbom(data))
    assert (again.added, again.filled) == ((), ())
    assert again.document is once


def test_equal_purl_is_the_same_component_under_another_name(service: Document) -> None:
    ours = service.with_entity(
        Entity("component", "zlib", {"name": "圧縮", "purl": "pkg:deb/debian/zlib1g@1"}),
    )
    data = _bill(_library("zlib1g", purl="pkg:deb/debian/zlib1g@1"), _library("zlib", version="9"))
    merged = merge_into(ours, import_sbom(data))
    assert merged.added == ("zlib-2",)
    assert merged.filled == ("zlib/product", "zlib/kind")


def test_merging_never_makes_a_circle(service: Document, vocabulary: Vocabulary) -> None:
    inside = service.with_entity(Entity("component", "outer", {"name": "O", "part_of": "inner"}))
    inside = inside.with_entity(Entity("component", "inner", {"name": "I"}))
    merged = merge_into(inside, import_sbom(_bill(_library("outer", components=[_library("inner")]))))
    assert Difference("inner", "part_of", "-", "outer") in merged.differences
    assert read_text(merged.document.to_yaml(), vocabulary)[0].revision == merged.document.revision


def test_unknown_place_to_merge_into_is_refused(service: Document) -> None:
    with pytest.raises(InputError) as caught:
        merge_into(service, import_sbom(_bill()), "nowhere")
    assert [problem.code for problem in caught.value.problems] == ["sbom.part-of"]
