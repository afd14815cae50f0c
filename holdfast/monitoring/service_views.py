"""Onward referrals by service: true live figures, inside the hub."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.monitoring import service_board
from holdfast.monitoring.board_times import read_time
from holdfast.monitoring.page_heads import address_of, head_of
from holdfast.monitoring.service_queries import cells_at_services, names_of_services, services_in
from holdfast.monitoring.span_queries import Asked


@staff(Permission.SEE_FIGURES)
@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Each service: how many were referred, seen, and are through it; what it promised, and how long it took."""
    request.section = "figures"
    now = timezone.now()
    time = read_time(request.GET.get("time", ""), now=now)
    cells = cells_at_services(Asked(request.hub, time.start, time.end))
    rows = service_board.services(cells, names_of_services(request.hub, services_in(cells)))
    context = {
        **head_of(request, time, now=now), "lead": service_board.lead(cells), "address": address_of(time),
        "columns": service_board.COLUMNS, "compared": service_board.compared(rows),
        "rows": rows[: service_board.MOST_SHOWN], "is_more": len(rows) > service_board.MOST_SHOWN,
    }  # fmt: skip
    return render(request, "monitoring/services.html", context)
