"""``python -m tests.fuzz TARGET SECONDS [FOLDER]``: one target under the coverage-guided fuzzer.

FOLDER keeps the corpus between runs; what was found is written beside it as ``crash-*``, ``timeout-*`` or ``oom-*``. An
input may take 5 seconds and the process 2 GiB. Ends with 0 when nothing was found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random

import atheris  # type: ignore[import-untyped]

with atheris.instrument_imports(include=["anzenkarte", "openpyxl.reader", "openpyxl.worksheet"]):
    from tests.fuzz.mutate import MAX, mutate
    from tests.fuzz.targets import TARGETS

SECONDS_EACH = 5
MEMORY_MIB = 2048
RAW = 0.1  # part of the inputs that the fuzzer's own mutator makes, which knows bytes only
FRESH = 0.3  # part that begins at a seed again: most of what the fuzzer keeps is refused early


def main(name: str, seconds: int, folder: Path) -> None:
    """Write the seeds, then fuzz; does not return."""
    target = TARGETS[name]
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    seeds = target.seeds()
    for number, seed in enumerate(seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
        target.judge(seed)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_EACH}",
        f"-rss_limit_mb={MEMORY_MIB}",
        f"-max_len={MAX}",
        f"-artifact_prefix={folder}/{name}-",
        "-len_control=0",
        "-seed=1",
        "-print_final_stats=1",
    ]

    def mutated(data: bytes, most: int, seed: int) -> bytes:
        rng = Random(seed)  # noqa: S311 - repeatable on purpose
        if rng.random() < RAW:
            return bytes(atheris.Mutate(data, most))
        return mutate(rng.choice(seeds) if rng.random() < FRESH else data, rng)[:most]

    def judge(data: bytes) -> None:
        target.judge(data)

    atheris.Setup([sys.argv[0], *options, str(corpus)], judge, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3] if len(sys.argv) > 3 else "out/fuzz"))
