"""Planning something with colleagues: whoever is to be there is held."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.diary import actions
from holdfast.diary.actions import Clash, NotThen, TooSmall
from holdfast.diary.queries import rooms_of, with_diary
from holdfast.diary.together_forms import TogetherForm
from holdfast.hubs.hours import london_day

MOST_EMPLOYERS = 200


@staff(Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def plan_together(request: HttpRequest) -> HttpResponse:
    """Plan supervision, a meeting, training or outreach."""
    request.section = "diary"
    now, team = timezone.now(), with_diary(request.hub)
    employers = list(request.hub.employers.order_by("name")[:MOST_EMPLOYERS])
    asked = {name: request.GET[name] for name in ("kind", "day", "at") if name in request.GET}
    members = request.GET.getlist("members") or [str(request.member.pk)]
    first = {"day": london_day(now).isoformat(), **asked, "members": members}
    data = request.POST if request.method == "POST" else None
    form = TogetherForm(data, team=team, rooms=rooms_of(request.hub), employers=employers, initial=first)
    if form.is_valid():
        given = form.cleaned_data
        try:
            actions.plan_together(
                request.hub, kind=given["kind"], members=[form.team[pk] for pk in given["members"]],
                starts_at=given["starts_at"], minutes=given["minutes"], how=given["how"],
                room=form.rooms.get(given["room"]), organisation=form.employers.get(given["organisation"]),
                name=given["name"], by=request.member, now=now,
            )  # fmt: skip
        except Clash:
            form.add_error("at", "Something stands in the diary of somebody, or the room is taken then")
        except NotThen as refused:
            form.add_error("at", str(refused))
        except TooSmall:
            form.add_error("room", "Choose a room that holds everybody")
        else:
            messages.success(request, "Planned. It stands in everybody’s diary.")
            return redirect(f"{reverse('appointments:week')}?on={given['day']}")
    return render(request, "diary/plan_together.html", {"form": form, "team": team})
