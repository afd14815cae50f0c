"""How wrong passwords and wrong codes are counted: by django-axes, in the database, so that a restart forgets nothing.

Passwords are counted by account and address, so that nobody locks a colleague out from elsewhere. Codes are
counted by account alone: whoever tries them knows the password already.
"""

from axes.handlers.proxy import AxesProxyHandler
from django.http import HttpRequest

from holdfast.accounts.models import Account

CODE = "code of "


def whose(request: HttpRequest, credentials: dict | None) -> str:
    """The account an attempt counts against, under whatever name it was handed over."""
    given = credentials or {}
    found = given.get("login") or given.get("email") or given.get("username") or request.POST.get("login")
    return str(found or "").strip().lower()


def counted_by(request: HttpRequest, credentials: dict | None = None) -> list:
    """What the attempts of one lock have in common."""
    return ["username"] if whose(request, credentials).startswith(CODE) else [["username", "ip_address"]]


def in_log(username: str, ip_address: str, user_agent: str, path_info: str, request: HttpRequest) -> str:
    """Who tried, as the log says it: where from, and no name."""
    return f"{ip_address} at {path_info}"


def may_try_code(request: HttpRequest, account: Account) -> bool:
    """Whether codes of this account are still looked at. If not, the answer becomes the page of the lock."""
    is_allowed = AxesProxyHandler.is_allowed(request, _code_of(account))
    if not is_allowed:
        request.axes_locked_out = True
    return is_allowed


def count_wrong_code(request: HttpRequest, account: Account) -> None:
    """Count one wrong code. The tenth locks."""
    AxesProxyHandler.user_login_failed(__name__, _code_of(account), request)


def forget_wrong_codes(account: Account) -> None:
    """After a right code the count begins again."""
    AxesProxyHandler.reset_attempts(username=_code_of(account)["login"])


def _code_of(account: Account) -> dict:
    return {"login": f"{CODE}{account.email.lower()}"}
