"""``python -m benchmarks [names] [--full] [--write]``: exits 1 when results are not equal, never because of a time."""

from __future__ import annotations

import argparse
import gc
import sys

from anzenkarte.app.console import collect_rarely
from benchmarks.measure import FULL, Result, Settings, UnequalError
from benchmarks.suite import BENCHMARKS, machine, write_figures


def main(arguments: list[str]) -> int:
    """Run, print, and write down if asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"which: {', '.join(BENCHMARKS)} (default: all)")
    parser.add_argument("--full", action="store_true", help="larger growth series, more repetitions")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    given = parser.parse_args(arguments)
    unknown = [name for name in given.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    settings = FULL if given.full else Settings()
    collect_rarely()  # as the command does
    print(machine())
    results: list[Result] = []
    for name in given.names or BENCHMARKS:
        gc.collect()
        try:
            result = BENCHMARKS[name](settings)
        except UnequalError as error:
            print(f"{name}: NOT EQUAL: {error}")
            return 1
        print("\n".join(result.lines()), flush=True)
        results.append(result)
    if given.write:
        write_figures(results, " ".join(["python -m benchmarks", *arguments]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
