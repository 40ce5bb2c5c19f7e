"""Exit codes, and how every error reaches the user: one line per problem with its place, never a traceback.

0 fine; 1 findings at or above ``--fail-on``; 2 bad input; 70 a fault of this program.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

from anzenkarte.cli.language import say, speak
from anzenkarte.cli.late import work
from anzenkarte.kernel.errors import AnzenError

FINE: Final = 0
FINDINGS: Final = 1
BAD_INPUT: Final = 2
FAULT: Final = 70


def guarded(run: Callable[[], object]) -> int:
    """Run and return the exit code."""
    speak(None)
    try:
        run()
    except AnzenError as error:
        work("messages").print_problems(error.problems)
        return BAD_INPUT
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else (FINE if end.code is None else BAD_INPUT)
    except KeyboardInterrupt:
        print(say("中断しました。", "Interrupted."), file=sys.stderr)
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return FINE
    except Exception as fault:
        if os.environ.get("ANZENKARTE_DEBUG"):
            raise
        kind = type(fault).__name__
        print(
            say(
                f"プログラムの不具合です（{kind}）。ANZENKARTE_DEBUG=1 を付けて再実行し、出力をお知らせください。",
                f"This is a fault of the program ({kind}). Please run again with ANZENKARTE_DEBUG=1 and report it.",
            ),
            file=sys.stderr,
        )
        return FAULT
    return FINE
