"""Joining: a link that works once, within seven days. Nothing is mailed; the lead hands the link over.

The link names the membership and carries a mark of the account as it was when the link was made: once the
password is chosen, or a newer link is made, the mark no longer fits.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from holdfast.accounts.actions import LinkNoLongerWorks, accept_invitation, choose_first_password
from holdfast.accounts.members import used_second_factor
from holdfast.accounts.models import Account, Membership
from holdfast.accounts.sign_in_forms import FirstPasswordForm

LIFE = timedelta(days=7)
SALT = "holdfast.join"
OPEN_TO = (Membership.Status.INVITED, Membership.Status.ACTIVE)


@dataclass(frozen=True)
class Invitation:
    """A link that works now."""

    member: Membership

    @property
    def account(self) -> Account:
        """Whose account it is about."""
        return self.member.account

    @property
    def is_for_known_account(self) -> bool:
        """Whether the account has a password already: another hub of the same person, who signs in to accept."""
        return self.account.has_usable_password()


def make_token(member: Membership, *, now: datetime) -> str:
    """The token of a link that works until `now` + `LIFE`."""
    until = int((now + LIFE).timestamp())
    return signing.dumps([str(member.pk), until, _mark(member)], salt=SALT)


def join_link(member: Membership, *, now: datetime, here: str) -> str:
    """The whole link, at the public address; `here` where none is set."""
    return f"{settings.PUBLIC_URL or here}{reverse('join', args=[make_token(member, now=now)])}"


def read_token(token: str, *, now: datetime) -> Invitation | None:
    """What a token invites to, or None: forged, expired, used, replaced, suspended and left look the same."""
    try:
        pk, until, mark = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        pk, until, mark = uuid4(), 0, ""  # nobody is looked for as long as somebody
    member = Membership.objects.filter(pk=pk, status__in=OPEN_TO).select_related("account", "hub").first()
    if member is None or now >= datetime.fromtimestamp(until, UTC):
        return None
    return Invitation(member) if constant_time_compare(mark, _mark(member)) else None


def _mark(member: Membership) -> str:
    """A mark of the account's password and the membership's standing, which joining changes."""
    state = f"{member.pk}:{member.status}:{member.account.password}"
    return salted_hmac(SALT, state, algorithm="sha256").hexdigest()[:32]


@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind the link."""
    invitation = read_token(token, now=timezone.now())
    if invitation is None:
        return gone(request)
    if invitation.is_for_known_account:
        return join_again(request, invitation)
    form = FirstPasswordForm(invitation.account, request.POST or None)
    if not form.is_valid():
        return render(request, "accounts/join.html", {"form": form, "member": None, "invited": invitation.member})
    try:
        account = choose_first_password(invitation.member, form.cleaned_data["password"], now=timezone.now())
    except LinkNoLongerWorks:
        return gone(request)
    get_adapter().login(request, account)
    record_authentication(request, account, method="password")
    return redirect("mfa_index")


def join_again(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Somebody who has an account joins another hub: they sign in, then accept."""
    is_theirs = request.user.is_authenticated and request.user.pk == invitation.account.pk
    may_accept = is_theirs and used_second_factor(request)
    if request.method == "POST" and may_accept:
        accept_invitation(invitation.member, now=timezone.now())
        messages.success(request, f"You have joined {invitation.member.hub.name}")
        return redirect("mfa_index")
    context = {"invited": invitation.member, "may_accept": may_accept, "member": None}
    return render(request, "accounts/join_again.html", context)


def gone(request: HttpRequest) -> HttpResponse:
    """The page of every link that does not work."""
    return render(request, "accounts/join_gone.html", status=410)
