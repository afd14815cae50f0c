"""What django-allauth asks of us: no sign-up by the web, second factors sealed at rest, our own words."""

import time

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse

from holdfast.accounts.members import has_second_factor, may_sign_in
from holdfast.accounts.qr import drawn
from holdfast.people.sealing import open_bytes, seal_bytes

BOUND_TO = "second factor"
CONFIRMED_SECONDS = 300


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a hub's lead, never by a visitor."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address or the password is not right",
        "incorrect_password": "The password is not right",
        "enter_current_password": "The password you have now is not right",
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return request.META["REMOTE_ADDR"]

    def pre_login(self, request, user, **kwargs):
        """Nobody signs in whom no hub has opened its door to; they hear so only after the right password."""
        if may_sign_in(user):
            return super().pre_login(request, user, **kwargs)
        clear_login(request)
        return redirect("account_inactive")

    def get_login_redirect_url(self, request):
        """Who has no second factor yet sets one up first."""
        return super().get_login_redirect_url(request) if has_second_factor(request.user) else reverse("mfa_index")

    def get_password_change_redirect_url(self, request):
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Signing in a moment ago is confirmation enough."""
        records = get_authentication_records(self.request, self.request.user)
        return not any(time.time() - record["at"] < CONFIRMED_SECONDS for record in records)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of authenticator apps."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That passkey did not work. Try again, or use another way.",
        "cannot_delete_authenticator": "This is your only second factor. Add another one first, then remove this one.",
        "cannot_generate_recovery_codes": "Set up a passkey or an authenticator app first.",
    }

    def encrypt(self, text: str) -> str:
        key = settings.KEYRING.derive(BOUND_TO)
        return seal_bytes(key, text.encode(), bound_to=BOUND_TO).hex()

    def decrypt(self, encrypted_text: str) -> str:
        key = settings.KEYRING.derive(BOUND_TO)
        return open_bytes(key, bytes.fromhex(encrypted_text), bound_to=BOUND_TO).decode()

    def can_delete_authenticator(self, authenticator):
        """A second factor may go while another one stays. Recovery codes alone are none."""
        others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()

    def build_totp_svg(self, url):
        return drawn(url, label="Square code for the camera of your authenticator app")

    def generate_authenticator_name(self, user, type):  # noqa: A002 - allauth's name
        return f"Passkey {user.authenticator_set.filter(type=type).count() + 1}"

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Holdfast"}

    def get_public_key_credential_user_entity(self, user):
        return {**super().get_public_key_credential_user_entity(user), "display_name": user.name}
