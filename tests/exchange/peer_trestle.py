"""Run on its own: compliance-trestle reads OSCAL files and resolves profiles, as a job on standard input tells it."""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path

CLASSES = {"catalog": "Catalog", "profile": "Profile", "mapping": "MappingCollection"}


def read(module: str, file: str) -> str:
    """The title of a document as trestle reads it."""
    model = getattr(import_module(f"trestle.oscal.{module}"), CLASSES[module])
    return str(model.oscal_read(Path(file)).metadata.title)


def resolve(folder: str, profile: str, out: str) -> None:
    """Write the catalogue a profile stands for."""
    (Path(folder) / ".trestle").mkdir(exist_ok=True)
    (Path(folder) / ".trestle/config.ini").touch()
    os.chdir(folder)
    resolver = import_module("trestle.core.profile_resolver").ProfileResolver
    catalogue = resolver.get_resolved_profile_catalog(Path(folder), str(Path(folder) / profile))
    Path(out).write_text(catalogue.oscal_serialize_json(), encoding="utf-8")


def main() -> None:
    """Do the job and print what was read."""
    job = json.load(sys.stdin)
    titles = [read(module, file) for module, file in job.get("read", [])]
    for folder, profile, out in job.get("resolve", []):
        resolve(folder, profile, out)
    json.dump(titles, sys.stdout)


if __name__ == "__main__":
    main()
