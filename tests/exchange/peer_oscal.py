"""Run on its own: the package ``oscal`` loads and validates the files named on standard input."""

from __future__ import annotations

import json
import sys
from importlib import import_module


def main() -> None:
    """Print for each file its kind and whether it is valid."""
    loader = import_module("oscal").OSCAL
    found = []
    for file in json.load(sys.stdin):
        document = loader.load(file)
        found.append([type(document).__name__, bool(document.is_valid), bool(document.validate())])
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
