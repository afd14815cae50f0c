"""Voicemail and post: log it, find whose it is, read it where it belongs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.correspondence import incoming_actions
from holdfast.correspondence.models import Document, Incoming
from holdfast.correspondence.states import IncomingStatus
from holdfast.hubs.hours import say_moment
from holdfast.hubs.queries import terms_of
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.access import right_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import band_of, open_record
from holdfast.support_line import actions, queries
from holdfast.support_line.forms import FindForm, IncomingForm
from holdfast.support_line.paging import read_key, write_key
from holdfast.support_line.post_shown import found_row, of_call, of_post, one_context, post_row
from holdfast.support_line.rules import call_back_by
from holdfast.support_line.shown import tabs
from holdfast.support_line.told import log_without_person

P = Permission
SETTLED = "A colleague has settled this meanwhile."
INLINE = {Document.MediaType.PNG, Document.MediaType.JPEG, Document.MediaType.TEXT}
ENDINGS = {
    Document.MediaType.PDF: "pdf", Document.MediaType.PNG: "png", Document.MediaType.JPEG: "jpg",
    Document.MediaType.TEXT: "txt",
}  # fmt: skip


@staff(P.ANSWER_CALLS)
@require_safe
def post(request: HttpRequest) -> HttpResponse:
    """What is with no record yet; for leads also what was handed on to them."""
    request.section = "calls"
    now = timezone.now()
    found = viewer_of(request)
    after = read_key(request.GET.get("after", ""))
    waiting = queries.post_waiting(found, status=IncomingStatus.WAITING, after=after)
    handed = queries.post_waiting(found, status=IncomingStatus.HANDED_ON) if found.settles_names else []
    if waiting or handed:
        log_without_person(request, why="post", now=now)
    page = waiting[: queries.PAGE]
    context = {
        "tabs_list": tabs(found, "post"),
        "waiting": [post_row(each, now=now) for each in page],
        "handed": [post_row(each, now=now) for each in handed[: queries.PAGE]],
        "next_href": f"?after={write_key(page[-1].received_at, page[-1].pk)}" if len(waiting) > queries.PAGE else "",
        "is_first": after is None,
    }
    return render(request, "support_line/post.html", context)


@staff(P.ANSWER_CALLS)
@require_http_methods(["GET", "HEAD", "POST"])
def log(request: HttpRequest) -> HttpResponse:
    """Log a voicemail, a letter or an email, with its scan."""
    request.section = "calls"
    now = timezone.now()
    terms = terms_of(request.hub, now=now)
    is_post = request.method == "POST"
    form = IncomingForm(
        request.POST if is_post else None, request.FILES if is_post else None, kinds=Incoming.Kind.choices, now=now,
        initial={"call_back_by": call_back_by(terms, now=now)},
    )  # fmt: skip
    if form.is_valid():
        logged = log_it(request, form.cleaned_data, now=now)
        log_without_person(request, why="post", now=now)
        messages.success(request, "Logged. Now find whose it is.")
        return redirect("support_line:one", logged.pk)
    return render(request, "support_line/log_post.html", {"form": form})


def log_it(request: HttpRequest, given: dict[str, Any], *, now: datetime) -> Incoming:
    """Write it down; a voicemail that asks for it is promised a call-back."""
    told = {key: given[key] for key in ("sender", "number", "note")}
    documents = [given["document"]] if given["document"] else []
    facts = {
        "told": told,
        "documents": documents,
        "received_at": given["received_at"],
        "by": request.member,
        "now": now,
    }
    if given["kind"] == Incoming.Kind.VOICEMAIL:
        by = given["call_back_by"] if given["is_call_back"] else None
        return actions.log_voicemail(request.hub, call_back_by=by, **facts)
    return incoming_actions.log_incoming(request.hub, kind=given["kind"], **facts)


@staff(P.ANSWER_CALLS)
@require_safe
def one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One piece of post, and the search for its record among those that the member may open."""
    request.section = "calls"
    now = timezone.now()
    found = viewer_of(request)
    incoming = open_post(request, pk, now=now)
    form = FindForm(request.GET if "q" in request.GET else None)
    records = queries.records_found(found, form.cleaned_data["q"]) if form.is_valid() and form.cleaned_data["q"] else []
    request.touched.add([record.person_id for record in records], why="post")
    context = one_context(incoming, queries.documents_in(request.hub.pk, [incoming]), now=now) | {
        "form": form,
        "asked": form.is_bound and not form.errors,
        "records": [found_row(record, now=now) for record in records],
        "is_lead": found.settles_names,
    }
    return render(request, "support_line/one.html", context)


def open_post(request: HttpRequest, pk: UUID, *, now: datetime) -> Incoming:
    """One piece of post that nobody has settled; the access log says who opened it.

    Raises:
        Http404: there is none, or it is not theirs to see.
    """
    incoming = queries.find_post(viewer_of(request), pk)
    if incoming is None:
        raise Http404
    log_without_person(request, why="post", now=now)
    return incoming


@staff(P.ANSWER_CALLS, P.OPEN_RECORDS)
@require_POST
def match(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a piece of post with the record it belongs to."""
    now = timezone.now()
    incoming = open_post(request, pk, now=now)
    try:
        referral = open_record(request, UUID(request.POST.get("referral", "")))
    except ValueError:
        raise Http404 from None
    try:
        incoming_actions.match(incoming, referral.person, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, SETTLED)
        return redirect("support_line:post")
    messages.success(request, "It is with this record now.")
    return redirect("support_line:of_record", referral.pk)


@staff(P.ANSWER_CALLS)
@require_POST
def hand_on(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Leave it to a lead: it may be about somebody whose record is not open to this member."""
    return settle(request, pk, incoming_actions.hand_on, "It is on the leads' list now, and on no other.")


@staff(P.ANSWER_CALLS)
@require_POST
def set_aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it belongs to nobody's record."""
    return settle(request, pk, incoming_actions.set_aside, "Set aside. It is forgotten after a year.")


def settle(request: HttpRequest, pk: UUID, action: Any, words: str) -> HttpResponse:
    """Do one of the moves that need nothing but the button."""
    now = timezone.now()
    incoming = open_post(request, pk, now=now)
    try:
        action(incoming, by=request.member, now=now)
    except MoveNotAllowed:
        messages.error(request, SETTLED)
    else:
        messages.success(request, words)
    return redirect("support_line:post")


@staff(P.ANSWER_CALLS)
@require_safe
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file itself, under a neutral name: pictures and text in the browser, a PDF only to be saved."""
    now = timezone.now()
    found = queries.find_document(request.member, pk)
    if found is None or found.content_sealed is None:
        raise Http404
    incoming = found.incoming
    if incoming.person is None:
        open_post(request, incoming.pk, now=now)
    else:
        open_matched(request, incoming, now=now)
    response = HttpResponse(incoming_actions.content_of(found), content_type=type_header(found))
    shown = "inline" if found.media_type in INLINE else "attachment"
    ending = ENDINGS[Document.MediaType(found.media_type)]
    response.headers["Content-Disposition"] = f'{shown}; filename="document.{ending}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def type_header(found: Document) -> str:
    """Its type by what it holds; text says its letters."""
    return "text/plain; charset=utf-8" if found.media_type == Document.MediaType.TEXT else found.media_type


def open_matched(request: HttpRequest, incoming: Incoming, *, now: datetime) -> None:
    """Post of a record opens to whoever may open the record and reads clinical words.

    Raises:
        Http404: that is not this member.
    """
    request.touched.add([incoming.person_id], why="none")
    right = right_of(viewer_of(request), incoming.person)
    if not right or not request.member.may(P.SEE_CLINICAL):
        raise Http404
    request.touched.add([incoming.person_id], why=right)


@staff(P.OPEN_RECORDS)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Post and calls of one record. What they say is read by those who read clinical words."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    reads = request.member.may(P.SEE_CLINICAL)
    post_rows = queries.post_about(referral.person)
    documents = queries.documents_in(request.hub.pk, post_rows) if post_rows else []
    context = {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "calls": [of_call(each, reads=reads, now=now) for each in queries.calls_about(referral.person)],
        "post": [of_post(each, documents, reads=reads, now=now) for each in post_rows],
        "reads": reads,
        "printed": say_moment(now, now),
    }
    return render(request, "support_line/of_record.html", context)
