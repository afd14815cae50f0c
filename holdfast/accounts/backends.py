"""Whose session it is: asked by every staff page."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from holdfast.accounts.models import Account
from holdfast.built import Built, given

BY_ID = Built(lambda: Account.objects.filter(pk=given("account")))


class Accounts(AuthenticationBackend):
    """As allauth signs somebody in; who they are is read by a statement that is built once."""

    def get_user(self, user_id: Any) -> Account | None:
        """The account of a session, as long as it may sign in."""
        found = BY_ID.first(account=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
