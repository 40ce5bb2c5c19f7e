"""Profiles resolved: what is selected, merged and modified, along chains, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anzenkarte.exchange.oscal.document import parse, schema_problems
from anzenkarte.exchange.oscal.resolution.chain import CHAIN, Resolved, resolve
from anzenkarte.exchange.oscal.write import to_bytes
from anzenkarte.formats.values import Json
from anzenkarte.kernel.errors import InputError
from tests.exchange.made import Body, catalogue, control, profile, put, taking, uuid

AS_IS: Body = {"as-is": True}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two catalogues."""
    put(tmp_path, "one.json", catalogue(1))
    put(tmp_path, "two.json", catalogue(2, groups=[{"id": "au", "title": "Audit", "controls": [control("au-9")]}]))
    return tmp_path


def run(folder: Path, imports: list[Json], **more: Json) -> Resolved:
    """Resolve a profile made of these; the result keeps to the schema."""
    found = resolve(put(folder, "asked.json", profile(50, imports, **more)))
    assert list(schema_problems(parse(to_bytes(dict(found.document)), "result"))) == []
    return found


def body(found: Resolved) -> dict[str, Any]:
    """The catalogue of a result."""
    inner = found.document["catalog"]
    assert isinstance(inner, dict)
    return inner


def shape(holder: dict[str, Any]) -> list[Any]:
    """Ids of groups and controls as nested lists."""
    out: list[Any] = []
    for entry in [*holder.get("controls", []), *holder.get("groups", [])]:
        inner = shape(entry)
        out.append([entry.get("id"), inner] if inner else entry.get("id"))
    return out


def one(found: Resolved) -> dict[str, Any]:
    """The only control of a flat result."""
    controls = body(found)["controls"]
    assert len(controls) == 1
    control_: dict[str, Any] = controls[0]
    return control_


def without(*excluded: Json) -> Body:
    """Everything of the first catalogue without these."""
    return {**taking("one.json"), "exclude-controls": [*excluded]}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (taking("one.json", "ac-2"), [["ac", ["ac-2"]]]),
        (taking("one.json", "ac-2.1", "au-1"), [["ac", ["ac-2.1"]], ["au", ["au-1"]]]),
        (taking("one.json", "ac-2", "ac-2.2"), [["ac", [["ac-2", ["ac-2.2"]]]]]),
        (
            {"href": "one.json", "include-controls": [{"with-ids": ["ac-2"], "with-child-controls": "yes"}]},
            [["ac", [["ac-2", ["ac-2.1", "ac-2.2"]]]]],
        ),
        (
            {"href": "one.json", "include-controls": [{"matching": [{"pattern": "a?-1"}, {"pattern": "*.2"}]}]},
            [["ac", ["ac-1", "ac-2.2"]], ["au", ["au-1"]]],
        ),
        (
            without({"matching": [{"pattern": "ac-*"}]}, {"with-ids": ["au-2"]}),
            [["au", ["au-1"]]],
        ),
        (
            without({"with-ids": ["ac-2"], "with-child-controls": "yes"}),
            [["ac", ["ac-1", "ac-10"]], ["au", ["au-1", "au-2"]]],
        ),
    ],
)
def test_selection_keeps_groups_and_their_order(folder: Path, asked: Body, expected: list[Any]) -> None:
    assert shape(body(run(folder, [asked], merge=AS_IS))) == expected


def test_without_merge_the_result_is_flat(folder: Path) -> None:
    found = body(run(folder, [taking("one.json", "ac-1", "au-1"), taking("two.json")]))
    assert shape(found) == ["ac-1", "au-1", "au-9"]
    assert [param["id"] for param in found["params"]] == ["loose-1", "loose-2"]
    assert shape(body(run(folder, [taking("one.json", "ac-1")], merge={"as-is": False}))) == ["ac-1"]


def test_as_is_brings_groups_of_one_id_together(folder: Path) -> None:
    found = body(run(folder, [taking("one.json", "au-1"), taking("two.json")], merge=AS_IS))
    assert shape(found) == [["au", ["au-1", "au-9"]]]


def test_clashes_are_kept_dropped_or_united(folder: Path) -> None:
    changed = control("au-1", title="Other", props=[{"name": "added", "value": "x"}])
    put(folder, "other.json", catalogue(3, groups=[{"id": "zz", "title": "Z", "controls": [changed]}]))
    imports: list[Json] = [taking("one.json", "au-1"), taking("other.json")]
    kept = body(run(folder, imports))["controls"]
    assert [entry["title"] for entry in kept] == ["Title of au-1", "Other"]
    first = one(run(folder, imports, merge={"combine": {"method": "use-first"}, "flat": {}}))
    assert (first["title"], len(first["props"])) == ("Title of au-1", 1)
    united = one(run(folder, imports, merge={"combine": {"method": "merge"}, "flat": {}}))
    assert united["title"] == "Other"
    assert [prop["name"] for prop in united["props"]] == ["label", "added"]
    assert len(united["parts"]) == 2


def test_a_method_nobody_knows_is_refused(folder: Path) -> None:
    with pytest.raises(InputError, match=r"profile/merge/combine/method exchange.profile-method"):
        run(folder, [taking("one.json")], merge={"combine": {"method": "average"}, "flat": {}})


def test_custom_groups_are_filled_ordered_and_tell_what_is_left_over(folder: Path) -> None:
    custom: Body = {
        "insert-controls": [{"include-controls": [{"with-ids": ["au-2"]}]}],
        "groups": [
            {
                "id": "mine",
                "title": "Mine",
                "insert-controls": [
                    {"order": "descending", "include-controls": [{"matching": [{"pattern": "ac-1*"}]}]},
                    {"include-controls": [{"with-ids": ["ac-2", "ac-2.2"]}]},
                ],
            },
            {"title": "Outer", "groups": [{"id": "inner", "title": "Inner", "insert-controls": [
                {"order": "ascending", "include-all": {}, "exclude-controls": [{"matching": [{"pattern": "a*"}]}]}
            ]}]},
        ],
    }  # fmt: skip
    found = run(folder, [taking("one.json")], merge={"custom": custom})
    assert shape(body(found))[:2] == ["au-2", ["mine", ["ac-10", "ac-1", ["ac-2", ["ac-2.2"]]]]]
    assert {dict(note.params)["control"] for note in found.notes} == {"ac-2.1", "au-1"}
    assert {note.code for note in found.notes} == {"exchange.profile-unplaced"}


def altered(folder: Path, *alters: Json) -> dict[str, Any]:
    """ac-1 after these alterations."""
    return one(run(folder, [taking("one.json", "ac-1")], modify={"alters": [*alters]}))


@pytest.mark.parametrize(
    ("position", "expected"), [("starting", ["new", "label"]), ("ending", ["label", "new"]), (None, ["label", "new"])]
)
def test_additions_to_a_control(folder: Path, position: str | None, expected: list[str]) -> None:
    add: Body = {"title": "Changed", "props": [{"name": "new", "value": "x"}]}
    if position:
        add["position"] = position
    found = altered(folder, {"control-id": "ac-1", "adds": [add]})
    assert [prop["name"] for prop in found["props"]] == expected
    assert found["title"] == "Changed"


@pytest.mark.parametrize(
    ("position", "inside", "beside"),
    [
        ("before", ["a", "b"], ["new", "ac-1_smt", "ac-1_gdn"]),
        ("after", ["a", "b"], ["ac-1_smt", "new", "ac-1_gdn"]),
        ("starting", ["new", "a", "b"], ["ac-1_smt", "ac-1_gdn"]),
        ("ending", ["a", "b", "new"], ["ac-1_smt", "ac-1_gdn"]),
    ],
)
def test_additions_at_a_part(folder: Path, position: str, inside: list[str], beside: list[str]) -> None:
    part: Body = {"id": "new", "name": "item", "prose": "New."}
    add: Body = {"by-id": "ac-1_smt", "position": position, "parts": [part]}
    found = altered(folder, {"control-id": "ac-1", "adds": [add]})
    assert [entry["id"] for entry in found["parts"]] == beside
    statement = next(entry for entry in found["parts"] if entry["id"] == "ac-1_smt")
    assert [entry["id"].rpartition(".")[2] for entry in statement["parts"]] == inside


def test_additions_deep_inside(folder: Path) -> None:
    add: Body = {"by-id": "ac-1_smt.b", "props": [{"name": "mark", "value": "x"}]}
    found = altered(folder, {"control-id": "ac-1", "adds": [add]})
    assert found["parts"][0]["parts"][1]["props"] == [{"name": "mark", "value": "x"}]


@pytest.mark.parametrize(
    ("removal", "gone"),
    [
        ({"by-id": "ac-1_smt.a"}, {"ac-1_smt.a"}),
        ({"by-name": "item"}, {"ac-1_smt.a", "ac-1_smt.b"}),
        ({"by-name": "guidance", "by-item-name": "part"}, {"ac-1_gdn"}),
        ({"by-name": "guidance", "by-item-name": "prop"}, set()),
        ({"by-item-name": "param"}, {"ac-1_p"}),
        ({"by-item-name": "param", "by-id": "ac-1_gdn"}, set()),
        ({"by-class": "nobody"}, set()),
        ({"remarks": "nothing named"}, set()),
    ],
)
def test_removals_take_what_fits_all_that_is_named(folder: Path, removal: Body, gone: set[str]) -> None:
    every = {"ac-1_p", "ac-1_smt", "ac-1_smt.a", "ac-1_smt.b", "ac-1_gdn"}
    found = altered(folder, {"control-id": "ac-1", "removes": [removal]})
    parts = found.get("parts", [])
    inner = [part for entry in parts for part in entry.get("parts", [])]
    left = {entry["id"] for entry in [*found.get("params", []), *parts, *inner]}
    assert left == every - gone


def test_an_alteration_changes_one_import_only(folder: Path) -> None:
    put(folder, "sub.json", profile(51, [taking("one.json", "ac-1")], modify={
        "alters": [{"control-id": "ac-1", "removes": [{"by-item-name": "part"}]}]
    }))  # fmt: skip
    found = body(run(folder, [taking("sub.json"), taking("one.json", "ac-1")]))
    assert ["parts" in entry for entry in found["controls"]] == [False, True]


def test_parameters_are_set(folder: Path) -> None:
    setting: Body = {
        "param-id": "ac-1_p",
        "label": "weekly",
        "values": ["every week"],
        "constraints": [{"description": "short"}],
        "props": [{"name": "kind", "value": "new"}, {"name": "more", "value": "x"}],
    }
    loose: Body = {"param-id": "loose-1", "values": ["v"]}
    absent: Body = {"param-id": "nowhere", "values": ["v"]}
    found = run(folder, [taking("one.json", "ac-1")], modify={"set-parameters": [setting, loose, absent]})
    param = one(found)["params"][0]
    assert (param["label"], param["values"], len(param["constraints"])) == ("weekly", ["every week"], 1)
    assert [(prop["name"], prop["value"]) for prop in param["props"]] == [("kind", "new"), ("more", "x")]
    assert body(found)["params"][0]["values"] == ["v"]
    assert [note.code for note in found.notes] == ["exchange.profile-parameter"]


def test_what_is_altered_and_not_there_is_told(folder: Path) -> None:
    alters: list[Json] = [
        {"control-id": "zz-1", "removes": [{"by-id": "x"}]},
        {"control-id": "ac-1", "adds": [{"by-id": "zz", "props": [{"name": "a", "value": "b"}]}]},
    ]
    found = run(folder, [taking("one.json", "ac-1")], modify={"alters": alters})
    assert sorted(note.code for note in found.notes) == ["exchange.profile-alter", "exchange.profile-by-id"]


def test_chains_and_what_they_leave_behind(folder: Path) -> None:
    put(folder, "sub/low.json", profile(51, [taking("../one.json", "ac-1", "ac-10", "au-1")], merge=AS_IS))
    put(folder, "mid.json", profile(52, [taking("sub/low.json", "ac-10", "au-1")], merge=AS_IS))
    found = run(folder, [taking("mid.json"), taking("two.json")], merge=AS_IS)
    assert shape(body(found)) == [["ac", ["ac-10"]], ["au", ["au-1", "au-9"]]]
    assert [entry["title"] for entry in body(found)["back-matter"]["resources"]] == ["used"]
    assert body(found)["metadata"]["title"] == "Profile 50"
    assert found == run(folder, [taking("mid.json"), taking("two.json")], merge=AS_IS)


def test_an_import_may_go_by_the_back_matter(folder: Path) -> None:
    links: list[Json] = [{"href": "one.xml"}, {"href": "one.json"}]
    matter: Body = {"resources": [{"uuid": uuid(8), "rlinks": links}]}
    found = run(folder, [taking(f"#{uuid(8)}", "ac-1")], **{"back-matter": matter})
    assert shape(body(found)) == ["ac-1"]
    with pytest.raises(InputError, match=r"profile/imports/0/href exchange.href-resource"):
        run(folder, [taking(f"#{uuid(9)}", "ac-1")], **{"back-matter": matter})


@pytest.mark.parametrize(
    ("href", "code"),
    [
        ("https://example.com/one.json", "href-address"),
        ("file:///etc/passwd", "href-address"),
        ("//example.com/one.json", "href-address"),
        ("/etc/passwd", "href-outside"),
        ("../outside.json", "href-outside"),
        ("sub/../../outside.json", "href-outside"),
        ("%2e%2e/outside.json", "href-outside"),
        ("..%2Foutside.json", "href-outside"),
        ("a%5Cb.json", "href-outside"),
        ("a%00b.json", "href-outside"),
        ("absent.json", "href-missing"),
        (".", "href-missing"),
        ("link.json", "href-outside"),
    ],
)
def test_only_files_beside_the_profile_are_read(tmp_path: Path, href: str, code: str) -> None:
    put(tmp_path, "outside.json", catalogue(1))
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link.json").symlink_to(tmp_path / "outside.json")
    with pytest.raises(InputError, match=f"profile/imports/0/href exchange.{code}"):
        run(folder, [taking(href)])


def test_a_file_that_is_given_stands_for_an_import_of_its_name(tmp_path: Path) -> None:
    given = put(tmp_path, "elsewhere/one.json", catalogue(1))
    path = put(tmp_path, "in/asked.json", profile(50, [taking("https://example.com/x/one.json", "ac-1")]))
    assert shape(body(resolve(path, [given]))) == ["ac-1"]


def test_circles_and_long_chains_are_refused(folder: Path) -> None:
    put(folder, "round.json", profile(51, [taking("asked.json")]))
    with pytest.raises(InputError, match=r"profile/imports/0/href exchange.profile-circle"):
        run(folder, [taking("round.json")])
    put(folder, "p0.json", profile(60, [taking("one.json")]))
    for index in range(1, CHAIN + 2):
        put(folder, f"p{index}.json", profile(60 + index, [taking(f"p{index - 1}.json")]))
    with pytest.raises(InputError, match=r"exchange.profile-chain"):
        run(folder, [taking(f"p{CHAIN + 1}.json")])
    assert shape(body(run(folder, [taking("p3.json", "ac-1")]))) == ["ac-1"]


def test_doubling_at_every_step_is_refused(folder: Path) -> None:
    put(folder, "p0.json", profile(60, [taking("one.json")]))
    for index in range(1, CHAIN - 1):
        put(folder, f"p{index}.json", profile(60 + index, [taking(f"p{index - 1}.json"), taking(f"p{index - 1}.json")]))
    with pytest.raises(InputError, match=r"exchange.profile-large"):
        run(folder, [taking(f"p{CHAIN - 2}.json")])


def test_what_is_not_there_or_no_catalogue_is_told_with_its_place(folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        run(folder, [taking("one.json", "ac-1", "zz-1", "zz-2")])
    places = [(problem.path, dict(problem.params)["control"]) for problem in caught.value.problems]
    assert places == [("profile/imports/0/include-controls/0/with-ids", name) for name in ("zz-1", "zz-2")]
    with pytest.raises(InputError, match=r"exchange.not-a-profile"):
        resolve(folder / "one.json")
