"""The page on which staff choose a time: what is looked for, what is free, with whom."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from holdfast.accounts.models import Membership
from holdfast.appointments.forms import BookForm, OfferForm, SlotsForm, parts_of
from holdfast.appointments.free_times import slots_for
from holdfast.appointments.with_whom import WithWhom, language_words, told_language, usual_choice
from holdfast.appointments.words import clock, names_of
from holdfast.diary.models import How, Kind, Room
from holdfast.diary.queries import lengths_of
from holdfast.diary.rules import DAY
from holdfast.hubs.hours import london_day, say_day
from holdfast.referrals.models import Referral
from holdfast.referrals.states import Stage
from holdfast.workforce.rules import language_code

DAYS = 14
NEXT = 3
WISHES = ("member", "gender", "language", "override")
APART, HALF_AN_HOUR = timedelta(hours=2), timedelta(minutes=30)
NOBODY = "Nobody whom they may see has a working pattern. Set one under Diary, Hours."


def kind_for(referral: Referral) -> str:
    """What the referral waits for."""
    return Kind.ASSESSMENT if referral.stage == Stage.ASSESSMENT else Kind.CONTACT


def page(
    request: HttpRequest,
    referral: Referral,
    whom: WithWhom,
    form: BookForm | None,
    *,
    rooms: Sequence[Room],
    now: datetime,
) -> dict[str, Any]:
    """The page: times that are free, and one to be typed. `form` is what was sent, and could not be booked."""
    told = told_language(referral)
    search = SlotsForm(asked(request, referral, whom, told.speaks, now=now), whom=whom,
                       told=language_code(told.speaks))  # fmt: skip
    if form is None:
        known = told.interpreter or language_words(search.data["language"], told.speaks, whom)
        form = BookForm(whom=whom, rooms=rooms, initial={"interpreter": known})
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
                   days=DAYS, beside=beside, in_room=chosen["how"] == How.ROOM)  # fmt: skip
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
    return {
        "search": search, "form": form, "groups": groups, "chosen": chosen, "minutes": length.minutes,
        "what": Kind(kind).label, "how_words": How(chosen["how"]).label, "pool": whom.pool, "nobody": NOBODY,
        **whom_words(whom, members, wish, told.speaks),
        "rooms": rooms if chosen["how"] == How.ROOM else None,
        "later_href": f"?{urlencode({**chosen, 'kind': kind, 'day': day + DAY * DAYS})}",
        "offer_form": OfferForm(initial={"kind": kind, "hows": [chosen["how"]], **wish}),
        "after_clash": after is not None,
    }  # fmt: skip


def asked(request: HttpRequest, referral: Referral, whom: WithWhom, told: str, *, now: datetime) -> dict[str, Any]:
    """What is looked for: as the address or the form says, else what the referral waits for."""
    given = request.POST if request.method == "POST" else request.GET
    owner = whom.one(str(referral.owner_id))
    usual = {"kind": kind_for(referral), "how": How.PHONE, "day": london_day(now).isoformat(), "gender": "",
             "beside": "", "override": "", **usual_choice(whom, owner, told)}  # fmt: skip
    return {name: given.get(name, value) for name, value in usual.items()}


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
