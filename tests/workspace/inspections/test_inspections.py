"""A pack: the list of the year, lines from documents, revisions of what people say, closing, files."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from django.utils import timezone

from anzenkarte.formats.canonical import digest
from anzenkarte.formats.workbook import read_workbook
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.demonstration.load import World
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.inspections.actions import AskFile, BeginPack, ClosePack, ConfirmLine, Refill, digests_of
from anzenkarte.workspace.inspections.editions import fee_years, years
from anzenkarte.workspace.inspections.letters import letter
from anzenkarte.workspace.inspections.models import InspectionPack, PackFile, PackLine
from anzenkarte.workspace.inspections.papers import letter_name
from anzenkarte.workspace.inspections.queries import history, opened, pack_by_id
from anzenkarte.workspace.inspections.tasks import build_file, fill_pack
from anzenkarte.workspace.organisations.acting import Refused, act
from anzenkarte.workspace.scope import scope

TODAY = date(2026, 11, 25)
DAY = date(2027, 1, 20)


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "localdate", lambda *_: TODAY)


def profile(world: World, key: str = "hospital") -> object:
    actor = world.actor(key)
    with scope(actor.organisation):
        row = own_rows("institution", actor.urn).first()
        assert row is not None
        return row.id


def begun(world: World, key: str = "hospital") -> InspectionPack:
    pack = act(world.actor(key), BeginPack(profile(world, key), DAY))
    fill_pack.func(str(pack.organisation_id), str(pack.id))
    return again(pack)


def again(pack: InspectionPack) -> InspectionPack:
    with scope(pack.organisation_id):
        found = pack_by_id(pack.id)
    assert found is not None
    return found


def code_of(world: World, action: object, key: str = "hospital") -> str:
    with pytest.raises(InputError) as refused:
        act(world.actor(key), action)
    return refused.value.problems[0].code


def test_the_list_of_the_day_is_taken_and_filled_from_documents(world: World) -> None:
    pack = begun(world)
    assert (pack.form, pack.vendor_form) == ("cyber-checklist-r8-hospital", "cyber-checklist-r8-vendor")
    assert pack.state == "ready"
    with scope(pack.organisation_id):
        found = opened(pack)
    assert len(found.own.lines) == len(found.own.form.lines) > 10
    assert any(line.answer for line in found.own.lines)
    assert found.vendors
    assert {one.vendor["state"] for one in found.vendors if one.vendor} <= {"handed_over", "service_only", "missing"}
    assert pack.content["registers"]["equipment"]["ja"]["rows"]
    assert pack.content["made_from"]


def test_every_supplier_of_a_contract_is_asked_once(world: World) -> None:
    pack = begun(world)
    asked = [vendor["urn"] for vendor in pack.content["vendors"]]
    assert sorted(asked) == sorted(world.organisations[key].urn for key in ("contractor", "emr-maker"))
    assert all(vendor["state"] == "handed_over" for vendor in pack.content["vendors"])


def test_a_vendors_confirmation_rests_on_what_the_vendor_handed_over(world: World) -> None:
    pack = begun(world)
    hospital = world.organisations["hospital"].urn
    for vendor in pack.content["vendors"]:
        assert vendor["urn"] != hospital
        if vendor["state"] == "missing":
            assert all(not line["answer"] for line in vendor["lines"])
            assert vendor["made_from"] == []
        else:
            assert vendor["made_from"]


def test_an_out_of_date_year_is_read_and_prepares_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    found = years("hospital")
    assert [year.in_force(TODAY) for year in found] == [True, False, False, False]
    assert all(year.form.lines and year.vendor_form.lines for year in found)
    pack = begun(world)
    monkeypatch.setattr(timezone, "localdate", lambda *_: date(2027, 4, 1))
    line = next(iter(found[0].form.by_id))
    assert code_of(world, ConfirmLine(pack.id, "", line, "yes", TODAY)) == "inspection.out-of-date"
    assert code_of(world, Refill(pack.id)) == "inspection.out-of-date"
    assert code_of(world, ClosePack(pack.id)) == "inspection.out-of-date"
    assert code_of(world, BeginPack(profile(world), date(2027, 6, 1))) == "inspection.no-list"


def test_a_day_no_list_is_held_for_begins_nothing(world: World) -> None:
    assert code_of(world, BeginPack(profile(world), date(2027, 5, 1))) == "inspection.no-list"
    assert code_of(world, BeginPack(profile(world), TODAY - timedelta(days=1))) == "inspection.past"


def test_a_line_is_said_anew_and_nothing_is_overwritten(world: World) -> None:
    pack = begun(world)
    line = next(iter(years("hospital")[0].form.by_id))
    assert code_of(world, ConfirmLine(pack.id, "", line, "no", TODAY)) == "inspection.needs-target"
    assert code_of(world, ConfirmLine(pack.id, "", line, "yes", DAY)) == "inspection.confirmed-ahead"
    assert code_of(world, ConfirmLine(pack.id, "", "x", "yes", TODAY)) == "inspection.line"
    assert code_of(world, ConfirmLine(pack.id, "nobody", line, "yes", TODAY)) == "inspection.line"
    assert code_of(world, ConfirmLine(pack.id, "", line, "perhaps", TODAY)) == "inspection.answer"
    act(world.actor("hospital"), ConfirmLine(pack.id, "", line, "no", TODAY, DAY, "次の更改で対応"))
    act(world.actor("hospital"), ConfirmLine(pack.id, "", line, "yes", TODAY))
    with scope(pack.organisation_id):
        assert [(one.number, one.answer) for one in history(pack, "", line)] == [(2, "yes"), (1, "no")]
        shown = opened(again(pack)).own.lines[0]
    assert shown.answer == "yes"
    assert shown.done


def test_a_closed_pack_changes_no_more_and_is_named_by_digests(world: World) -> None:
    pack = begun(world)
    line = next(iter(years("hospital")[0].form.by_id))
    act(world.actor("hospital"), ConfirmLine(pack.id, "", line, "yes", TODAY))
    closed = act(world.actor("hospital"), ClosePack(pack.id))
    assert closed.digests["content"] == digest(pack.content)
    for action in (ConfirmLine(pack.id, "", line, "no", TODAY, DAY), Refill(pack.id), ClosePack(pack.id)):
        assert code_of(world, action) == "inspection.closed"
    fill_pack.func(str(pack.organisation_id), str(pack.id))
    with scope(pack.organisation_id):
        kept = again(pack)
        assert digests_of(kept) == kept.digests
        PackLine.objects.filter(pack=pack).update(answer="no")
        assert digests_of(kept) != kept.digests


def test_the_files_hold_the_lists_the_letters_and_the_digests(world: World) -> None:
    pack = begun(world)
    made: dict[str, bytes] = {}
    for kind in ("xlsx", "zip"):
        file = act(world.actor("hospital"), AskFile(pack.id, kind, "ja"))
        build_file.func(str(pack.organisation_id), str(file.id))
        with scope(pack.organisation_id):
            row = PackFile.objects.get(id=file.id)
        assert row.state == "ready"
        made[kind] = get(row.sha256)
    sheets = read_workbook(made["xlsx"], "a.xlsx")
    assert len(sheets) == 1 + len(pack.content["vendors"]) + 4
    assert len(sheets[0].rows) >= len(pack.content["own"])
    with zipfile.ZipFile(io.BytesIO(made["zip"])) as archive:
        names = archive.namelist()
        told = json.loads(archive.read("pack.json"))
    assert {"inspection.xlsx", "inspection.pdf", "pack.json"} <= set(names)
    assert told["digests"]["content"] == digest(pack.content)
    with scope(pack.organisation_id):
        wanted = {letter_name(one) for one in opened(pack).vendors if one.chase}
    assert {name for name in names if name.startswith("letters/")} == wanted
    assert wanted


def test_a_letter_asks_for_what_is_open_and_nothing_else(world: World) -> None:
    pack = begun(world)
    with scope(pack.organisation_id):
        asked = next(one for one in opened(pack).vendors if one.chase)
        text = letter(asked, "半田病院", DAY, "ja")
    assert text.count("\n1. ") == 1
    assert f"{len(asked.chase)}. " in text
    assert f"{len(asked.chase) + 1}. " not in text
    assert "2027年1月20日（令和9年）" in text
    for line in asked.lines:
        assert (line.line.question.ja in text) == (line in asked.chase)


def test_a_pack_of_another_institution_is_unknown(world: World) -> None:
    pack = begun(world)
    with scope(world.organisations["clinic"].id):
        assert pack_by_id(pack.id) is None
    said = ConfirmLine(pack.id, "", "x", "")
    for action in (Refill(pack.id), ClosePack(pack.id), AskFile(pack.id, "zip", "ja"), said):
        assert code_of(world, action, "clinic") == "inspection.unknown"
    assert code_of(world, BeginPack(profile(world), DAY), "clinic") == "inspection.no-profile"
    with pytest.raises(Refused):
        act(world.actor("contractor"), BeginPack(profile(world), DAY))


def test_fee_years_say_which_is_in_force() -> None:
    assert [(one.edition, one.in_force_on(TODAY)) for one in fee_years()] == [
        ("2026", True), ("2024", False), ("2022", False),
    ]  # fmt: skip
