"""The codes of an authenticator app (RFC 6238: six digits, a new one every 30 seconds) and recovery codes."""

from datetime import datetime

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from holdfast.accounts.models import Account

STEP_SECONDS = 30
STEPS_APART = 1  # a phone's clock may be this many steps off, and typing takes time


def step_of(code: str, secret: str, *, now: datetime) -> int | None:
    """The step (30 seconds, counted from 1970) whose code this is, or None."""
    here = int(now.timestamp()) // STEP_SECONDS
    for step in range(here - STEPS_APART, here + STEPS_APART + 1):
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step))):
            return step
    return None


@transaction.atomic
def use_code(account: Account, code: str, *, now: datetime) -> Authenticator | None:
    """What the code belongs to, or None. A code counts once, in whatever process it is tried again."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]
    known = Authenticator.objects.select_for_update().filter(user=account, type__in=kinds)
    for authenticator in known.order_by("-type"):
        if _uses(authenticator, code, now=now):
            return authenticator
    return None


def _uses(authenticator: Authenticator, code: str, *, now: datetime) -> bool:
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        wrapped = authenticator.wrap()
        is_right = bool(wrapped.validate_code(code))
        authenticator.data = wrapped.instance.data
        return is_right
    step = step_of(code, decrypt(authenticator.data["secret"]), now=now)
    if step is None or step <= authenticator.data.get("last_step", 0):
        return False
    authenticator.data["last_step"] = step
    authenticator.save(update_fields=["data"])
    return True
