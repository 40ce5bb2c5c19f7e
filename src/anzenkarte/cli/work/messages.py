"""Prints problems: place, what is wrong, and what to do, in the user's language."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from anzenkarte.catalogue.catalogue import open_catalogue
from anzenkarte.catalogue.messages import messages_alone
from anzenkarte.cli.language import language
from anzenkarte.kernel.errors import AnzenError, Problem


def print_problems(problems: Sequence[Problem]) -> None:
    """One line per problem on standard error, sorted by place.

    When the catalogues themselves cannot be opened, their sentences are read on their own.
    """
    try:
        messages = open_catalogue().messages
    except AnzenError:
        messages = messages_alone()
    for problem in problems:
        print(messages.problem(problem, language()), file=sys.stderr)
