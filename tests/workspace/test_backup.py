"""A backup taken in one workspace and restored in another: all of it, or a sentence and nothing.

Everything runs in processes of its own with homes of their own, on PostgreSQL with databases of their own as well.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.own_home import code, own_database, program

LOAD = """
from django.core.management import call_command
from anzenkarte.workspace.demonstration.load import load
from anzenkarte.workspace.documents_store.actions import Publish
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.queries import own_rows
from anzenkarte.workspace.evidence.actions import AddEvidence
from anzenkarte.workspace.handovers.actions import Seal
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
call_command("migrate", verbosity=0)
world = load()
vendor, clinic = world.actor("saas-vendor"), world.actor("clinic")
with scope(vendor.organisation):
    service = own_rows("service", vendor.urn).first()
    told = own_rows("engagement", vendor.urn).filter(summary__customer_urn=clinic.urn).first()
file = act(vendor, AddEvidence(service.id, "evidence/soc2", b"%PDF-1.7 of the vendor", "soc2.pdf"))
act(vendor, Publish(service.id))
act(clinic, Receive(get(act(vendor, Seal(told.id, clinic.urn, [file.id])).sha256)))
"""
RECEIVED = """
from anzenkarte.workspace.demonstration.load import loaded
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.evidence.queries import reachable
from anzenkarte.workspace.scope import scope
world = loaded()
clinic = world.actor("clinic")
with scope(clinic.organisation):
    (row,) = reachable(clinic).exclude(sender="")
print(row.sender == world.actor("saas-vendor").urn, row.entity, get(row.sha256).decode())
"""
SEAL = """
from anzenkarte.workspace.demonstration.load import loaded
from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.handovers.actions import Seal
from anzenkarte.workspace.handovers.receiving import Receive
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
world = loaded()
giver, to = world.actor("saas-vendor"), world.organisations["clinic"].urn
with scope(giver.organisation):
    row = KarteDocument.objects.get(kind="engagement", keeper_urn=giver.urn, summary__customer_urn=to)
parcel = act(giver, Seal(row.id, to))
received = act(world.actor("clinic"), Receive(get(parcel.sha256)))
print(parcel.encrypted, parcel.sequence, received.sequence)
"""
BACKUP_INTO_DATA = """
from pathlib import Path
from django.conf import settings
from anzenkarte.cli.work.backup import write
print(*write(Path(settings.ANZENKARTE_DATA) / "own.zip"))
"""
TRY = """
import json, sys
from pathlib import Path
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from anzenkarte.cli.work.backup import read, tables
from anzenkarte.kernel.errors import InputError
from anzenkarte.workspace.scope import unscoped
call_command("migrate", verbosity=0)
data = Path(settings.ANZENKARTE_DATA)
def files():
    return sorted((str(p.relative_to(data)), p.read_bytes().hex()) for p in data.rglob("*")
                  if p.is_file() and "workspace.sqlite3" not in p.name)
before, outside = files(), sorted(p.name for p in data.parent.parent.iterdir())
found = {}
for file in sys.argv[1:]:
    try:
        read(Path(file))
        codes = ["restored"]
    except InputError as error:
        codes = [problem.code for problem in error.problems]
    with unscoped():
        rows = sum(model._base_manager.count() for model in tables())
    same = files() == before and sorted(p.name for p in data.parent.parent.iterdir()) == outside
    found[Path(file).name] = [codes, rows, same]
print(json.dumps(found))
"""


@dataclass(frozen=True)
class Kept:
    """A workspace with the demonstration, and a backup of it."""

    home: Path
    database: str
    file: Path


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    with own_database() as database:
        code(folder / "home", database, LOAD)
        done = program(folder / "home", database, "backup", "--out", str(folder / "kept.zip"))
        assert done.returncode == 0, done.stderr
        yield Kept(folder / "home", database, folder / "kept.zip")


@pytest.fixture(scope="module")
def restored(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("restored")
    with own_database() as database:
        done = program(folder / "home", database, "restore", str(kept.file))
        assert done.returncode == 0, done.stderr
        done = program(folder / "home", database, "backup", "--out", str(folder / "again.zip"))
        assert done.returncode == 0, done.stderr
        yield Kept(folder / "home", database, folder / "again.zip")


def _members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_backup_holds_rows_and_files_and_is_for_its_owner_alone(kept: Kept) -> None:
    members = _members(kept.file)
    filled = {name for name, data in members.items() if data and name.startswith("rows/")}
    wanted = ("audit.entry", "documents_store.blob", "handovers.parcel", "organisations.user", "organisations.grant")
    assert {f"rows/{name}.jsonl" for name in wanted} <= filled
    kinds = {name.split("/")[1] for name in members if name.startswith("files/")}
    assert {"audit", "blobs", "parties", "keys", "secret.key"} <= kinds
    assert not [name for name in members if "sqlite3" in name]
    assert kept.file.stat().st_mode & 0o077 == 0
    head = json.loads(members.pop("backup.json"))
    assert head["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}


def test_restored_rows_and_files_are_the_same(kept: Kept, restored: Kept) -> None:
    before, after = _members(kept.file), _members(restored.file)
    assert sorted(before) == sorted(after)
    assert [name for name in before if before[name] != after[name]] == []


def test_restored_chains_hold_against_the_restored_heads(restored: Kept) -> None:
    done = program(restored.home, restored.database, "audit", "verify")
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == 6


def test_restored_evidence_of_another_party_is_read(restored: Kept) -> None:
    said = code(restored.home, restored.database, RECEIVED).strip()
    assert said == "True evidence/soc2 %PDF-1.7 of the vendor"


def test_restored_keys_seal_and_open(restored: Kept) -> None:
    encrypted, sent, received = code(restored.home, restored.database, SEAL).split()
    assert encrypted == "True"
    assert sent == received
    assert program(restored.home, restored.database, "audit", "verify").returncode == 0


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="needs both databases; python -m tests.postgres runs this")
def test_a_backup_of_postgresql_is_taken_in_by_sqlite(kept: Kept, tmp_path: Path) -> None:
    done = program(tmp_path / "home", "", "restore", str(kept.file))
    assert done.returncode == 0, done.stderr
    assert program(tmp_path / "home", "", "audit", "verify").returncode == 0
    assert program(tmp_path / "home", "", "backup", "--out", str(tmp_path / "again.zip")).returncode == 0
    before, after = _members(kept.file), _members(tmp_path / "again.zip")
    assert [name for name in before if before[name] != after[name]] == []


def test_a_workspace_with_anybody_in_it_is_not_overwritten(kept: Kept) -> None:
    before = program(kept.home, kept.database, "audit", "verify").stdout
    done = program(kept.home, kept.database, "restore", str(kept.file))
    assert done.returncode == 2
    assert "ANZENKARTE_HOME" in done.stderr
    assert program(kept.home, kept.database, "audit", "verify").stdout == before


def test_a_backup_is_never_overwritten(kept: Kept) -> None:
    before = kept.file.read_bytes()
    assert program(kept.home, kept.database, "backup", "--out", str(kept.file)).returncode == 2
    assert kept.file.read_bytes() == before


def test_a_backup_into_the_folder_it_keeps_leaves_itself_out(kept: Kept) -> None:
    code(kept.home, kept.database, BACKUP_INTO_DATA)
    file = kept.home / "server" / "own.zip"
    assert not [name for name in _members(file) if "own.zip" in name]
    file.unlink()


def test_where_nothing_can_be_written_nothing_is_left(kept: Kept, tmp_path: Path) -> None:
    done = program(kept.home, kept.database, "backup", "--out", str(tmp_path / "none" / "b.zip"))
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])


Members = dict[str, bytes]


def _sealed(members: Members) -> Members:
    """The list made right again, as somebody does who alters a backup knowing how it is made."""
    files = {name: hashlib.sha256(data).hexdigest() for name, data in members.items() if name != "backup.json"}
    head = {**json.loads(members["backup.json"]), "files": files}
    return {**members, "backup.json": json.dumps(head).encode()}


ENTRIES, MEMBERS = "rows/audit.entry.jsonl", "rows/organisations.membership.jsonl"


def _other_row(m: Members) -> Members:
    """A file of tokens that brings an account of another table."""
    return _sealed({**m, "rows/tokens.token.jsonl": m["rows/organisations.user.jsonl"]})


ALTERED: dict[str, Callable[[Members], Members]] = {
    "a row altered": lambda m: {**m, ENTRIES: m[ENTRIES].replace(b"document.keep", b"document.edit", 1)},
    "a row missing": lambda m: {**m, ENTRIES: m[ENTRIES].split(b"\n", 1)[1]},
    "a table missing": lambda m: {name: data for name, data in m.items() if name != MEMBERS},
    "a file altered": lambda m: {**m, "files/keys/master.key": b"x" * 32},
    "a file too many": lambda m: {**m, "files/more": b"x"},
    "rows that lead nowhere": lambda m: _sealed({**m, "rows/organisations.organisation.jsonl": b""}),
    "not JSON": lambda m: _sealed({**m, ENTRIES: b"{\n"}),
    "not a row": lambda m: _sealed({**m, ENTRIES: b"[]\n"}),
    "a field that is none": lambda m: _sealed({**m, MEMBERS: m[MEMBERS].replace(b'"binds"', b'"bends"')}),
    "a value that is none": lambda m: _sealed({**m, MEMBERS: m[MEMBERS].replace(b'"role": "', b'"organisation": "')}),
    "a row of another table": _other_row,
    "a table of nobody": lambda m: _sealed({**m, "rows/other.thing.jsonl": b""}),
    "above": lambda m: _sealed({**m, "files/../../../above": b"x"}),
    "from the root": lambda m: _sealed({**m, "/etc/above": b"x"}),
    "with backslashes": lambda m: _sealed({**m, "files/..\\above": b"x"}),
    "the database itself": lambda m: _sealed({**m, "files/workspace.sqlite3": b"x"}),
    "two of one name": lambda m: _sealed({**m, "files/keys/MASTER.key": b"x"}),
    "a file where a folder is": lambda m: _sealed({**m, "files/audit": b"x"}),
    "another schema": lambda m: {**m, "backup.json": m["backup.json"].replace(b"backup/1", b"backup/9")},
    "a list that is none": lambda m: {**m, "backup.json": b"[]"},
    "hashes that are none": lambda m: {**m, "backup.json": b'{"schema": "anzenkarte/backup/1", "files": 3}'},
}
NO_BACKUP = {"another schema", "a list that is none", "foreign", "no zip", "empty", "cut off"}


def _write_altered(kept: Kept, folder: Path) -> list[str]:
    members, whole = _members(kept.file), kept.file.read_bytes()
    for name, change in ALTERED.items():
        with zipfile.ZipFile(folder / name, "w") as archive:
            for member, data in change(members).items():
                archive.writestr(member, data)
    with zipfile.ZipFile(folder / "foreign", "w") as archive:
        archive.writestr("readme.txt", "hello")
    (folder / "no zip").write_bytes(b"hello")
    (folder / "empty").write_bytes(b"")
    (folder / "cut off").write_bytes(whole[: len(whole) // 2])
    for part in (5, 3, 2):
        place = len(whole) // part
        (folder / f"a byte at 1 of {part}").write_bytes(
            whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :]
        )
    (folder / "a folder").mkdir()
    return sorted(path.name for path in folder.iterdir())


def test_damaged_altered_and_foreign_archives_are_refused_and_leave_nothing(kept: Kept, tmp_path: Path) -> None:
    folder = tmp_path / "archives"
    folder.mkdir()
    names = _write_altered(kept, folder)
    with own_database() as database:
        said = code(tmp_path / "home", database, TRY, *[str(folder / name) for name in names], str(folder / "none"))
        found = json.loads(said)
        wrong = {name: told for name, told in found.items() if told[1:] != [0, True]}
        assert wrong == {}
        expected = {name: "restore.not-a-backup" if name in NO_BACKUP else "restore.broken" for name in names}
        expected |= {"a folder": "file.unreadable", "none": "file.missing"}
        assert {name: told[0] for name, told in found.items()} == {name: [one] for name, one in expected.items()}
        done = program(tmp_path / "home", database, "restore", str(kept.file))  # the home is as good as new
        assert done.returncode == 0, done.stderr
        assert program(tmp_path / "home", database, "audit", "verify").returncode == 0
