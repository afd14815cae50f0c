"""Whether the pages can be served at all."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import anyone


@require_safe
@anyone
def health(request):
    """For a load balancer and for the start: this process answers. Asks nothing of the database."""
    return HttpResponse("well\n", content_type="text/plain")
