"""``python -m tests.soak [--kills N] [--seed S]``: kill -9 the server N times under load, look after each restart.

Four writers change drafts, publish, throw away and begin documents through the API, each on a document of its own, two
of them in one organisation. After each restart every document must be as it was acknowledged last, or as the one
request that was under way would have made it; the chains must hold. ``DATABASE_URL`` names a PostgreSQL server, else
SQLite is used. Exits 1 at the first loss and tells it.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from random import Random
from threading import Event, Thread

from tests.own_home import code, own_database
from tests.soak.serving import Server, Witness
from tests.soak.writer import Lost, Writer

LOAD = """
import json
from django.core.management import call_command
from anzenkarte.workspace.demonstration.load import load
from anzenkarte.workspace.documents_store.models import KarteDocument
from anzenkarte.workspace.organisations.acting import act
from anzenkarte.workspace.scope import scope
from anzenkarte.workspace.tokens.actions import MakeToken
call_command("migrate", verbosity=0)
world, found = load(), []
for party, who, kind in (("saas-vendor", "editors", "service"), ("saas-vendor", "approvers", "engagement"),
                         ("clinic", "editors", "institution"), ("hospital", "editors", "institution")):
    actor = world.actor(party, who)
    with scope(actor.organisation):
        row = KarteDocument.objects.filter(kind=kind, keeper_urn=actor.urn, head__isnull=False).order_by("name").first()
    found.append([act(actor, MakeToken("soak", ("read", "write", "publish"), 30)), str(row.id), kind, row.name])
print(json.dumps(found))
"""
LONGEST = 0.9
"""Seconds the writers work before the server is killed, at most."""


def soak(kills: int, seed: int, folder: Path, database: str) -> list[str]:
    """Run; gives lines that tell how it went. Raises Lost."""
    rng = Random(seed)  # noqa: S311 - repeatable on purpose
    made = json.loads(code(folder, database, LOAD))
    writers = [
        Writer(token, document, kind, name, Random(rng.random()))  # noqa: S311 - the same
        for token, document, kind, name in made
    ]
    witness = Witness(folder, database)
    server = Server(folder, database)
    begun = time.monotonic()
    try:
        for writer in writers:
            writer.look(server.port)
        for number in range(kills):
            _write_until_killed(writers, server, rng.uniform(0.02, LONGEST))
            server.start()
            for writer in writers:
                writer.check(server.port, number)
            faults = witness.ask()
            if faults:
                raise Lost(f"after kill {number + 1}: {faults}")
    finally:
        server.kill()
        witness.close()
    counts = {name: sum(writer.acknowledged[name] for writer in writers) for name in sorted(writers[0].acknowledged)}
    under_way = sum(writer.under_way for writer in writers)
    done = sum(writer.done_under_way for writer in writers)
    return [
        f"{kills} kills in {time.monotonic() - begun:.0f} s, on {'PostgreSQL' if database else 'SQLite'}, seed {seed}",
        "acknowledged and found again: " + ", ".join(f"{name} {count}" for name, count in counts.items()),
        f"requests cut off by a kill: {under_way}, of which {done} were done whole and the others not at all",
        "every chain sound after every kill",
    ]


def _write_until_killed(writers: list[Writer], server: Server, seconds: float) -> None:
    stop = Event()
    threads = [Thread(target=writer.work, args=(server.port, stop)) for writer in writers]
    for thread in threads:
        thread.start()
    time.sleep(seconds)
    server.kill()
    stop.set()
    for thread in threads:
        thread.join()
    for writer in writers:
        if writer.fault:
            raise Lost(writer.fault)


def main(arguments: list[str]) -> int:
    """Read the arguments, run, print."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="anzenkarte-soak-") as folder, own_database() as database:
        try:
            lines = soak(given.kills, given.seed, Path(folder), database)
        except Lost as lost:
            print(f"LOST: {lost}")  # noqa: T201 - said to whoever runs it
            return 1
    print("\n".join(lines))  # noqa: T201 - the same
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
