"""Files over the API: uploads within their limit, downloads that no browser shows as part of this site."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from ninja import UploadedFile

from anzenkarte.workspace.documents_store.files import get
from anzenkarte.workspace.organisations.acting import refuse

MEDIA: Final = "application/octet-stream"
LARGEST_REQUEST: Final = 65 * 1024 * 1024
"""No request is read that says it is longer: the largest file taken (a bundle) and its form fit into it."""
_MIB: Final = 1024 * 1024
DOWNLOAD: Final[dict[str, Any]] = {
    "responses": {
        200: {"description": "The file", "content": {MEDIA: {"schema": {"type": "string", "format": "binary"}}}}
    }
}


def taken(file: UploadedFile, most: int, code: str) -> bytes:
    """The bytes of an uploaded file; InputError ``code`` for one of more than ``most`` bytes, before it is read."""
    if (file.size or 0) > most:
        raise refuse(code, most=most // _MIB)
    return bytes(file.read())


def download(sha256: str, name: str) -> HttpResponse:
    """A kept file to be saved; Http404 where its bytes are gone."""
    try:
        data = get(sha256)
    except OSError as error:
        raise Http404 from error
    return attachment(data, name)


def attachment(data: bytes, name: str) -> HttpResponse:
    """Bytes to be saved, never to be shown."""
    answer = HttpResponse(data, content_type=MEDIA)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
