"""What django-allauth asks of us: no sign-up by the web, second factors sealed at rest, sessions end on change."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings

from holdfast.people.sealing import open_bytes, seal_bytes

BOUND_TO = "second factor"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a hub's lead, never by a visitor."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return request.META["REMOTE_ADDR"]


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of authenticator apps."""

    def encrypt(self, text: str) -> str:
        key = settings.KEYRING.derive(BOUND_TO)
        return seal_bytes(key, text.encode(), bound_to=BOUND_TO).hex()

    def decrypt(self, encrypted_text: str) -> str:
        key = settings.KEYRING.derive(BOUND_TO)
        return open_bytes(key, bytes.fromhex(encrypted_text), bound_to=BOUND_TO).decode()

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": "Holdfast"}
