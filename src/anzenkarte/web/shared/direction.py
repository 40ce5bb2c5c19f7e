"""Shows signs that turn the direction of writing, as papers do (``xml_safe.clean``): a name reads as it is stored."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

_TURNS: Final = re.compile(rb"\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]|\xd8\x9c")
"""U+200E, U+200F, U+202A to U+202E, U+2066 to U+2069 and U+061C, in UTF-8."""


class DirectionMarks:
    """Looks at the finished page, so that no road by which a text reaches it is forgotten."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        page = answer.get("content-type", "").startswith(("text/html", "image/svg+xml"))
        if page and not answer.streaming and "content-disposition" not in answer:
            answer.content = _TURNS.sub(_shown, answer.content)
        return answer


def _shown(found: re.Match[bytes]) -> bytes:
    return b"[U+%04X]" % ord(found.group().decode())
