"""Independent programs read what we write, and resolve profiles to the same controls, parameters and text."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from anzenkarte.catalogue.catalogue import Catalogue
from anzenkarte.exchange.oscal.profile import choose, profile_document
from anzenkarte.exchange.oscal.resolution.chain import resolve
from anzenkarte.exchange.oscal.write_catalogue import catalogue_document
from anzenkarte.exchange.oscal.write_mapping import mapping_document
from anzenkarte.formats.values import Json
from tests.exchange.made import EDITION, ITEMS, Body, control, profile, put, taking
from tests.exchange.made import catalogue as made_catalogue
from tests.exchange.test_oscal_mapping import MADE

PEERS = {"trestle": "compliance-trestle", "oscal": "oscal"}


def ask(peer: str, script: str, job: object, folder: Path) -> Any:
    """What a peer answers, run in a folder; without it the test is skipped, in continuous integration it fails."""
    if find_spec(peer) is None:
        reason = f"{PEERS[peer]} is not installed; `make peers` brings it"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    path = Path(__file__).parent / script
    done = subprocess.run(
        [sys.executable, "-W", "ignore", path],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
    )
    shutil.rmtree(folder / "support", ignore_errors=True)  # 160 MB that oscal unpacks wherever it is started
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture
def written(catalogue: Catalogue, tmp_path: Path) -> list[tuple[str, Path]]:
    """Made and real editions, profiles and crosswalks as OSCAL files, each with its model."""
    files = [
        ("catalog", put(tmp_path, "made-1.oscal.json", catalogue_document(EDITION, ITEMS))),
        ("profile", put(tmp_path, "made.profile.json", profile_document(EDITION, choose(EDITION, ITEMS)))),
        ("mapping", put(tmp_path, "made.mapping.json", mapping_document(MADE))),
    ]
    for name in ("mhlw-6.0", "mhlw-7.0", "meti-mic-1.1"):
        document = catalogue_document(catalogue.editions[name], catalogue.items(name))
        files.append(("catalog", put(tmp_path, f"{name}.oscal.json", document)))
    for crosswalk in catalogue.crosswalks.values():
        if any(line.target for line in crosswalk.lines):
            files.append(("mapping", put(tmp_path, f"{crosswalk.id}.json", mapping_document(crosswalk))))
    return files


def test_trestle_reads_what_we_write(written: list[tuple[str, Path]], tmp_path: Path) -> None:
    titles = ask("trestle", "peer_trestle.py", {"read": [[model, str(path)] for model, path in written]}, tmp_path)
    assert len(titles) == len(written)
    assert titles[0] == EDITION.title.ja


def test_oscal_reads_and_validates_what_we_write(written: list[tuple[str, Path]], tmp_path: Path) -> None:
    found = ask("oscal", "peer_oscal.py", [str(path) for _, path in written], tmp_path)
    kinds = {"catalog": "Catalog", "profile": "Profile", "mapping": "Mapping"}
    assert found == [[kinds[model], True, True] for model, _ in written]


def flat(holder: dict[str, Any], group: str = "") -> dict[str, Any]:
    """Controls by id, each without the controls inside it, with the group it is in."""
    out: dict[str, Any] = {}
    for entry in holder.get("controls", []):
        out[entry["id"]] = (group, {key: value for key, value in entry.items() if key != "controls"})
        out |= flat(entry, group)
    for entry in holder.get("groups", []):
        out |= flat(entry, entry["id"])
    return out


def same(folder: Path, *names: str) -> None:
    """Trestle and we resolve these profiles to the same."""
    outs = [folder / f"{name}.trestle" for name in names]
    job = {"resolve": [[str(folder), name, str(out)] for name, out in zip(names, outs, strict=True)]}
    ask("trestle", "peer_trestle.py", job, folder)
    for name, out in zip(names, outs, strict=True):
        theirs = json.loads(out.read_text(encoding="utf-8"))["catalog"]
        ours: Any = resolve(folder / name).document["catalog"]
        assert flat(ours) == flat(theirs), name
        assert ours.get("params") == theirs.get("params"), name
        assert flat(ours), name


def adding(position: str, by_id: str = "") -> Body:
    """An addition told apart by its place: parts beside a part, everything inside one or a control."""
    mark = f"{position}-{by_id or 'control'}"
    add: Body = {"position": position, "parts": [{"id": f"added-{mark}", "name": "guidance", "prose": mark}]}
    if position in ("starting", "ending"):
        add["props"] = [{"name": "mark", "value": mark}]
        add["links"] = [{"href": "#ac-1", "rel": "related"}]
    return {**add, "by-id": by_id} if by_id else add


def test_trestle_resolves_made_profiles_to_the_same(tmp_path: Path) -> None:
    put(tmp_path, "one.json", made_catalogue(1))
    put(
        tmp_path,
        "two.json",
        made_catalogue(2, groups=[{"id": "ir", "title": "Response", "controls": [control("ir-1")]}]),
    )
    positions = ("before", "after", "starting", "ending")
    alters: list[Json] = [
        {"control-id": "ac-1", "adds": [adding("starting"), adding("ending")]},
        {"control-id": "ac-2", "adds": [adding(position, "ac-2_smt") for position in positions]},
        {"control-id": "ac-2.1", "adds": [adding(position, "ac-2.1_smt.b") for position in positions]},
    ]
    setting: Body = {
        "param-id": "ac-2_p",
        "label": "weekly",
        "values": ["every week"],
        "constraints": [{"description": "short"}],
        "guidelines": [{"prose": "often"}],
        "props": [{"name": "kind", "value": "new"}, {"name": "more", "value": "x"}],
    }
    modify: Body = {"set-parameters": [setting, {"param-id": "loose-1", "label": "set"}], "alters": alters}
    chosen = taking("one.json", "ac-1", "ac-2", "ac-2.1", "au-2")
    children: Body = {"href": "one.json", "include-controls": [{"with-ids": ["ac-2"], "with-child-controls": "yes"}]}
    without: Body = {**taking("one.json"), "exclude-controls": [{"with-ids": ["ac-10", "au-1"]}]}
    as_is: Body = {"as-is": True}
    made = {
        "as-is.json": profile(50, [chosen], merge=as_is, modify=modify),
        "flat.json": profile(51, [chosen], modify=modify),
        "children.json": profile(52, [children], merge=as_is),
        "without.json": profile(53, [without], merge=as_is),
        "several.json": profile(54, [chosen, taking("two.json")], merge=as_is),
        "mid.json": profile(55, [taking("as-is.json", "ac-1", "ac-2")], merge=as_is, modify={"alters": alters[:1]}),
        "chain.json": profile(56, [taking("mid.json"), taking("two.json")], merge=as_is, modify=modify),
        "twice.json": profile(57, [chosen, taking("one.json", "ac-1", "au-1")], merge=as_is),
    }
    for name, document in made.items():
        put(tmp_path, name, document)
    same(tmp_path, *made)


def test_trestle_resolves_a_published_profile_to_the_same(published: Path, tmp_path: Path) -> None:
    source = published / "NIST_SP-800-53_rev4_MODERATE-baseline_profile.json"
    wanted = published / "NIST_SP-800-53_rev4_catalog-min.json"
    if not source.is_file() or not wanted.is_file():
        pytest.skip("the published profile of SP 800-53 rev. 4, or its catalogue, is not there")
    document = json.loads(source.read_text(encoding="utf-8"))
    document["profile"]["imports"][0]["href"] = "catalogue.json"
    put(tmp_path, "moderate.json", document)
    (tmp_path / "catalogue.json").write_bytes(wanted.read_bytes())
    same(tmp_path, "moderate.json")


def pins(root: Path, name: str) -> dict[str, str]:
    """Packages of a lock with their versions; where a version hangs on the machine, the first."""
    text = (root / "requirements" / name).read_text(encoding="utf-8")
    return dict(reversed(re.findall(r"^([A-Za-z0-9._-]+)==([^\s;]+)", text, re.MULTILINE)))


def test_the_peers_are_locked(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[<>=]", line)[0] for line in project["optional-dependencies"]["peers"]}
    dev, peers = pins(root, "dev.txt"), pins(root, "peers.txt")
    assert wanted == {*PEERS.values(), "pyfair"}  # pyfair: tests/assess/quantify
    assert wanted <= set(peers)
    assert {name: version for name, version in peers.items() if dev.get(name, version) != version} == {}
