"""What every page can use: the hub, the bar's entries, the open alerts of its banner."""

from django.conf import settings
from django.http import HttpRequest

from holdfast.accounts.bar import entries
from holdfast.accounts.roles import Permission


def page(request: HttpRequest) -> dict:
    """Context of every template. The bar and the banner are read only where a page shows them."""
    member = getattr(request, "member", None)
    return {
        "hub": getattr(request, "hub", None),
        "member": member,
        "demo": settings.DEMO,
        "nav": entries(request) if member else [],
        "banner": settings.STAFF_BANNER_TEMPLATE if member and member.may(Permission.TAKE_ALERT) else "",
        "open_alerts": getattr(request, "open_alerts", []),
    }
