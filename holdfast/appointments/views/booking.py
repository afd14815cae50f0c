"""A record's appointments, booking one, and offering times to choose from."""

from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.models import Membership
from holdfast.accounts.roles import Permission
from holdfast.appointments import actions, offer_actions
from holdfast.appointments.actions import NotFree
from holdfast.appointments.forms import BookForm, OfferForm, SlotsForm, parts_of
from holdfast.appointments.models import Appointment
from holdfast.appointments.opening import OnlyForNow, may_be_offered
from holdfast.appointments.queries import (
    MOST_SHOWN,
    of_person,
    open_offer,
    pool_for,
    practitioners_of,
    slots_for,
)
from holdfast.appointments.with_whom import WithWhom, language_words, told_language, usual_choice
from holdfast.appointments.words import WHY_NOT, clock, line_of, names_of
from holdfast.diary.models import How, Kind
from holdfast.diary.queries import lengths_of, rooms_of
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import london_day, say_day, say_moment
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import reveal
from holdfast.referrals.models import Background, Referral
from holdfast.referrals.record import band_of, open_record, tabs_of
from holdfast.referrals.states import Stage
from holdfast.workforce.queries import known_of
from holdfast.workforce.rules import NotAdmitted, language_code

DAYS = 14
NEXT = 3
WISHES = ("member", "gender", "language", "override")
APART, HALF_AN_HOUR = timedelta(hours=2), timedelta(minutes=30)
CLOSED = "This request is closed: nothing can be booked for it."


@staff(Permission.OPEN_RECORDS, Permission.SEE_DIARY)
@require_safe
def of_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything that was booked for a person, and what is offered to them."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    found = list(of_person(referral.person)[:MOST_SHOWN])
    seen_by = practitioners_of([each.session_id for each in found], request.hub)
    lines = [line_of(each, seen_by[each.session_id], now=now) for each in found]
    made = open_offer(referral.person, now=now)
    context = frame(request, referral, now=now) | {
        "coming": [line for line in reversed(lines) if line["is_booked"]],
        "past": [line for line in lines if not line["is_booked"]],
        "offer": offer_words(made, request, now=now) if made else None,
        "may_book": request.member.may(Permission.BOOK) and referral.closed_at is None,
        "printed": say_moment(now, now),
    }
    return render(request, "appointments/of_record.html", context)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Find a time and book it."""
    request.section = "people"
    now = timezone.now()
    referral = open_record(request, pk)
    if referral.closed_at is not None:
        return render(request, "appointments/closed.html", frame(request, referral, now=now) | {"words": CLOSED})
    rooms, told = rooms_of(request.hub), told_language(referral)
    given = request.POST if request.method == "POST" else request.GET
    whom = whom_for(request, referral, given.get("kind") or kind_for(referral), now=now)
    search = SlotsForm(asked(request, referral, whom, told, now=now), whom=whom, told=language_code(told))
    known = {"interpreter": language_of(referral) or language_words(search.data["language"], told, whom)}
    form = BookForm(request.POST if request.method == "POST" else None, whom=whom, rooms=rooms, initial=known)
    if form.is_valid():
        try:
            made = book_it(request, referral, form, now=now)
        except NotFree as refused:
            form.add_error("at", WHY_NOT[refused.why])
        except NotAdmitted:
            form.add_error("override", f"{whom.why_not(form.chosen[0])} Choose why they do it, or choose somebody else")
        except OnlyForNow:
            form.add_error("at", ONLY_FOR_NOW)
        except (MoveNotAllowed, PermissionDenied):
            messages.error(request, CLOSED)
            return redirect("appointments:of_record", pk)
        else:
            messages.success(request, f"Booked: {say_moment(made.session.starts_at, now)}.")
            return redirect("appointments:of_record", pk)
    return render(request, "appointments/book.html", page(request, referral, search, form, whom, told, now=now))


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let them choose a time on their own page."""
    now = timezone.now()
    referral = open_record(request, pk)
    form = OfferForm(request.POST)
    whom = whom_for(request, referral, form.data.get("kind", ""), now=now)
    wish = {name: form.data.get(name, "") for name in WISHES}
    fitting = whom.offered(**wish)
    members = may_be_offered(referral, fitting, by=request.member, now=now)
    if not form.is_valid() or not members:
        messages.error(request, ONLY_FOR_NOW if fitting and not members else CHOOSE if whom.pool else NOBODY)
        return redirect("appointments:book", pk)
    try:
        given = form.cleaned_data
        offer_actions.offer(
            referral, kind=given["kind"], hows=given["hows"], members=members, override=given["override"],
            by=request.member, now=now,
        )  # fmt: skip
    except NotAdmitted:
        messages.error(request, CHOOSE)
        return redirect("appointments:book", pk)
    except MoveNotAllowed:
        messages.error(request, CLOSED)
    else:
        messages.success(request, "Offered. They can choose a time on their own page for two weeks.")
    return redirect("appointments:of_record", pk)


@staff(Permission.OPEN_RECORDS, Permission.BOOK)
@require_POST
def withdraw_offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an offer back."""
    referral = open_record(request, pk)
    try:
        offer_actions.withdraw(referral, by=request.member, now=timezone.now())
    except MoveNotAllowed:
        messages.error(request, "They have chosen meanwhile, or there was none.")
    else:
        messages.success(request, "Taken back. Nothing is offered any more.")
    return redirect("appointments:of_record", pk)


ONLY_FOR_NOW = (
    "You have this record open for a while only. Choose somebody who works with them already, or ask one of those or a "
    "lead to book it. You can also offer times of others: they choose on their own page."
)
NOBODY = "Nobody whom they may see has a working pattern. Set one under Diary, Hours."
CHOOSE = "Choose how they may meet, and somebody with a diary; of somebody who is not admitted to assess, say why."


def kind_for(referral: Referral) -> str:
    """What the referral waits for."""
    return Kind.ASSESSMENT if referral.stage == Stage.ASSESSMENT else Kind.CONTACT


def whom_for(request: HttpRequest, referral: Referral, kind: str, *, now: datetime) -> WithWhom:
    """With whom this could be."""
    pool = pool_for(referral.person, request.hub)
    return WithWhom(pool, known_of(request.hub, pool, now=now), kind)


def book_it(request: HttpRequest, referral: Referral, form: BookForm, *, now: datetime) -> Appointment:
    """Book what was chosen."""
    given = form.cleaned_data
    room = None
    if given["how"] == How.ROOM:
        seats = len(form.chosen) + 1
        room = form.rooms.get(given["room"]) or offer_actions.free_room(
            request.hub, given["kind"], given["starts_at"], seats=seats
        )
    return actions.book(
        referral, kind=given["kind"], members=form.chosen, starts_at=given["starts_at"], how=given["how"], room=room,
        interpreter=given["interpreter"], video_link=given["video_link"], override=given["override"],
        by=request.member, now=now,
    )  # fmt: skip


def asked(request: HttpRequest, referral: Referral, whom: WithWhom, told: str, *, now: datetime) -> dict[str, Any]:
    """What is looked for: as the address or the form says, else what the referral waits for."""
    given = request.POST if request.method == "POST" else request.GET
    owner = whom.one(str(referral.owner_id))
    usual = {"kind": kind_for(referral), "how": How.PHONE, "day": london_day(now).isoformat(), "gender": "",
             "beside": "", "override": "", **usual_choice(whom, owner, told)}  # fmt: skip
    return {name: given.get(name, value) for name, value in usual.items()}


def frame(request: HttpRequest, referral: Referral, *, now: datetime) -> dict[str, Any]:
    """What every page of a record needs."""
    return {
        "referral": referral,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="appointments"),
    }


def page(
    request: HttpRequest,
    referral: Referral,
    search: SlotsForm,
    form: BookForm,
    whom: WithWhom,
    told: str,
    *,
    now: datetime,
) -> dict[str, Any]:
    """The page: times that are free, and one to be typed."""
    usual = {
        "kind": Kind.CONTACT, "how": How.PHONE, "day": london_day(now), "beside": "", **dict.fromkeys(WISHES, "")
    }  # fmt: skip
    chosen = search.cleaned_data if search.is_valid() else usual
    wish = {name: chosen[name] for name in WISHES}
    beside = [each.pk for each in whom.pool if str(each.pk) == chosen["beside"]]
    members = [each for each in whom.offered(**wish) if each.pk not in beside]
    kind, day = chosen["kind"], max(chosen["day"], london_day(now))
    after = form.cleaned_data.get("starts_at") if form.is_bound and hasattr(form, "cleaned_data") else None
    look = partial(slots_for, referral, [each.pk for each in members], kind, hub=request.hub, now=now, first=day,
                   days=DAYS, beside=beside)  # fmt: skip
    if after is not None:
        found = look(not_before=after, most=NEXT) or look(most=NEXT)
    else:
        found = look(apart=APART if len(members) > 1 else HALF_AN_HOUR)
    names = {each.pk: each for each in members}
    groups: dict[str, list[dict[str, Any]]] = {}
    for slot in found:
        line = {**parts_of(slot.starts_at), "time": clock(slot.starts_at), "member": str(slot.member_id)}
        line["with"] = names[slot.member_id].name if len(members) > 1 else ""
        line["beside"] = whom.beside(names[slot.member_id]).split("; ")
        groups.setdefault(say_day(slot.starts_at, now), []).append(line)
    length = lengths_of(request.hub)[kind]
    return frame(request, referral, now=now) | {
        "search": search, "form": form, "groups": groups, "chosen": chosen, "minutes": length.minutes,
        "what": Kind(kind).label, "how_words": How(chosen["how"]).label, "pool": whom.pool, "nobody": NOBODY,
        **whom_words(whom, members, wish, told),
        "rooms": rooms_of(request.hub) if chosen["how"] == How.ROOM else None,
        "later_href": f"?{urlencode({**chosen, 'kind': kind, 'day': day + DAY * DAYS})}",
        "offer_form": OfferForm(initial={"kind": kind, "hows": [chosen["how"]], **wish}),
        "after_clash": after is not None,
    }  # fmt: skip


def whom_words(
    whom: WithWhom, members: Collection[Membership], wish: dict[str, str], told: str
) -> dict[str, Any]:  # fmt: skip
    """What to say of whom times are shown of, and of why there is nobody."""
    one = whom.one(wish["member"])
    return {
        "with_one": whom.label(one) if one else "",
        "not_admitted": whom.why_not(one) if one and not whom.admits(one) else "",
        "nobody_admitted": whom.asks_why and not whom.admitted,
        "nobody_fits": not members and not one,
        "nobody_speaks": language_words(wish["language"], told, whom),
        "unadmitted": names_of(whom.speak_unadmitted(wish["language"])),
        "shows_why": whom.asks_why,
    }


def offer_words(made: Any, request: HttpRequest, *, now: datetime) -> dict[str, str]:
    """An offer that stands, in words."""
    members = [each for each in pool_for(made.person, request.hub) if each.pk in made.members]
    return {
        "what": Kind(made.kind).label,
        "how": ", ".join(How(each).label.lower() for each in made.hows),
        "with": names_of(members),
        "until": say_moment(made.ends_at, now),
        "by": made.made_by.name,
    }


def language_of(referral: Referral) -> str:
    """The language in which an interpreter is to be there: asked once, when they told us about themselves."""
    told = Background.objects.filter(hub_id=referral.hub_id, referral=referral, needs_interpreter=True)
    found = told.order_by("-pk").first()
    return (reveal(referral.person, "language", found.language_sealed) or "Language not told") if found else ""
