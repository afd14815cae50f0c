"""Changing one's own password."""

from allauth.account import views as account
from django.http import Http404


def change_password(request, *args, **kwargs):
    """For who has one. An account without a password signs in by passkey, or begins again by a link of its lead."""
    if not request.user.has_usable_password():
        raise Http404
    return account.password_change(request, *args, **kwargs)
