"""People and roles, grants to supervising bodies, the record and the tokens of an organisation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from anzenkarte.web.shared.desk import Outcome, attempt, page
from anzenkarte.web.shared.words import say
from anzenkarte.workspace.audit.chain import verify
from anzenkarte.workspace.audit.heads import kept
from anzenkarte.workspace.audit.models import Entry, Head
from anzenkarte.workspace.organisations.actions import (
    LONGEST_NAME,
    EndMember,
    GrantSight,
    NameOrganisation,
    SetMember,
    WithdrawSight,
)
from anzenkarte.workspace.organisations.invitations import Invite, WithdrawInvitation, open_invitations, path_of
from anzenkarte.workspace.organisations.models import Invitation, Kind, Membership, Organisation, Role
from anzenkarte.workspace.organisations.queries import grants as grants_of
from anzenkarte.workspace.organisations.queries import members as members_of
from anzenkarte.workspace.organisations.tasks import send_invitation
from anzenkarte.workspace.tokens.actions import MakeToken, RevokeToken
from anzenkarte.workspace.tokens.models import Scope
from anzenkarte.workspace.tokens.queries import tokens as tokens_of


@page()
def members(request: HttpRequest) -> HttpResponse:
    """People and roles; an administrator invites and ends, and sees the link of an invitation again."""
    outcome, invited, again = None, None, request.POST.get("again", "")
    if again:
        invited = _invited(request, again)
    elif request.method == "POST":
        outcome = _invite(request)
        invited = outcome.result[0] if outcome.ok else None
    shown = {
        "members": members_of(),
        "invitations": open_invitations(),
        "roles": Role.choices,
        "outcome": outcome,
        "sent": {key: request.POST.get(key, "") for key in ("email", "title", "mail")},
        "invited": invited,
        "link": request.build_absolute_uri(path_of(invited)) if invited is not None else "",
        "mails": settings.ANZENKARTE_MAIL,
        "may": request.actor.may(Role.ADMINISTRATOR),
    }
    return render(request, "shared/members.html", shown, status=200 if outcome is None or outcome.ok else 422)


def _invite(request: HttpRequest) -> Outcome:
    """Invite somebody, and have the letter sent where one was asked for."""
    sent = request.POST
    by_mail = settings.ANZENKARTE_MAIL and sent.get("mail") == "1"
    outcome = attempt(
        request,
        Invite(sent.get("email", ""), sent.get("role", ""), bool(sent.get("binds")), sent.get("title", ""), by_mail),
    )
    if outcome.ok and by_mail:
        actor, made = request.actor, outcome.result[0]
        server = request.build_absolute_uri("/").rstrip("/")
        send_invitation.enqueue(str(actor.organisation), str(made.id), str(actor.user), server)
        made.refresh_from_db(fields=("letter",))
    return outcome


def _invited(request: HttpRequest, id_: str) -> Invitation:
    """An open invitation whose link an administrator wants to see again."""
    if not request.actor.may(Role.ADMINISTRATOR):
        raise PermissionDenied("refused.needs-administrator")
    try:
        return get_object_or_404(open_invitations(), id=UUID(id_))
    except ValueError as error:
        raise Http404 from error


@page(least=Role.ADMINISTRATOR)
def member(request: HttpRequest, member: UUID) -> HttpResponse:
    """A member's role, and whether he may bind the organisation."""
    found = get_object_or_404(Membership.objects.select_related("user"), id=member, ended__isnull=True)
    outcome = None
    if request.method == "POST":
        sent = request.POST
        binds, title = sent.get("binds") == "1", sent.get("title", "")
        outcome = attempt(request, SetMember(found.user_id, sent.get("role", ""), binds, title))
        if outcome.ok:
            return _after(request, outcome, "members")
    shown = {"member": found, "roles": Role.choices, "outcome": outcome}
    return render(request, "shared/member.html", shown, status=200 if outcome is None else 422)


@page(least=Role.ADMINISTRATOR)
@require_POST
def withdraw_invitation(request: HttpRequest, invitation: UUID) -> HttpResponse:
    """Make a link that was handed over useless."""
    return _after(request, attempt(request, WithdrawInvitation(invitation)), "members")


@page(least=Role.ADMINISTRATOR)
@require_POST
def end_member(request: HttpRequest, member: UUID) -> HttpResponse:
    """End a membership."""
    return _after(request, attempt(request, EndMember(member)), "members")


@page(least=Role.ADMINISTRATOR)
def organisation(request: HttpRequest) -> HttpResponse:
    """What the organisation is called, in each language."""
    own = Organisation.objects.get(id=request.actor.organisation)
    names, outcome = {"ja": own.name_ja, "en": own.name_en}, None
    if request.method == "POST":
        names = {"ja": request.POST.get("name_ja", ""), "en": request.POST.get("name_en", "")}
        outcome = attempt(request, NameOrganisation(names["ja"], names["en"]))
        if outcome.ok:
            return _after(request, outcome, "members")
    shown = {"names": names, "longest": LONGEST_NAME, "outcome": outcome}
    return render(request, "shared/organisation.html", shown, status=200 if outcome is None else 422)


@page(Kind.INSTITUTION)
def grants(request: HttpRequest) -> HttpResponse:
    """What supervising bodies may see; an administrator gives and withdraws."""
    outcome = None
    if request.method == "POST":
        outcome = attempt(request, _grant(request))
    supervisors = Organisation.objects.filter(kind=Kind.SUPERVISOR).order_by("name_ja")
    shown = {
        "grants": grants_of(),
        "supervisors": supervisors,
        "outcome": outcome,
        "may": request.actor.may(Role.ADMINISTRATOR),
    }
    return render(request, "shared/grants.html", shown, status=200 if outcome is None or outcome.ok else 422)


def _grant(request: HttpRequest) -> GrantSight:
    try:
        supervisor = UUID(request.POST.get("supervisor", ""))
        until = date.fromisoformat(request.POST["until"]) if request.POST.get("until") else None
    except ValueError as error:
        raise Http404 from error
    return GrantSight(supervisor, request.POST.get("details") == "1", date.today(), until)  # noqa: DTZ011 - the server's day


@page(Kind.INSTITUTION, least=Role.ADMINISTRATOR)
@require_POST
def withdraw_grant(request: HttpRequest, grant: UUID) -> HttpResponse:
    """Withdraw a grant at once."""
    return _after(request, attempt(request, WithdrawSight(grant)), "grants")


@page()
def audit(request: HttpRequest) -> HttpResponse:
    """The record of what was done, newest first, and whether the chain holds."""
    found = Paginator(Entry.objects.order_by("-sequence"), 50).get_page(request.GET.get("page"))
    people = {member.user_id: member.user for member in members_of()}
    rows = [{"entry": entry, "person": people.get(entry.actor)} for entry in found]
    checked = None
    if request.GET.get("verify"):
        heads, unsound = kept(request.actor.organisation)
        faults = verify(list(Entry.objects.order_by("sequence")), Head.objects.first(), heads)
        checked = {"faults": faults, "unsound": unsound, "sound": not faults and not unsound}
    return render(request, "shared/audit.html", {"page": found, "rows": rows, "checked": checked})


@page()
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens for programs; a new one's secret is shown once."""
    outcome = None
    if request.method == "POST":
        days = request.POST.get("days", "")
        outcome = attempt(
            request,
            MakeToken(
                request.POST.get("name", ""),
                request.POST.getlist("scopes"),
                int(days) if days.isascii() and days.isdigit() else 0,
            ),
        )
    own = None if request.actor.may(Role.ADMINISTRATOR) else request.actor.user
    shown = {"tokens": tokens_of(own), "scopes": Scope.choices, "outcome": outcome}
    return render(request, "shared/tokens.html", shown, status=200 if outcome is None or outcome.ok else 422)


@page()
@require_POST
def revoke_token(request: HttpRequest, token: UUID) -> HttpResponse:
    """Revoke a token."""
    return _after(request, attempt(request, RevokeToken(token)), "tokens")


def _after(request: HttpRequest, outcome: Outcome, name: str) -> HttpResponse:
    """Back to the list, saying what became of it."""
    if outcome.ok:
        messages.success(request, say("変更しました。", "Done."))
    else:
        for _, text in outcome.problems:
            messages.error(request, text)
    return redirect(name, request.actor.organisation)
