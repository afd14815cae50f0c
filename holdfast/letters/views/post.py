"""What waits to be posted: names and addresses, to be printed, and no word of any letter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.hubs.hours import say_moment
from holdfast.letters.queries import posted_by, to_post
from holdfast.letters.shown import envelope_of
from holdfast.people.viewer import viewer_of
from holdfast.triage.actions import UNDO

P = Permission


@staff(P.OPEN_RECORDS, P.SEND_LETTERS)
@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    """Every envelope that waits, the earliest first; and what one has just posted."""
    request.section = "people"
    now = timezone.now()
    waiting = to_post(viewer_of(request))
    just = posted_by(viewer_of(request), since=now - UNDO)
    request.touched.add([each.person_id for each in (*waiting, *just)], why=viewer_of(request).why)
    context = {
        "waiting": [envelope_of(each, now=now) for each in waiting],
        "just": [envelope_of(each, now=now, undo=True) for each in just],
        "may_print": request.member.may(P.SEE_CLINICAL) and request.member.may(P.WRITE_LETTERS),
        "printed": say_moment(now, now),
    }
    return render(request, "letters/post_list.html", context)
