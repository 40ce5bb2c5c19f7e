"""The same paper gives the same bytes in another process with another hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import hashlib
from anzenkarte.documents.render.docx import render_docx
from anzenkarte.documents.render.diagram import architecture_diagram
from anzenkarte.documents.render.html import render_html
from anzenkarte.documents.render.pdf import render_pdf
from tests.documents.sample_papers import poison, sample
from tests.documents.test_drawings import SYSTEM
from tests.documents.test_office import _book
paper = poison(sample())
drawn = repr(architecture_diagram(SYSTEM))
made = [render_html(paper).encode(), render_pdf(paper), render_docx(paper), _book(), drawn.encode()]
print([hashlib.sha256(part).hexdigest() for part in made])
"""


def _digests(root: Path, seed: str, zone: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=root,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout


def test_hash_seed_and_time_zone_change_nothing(root: Path) -> None:
    first = _digests(root, "1", "Asia/Tokyo")
    assert first.count(",") == 4
    assert _digests(root, "77", "America/New_York") == first
