"""Errors as problem+json (RFC 9457), from a closed list of types."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from anzenkarte.kernel.errors import AnzenError, Problem
from anzenkarte.workspace.organisations.acting import Refused
from anzenkarte.workspace.words import say, sentence

MEDIA: Final = "application/problem+json"
TYPES: Final[dict[str, int]] = {
    "/problems/input": 422,
    "/problems/unreadable": 400,
    "/problems/unauthenticated": 401,
    "/problems/refused": 403,
    "/problems/not-found": 404,
    "/problems/conflict": 409,
    "/problems/too-large": 413,
    "/problems/fault": 500,
}
_CONFLICTS: Final = frozenset(
    {
        "publish.conflicts",
        "publish.nothing",
        "document.exists",
        "evidence.ended",
        "handover.same-moment",
        "handover.known",
        "handover.old",
        "handover.newer-lines",
        "handover.unpublished",
        "inspection.closed",
        "inspection.not-ready",
        "inspection.out-of-date",
        "bundle.nothing-agreed",
        "agreement.no-documents",
    }
)
"""Nothing is wrong with the request; it does not fit what is there now."""
_HIDDEN: Final = frozenset(
    {
        "document.unknown",
        "evidence.unknown",
        "contract.unknown",
        "handover.unknown",
        "inspection.unknown",
        "inspection.no-profile",
        "settle.engagement",
    }
)
"""What was named is not here, or is another organisation's: nobody is told which."""
_LARGE: Final = frozenset({"evidence.too-large", "contract.too-large", "handover.too-large"})


def problem(type_: str, title: str, problems: list[dict[str, str]] | None = None) -> HttpResponse:
    """An answer that says what is wrong."""
    status = TYPES[type_]
    body = {"detail": "", "problems": problems or [], "status": status, "title": title, "type": type_}
    return JsonResponse(body, status=status, content_type=MEDIA)


def install(api: NinjaAPI) -> None:
    """Let every error leave the API as a problem of the list."""
    api.exception_handler(AnzenError)(_input)
    api.exception_handler(Refused)(_refused)
    api.exception_handler(Http404)(_missing)
    api.exception_handler(AuthenticationError)(_unauthenticated)
    api.exception_handler(ValidationError)(_invalid)
    api.exception_handler(HttpError)(_unreadable)
    api.exception_handler(MultiPartParserError)(_unreadable)
    api.exception_handler(UnreadablePostError)(_unreadable)
    api.exception_handler(SuspiciousOperation)(_unreadable)
    api.exception_handler(RequestDataTooBig)(_too_large)


def _input(request: HttpRequest, error: AnzenError) -> HttpResponse:
    codes = {p.code for p in error.problems}
    parts = _parts(error)
    if codes & _HIDDEN:
        return problem("/problems/not-found", parts[0]["message"], parts)
    return problem(_type_of(codes), parts[0]["message"], parts)


def _parts(error: AnzenError) -> list[dict[str, str]]:
    return [{"code": p.code, "message": sentence(p), "path": p.path} for p in error.problems]


def _type_of(codes: set[str]) -> str:
    if codes & _LARGE:
        return "/problems/too-large"
    return "/problems/conflict" if codes & _CONFLICTS else "/problems/input"


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    title = sentence_of(error.code)
    return problem("/problems/refused", title, [{"code": error.code, "message": title, "path": ""}])


def sentence_of(code: str) -> str:
    """The sentence of a refusal."""
    return sentence(Problem.at(code))


def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem("/problems/not-found", say("見つかりません。", "There is no such thing."))


def _unauthenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    answer = problem(
        "/problems/unauthenticated",
        say(
            "有効なトークンを「Authorization: Bearer …」で示してください。",
            'Show a valid token: "Authorization: Bearer …".',
        ),
    )
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    parts = [
        {"code": str(e["type"]), "message": str(e["msg"]), "path": "/".join(str(part) for part in e["loc"])}
        for e in error.errors
    ]
    return problem("/problems/input", say("入力に誤りがあります。", "The request has faults."), parts)


def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    cause = error.__cause__
    return problem(
        "/problems/unreadable",
        say("JSONまたはmultipart/form-dataとして読めません。", "The request is neither JSON nor multipart/form-data."),
        _parts(cause) if isinstance(cause, AnzenError) else None,
    )


def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem("/problems/too-large", say("送られた内容が大きすぎます。", "The request is too large."))
