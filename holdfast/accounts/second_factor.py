"""Setting up, changing and using a second factor: allauth's views, with our rules about sessions."""

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal.auth import begin_registration
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from holdfast.accounts.members import end_sessions

GROUP = 4  # letters of a secret key that are read and typed together


def keep_this_session(request: HttpRequest) -> None:
    """End every open session of the account but this one: its password or second factor has changed."""
    end_sessions(request.user)
    update_session_auth_hash(request, request.user)


def count_as_used(request: HttpRequest, kind: str) -> None:
    """A second factor set up in this session has been shown to work in it: the session counts as opened with it."""
    record_authentication(request, request.user, "mfa", type=kind)


@method_decorator(reauthentication_required(app="allauth.mfa"), name="dispatch")
class SetUpApp(ActivateTOTPView):
    """Set up an authenticator app, or move to another phone: once its code is right, the new app replaces the old."""

    def dispatch(self, request, *args, **kwargs):
        return FormView.dispatch(self, request, *args, **kwargs)

    @transaction.atomic
    def form_valid(self, form):
        self.request.user.authenticator_set.filter(type=Authenticator.Type.TOTP).delete()
        response = super().form_valid(form)
        app = self.request.user.authenticator_set.get(type=Authenticator.Type.TOTP)
        app.data["last_step"] = form.step
        app.save(update_fields=["data"])
        count_as_used(self.request, Authenticator.Type.TOTP)
        keep_this_session(self.request)
        return response

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        context["groups"] = [secret[at : at + GROUP] for at in range(0, len(secret), GROUP)]
        context["replaces"] = self.request.user.authenticator_set.filter(type=Authenticator.Type.TOTP).exists()
        return context


class RemoveApp(DeactivateTOTPView):
    """Remove the authenticator app, where a passkey stays."""

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        keep_this_session(self.request)
        return response


class AddPasskey(AddWebAuthnView):
    """Add a passkey: kept on the device, and opened by fingerprint, face or PIN."""

    def get_context_data(self, **kwargs):
        options = begin_registration(self.request.user, passwordless=True)
        return {**FormView.get_context_data(self, **kwargs), "js_data": {"creation_options": options}}

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        count_as_used(self.request, Authenticator.Type.WEBAUTHN)
        keep_this_session(self.request)
        return response


class RenamePasskey(EditWebAuthnView):
    """Give a passkey another name."""

    success_url = reverse_lazy("mfa_index")


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey, where another way stays."""

    success_url = reverse_lazy("mfa_index")

    @transaction.atomic
    def form_valid(self, form):
        if not get_adapter().can_delete_authenticator(self.object):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        response = super().form_valid(form)
        keep_this_session(self.request)
        return response


class NewRecoveryCodes(GenerateRecoveryCodesView):
    """New recovery codes in place of the old ones."""

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        keep_this_session(self.request)
        return response


class ConfirmByPasskey(ReauthenticateWebAuthnView):
    """Confirm by a passkey; a passkey that did not work comes back to the same page."""

    def form_invalid(self, form):
        for text in form.errors.get("credential", []):
            messages.error(self.request, text)
        return HttpResponseRedirect(self.request.get_full_path())
