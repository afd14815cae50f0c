"""After the request was sent: the reference number, and telling us more, now, later or by telephone."""

from functools import partial, wraps

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from holdfast.accounts.gate import at_hub
from holdfast.alerts.models import Alert
from holdfast.alerts.rules import cover_at
from holdfast.correspondence.actions import end_link, find_link
from holdfast.correspondence.actions import open_link as code_fits
from holdfast.correspondence.models import Link
from holdfast.events.models import AccessEntry
from holdfast.front_door import cookies, help_lines, more_actions, more_forms
from holdfast.front_door import more as parts
from holdfast.front_door.actions import begin_visit, find_visit, log_by_person
from holdfast.front_door.asked import may_ring
from holdfast.front_door.cookies import VISIT
from holdfast.front_door.more_told import told_before
from holdfast.front_door.page_values import values_of
from holdfast.front_door.sent_words import TWICE_WITHIN, everything_sent
from holdfast.hubs.hours import LONDON
from holdfast.hubs.queries import employers_named
from holdfast.measures.queries import answered_counts, begun_measure
from holdfast.network.queries import open_transfer
from holdfast.network.shown import moved_words
from holdfast.outcomes.queries import asked_of, left_to_answer
from holdfast.people.contact_details import say_phone
from holdfast.people.identity import channels_of, name_of
from holdfast.referrals.models import Referral


def visiting(view):
    """Only for the browser that sent the request, or opened its link with the code."""

    @wraps(view)
    def visited(request, *args, **kwargs):
        visit = find_visit(request.hub, cookies.held(request, VISIT), now=timezone.now())
        if visit is None:
            context = {"title": "This page has closed", "lines": help_lines.now()}
            return render(request, "front_door/more/closed.html", context, status=410)
        request.visit, request.referral = visit, visit.referral
        if visit.is_moved and (to := open_transfer(visit.referral)):
            context = {**moved_words(to, now=timezone.now()), "is_pressed": request.method == "POST"}
            return render(request, "front_door/moved.html", context)
        return view(request, *args, **kwargs)

    return visited


@require_safe
@at_hub
@visiting
def sent(request):
    """The thank-you page: it stands on a committed row. A link does not open it."""
    if not request.visit.shows_request:
        return redirect("front_door:more", request.hub.slug)
    return sent_page(request, when_form(request))


def sent_page(request, form):
    """The reference number, what happens now, and the choice to tell more."""
    referral, moment = request.referral, timezone.now()
    log_by_person(referral, what="front_door:sent", now=moment, action=AccessEntry.Action.READ)
    alert = more_actions.safe_alert(referral)
    channels = channels_of(referral.person)
    context = {
        "title": "Your reference number",
        "referral": referral,
        "channels": channels,
        "may_ring": may_ring(channels),
        "call": number_to_call(request),
        "values": values_of(request.hub),
        "moment": moment,
        "cover": cover_at(request.hub.current, now=alert.raised_at if alert else referral.received_at),  # stays as made
        "is_urgent": alert is not None or referral.safe_now != Referral.SafeNow.YES,
        "form": form,
    }
    return render(request, "front_door/more/sent.html", context)


def when_form(request, data=None):
    """Now, later or on the telephone: the last one only where there is a number to call."""
    return more_forms.WhenForm(data, may_call=bool(channels_of(request.referral.person).get("call")))


def number_to_call(request) -> str:
    """The number that is called, for the browser that gave it; a link shows none."""
    number = channels_of(request.referral.person).get("call") if request.visit.shows_request else ""
    return say_phone(number) if number else ""


def may_stop_for_later(request) -> bool:
    """Whether a new link may be made: by who sent the request, or by mail to the address that they called safe."""
    return request.visit.shows_request or bool(channels_of(request.referral.person).get("email"))


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
@visiting
def more(request):
    """Every part and which are done; or the choice of now, later, telephone."""
    if request.method == "POST":
        return choose_when(request)
    return list_of_parts(request)


def list_of_parts(request):
    """What may be told, part by part."""
    done = parts.done_parts(request.referral)
    counts = answered_counts(request.referral.person)
    context = {
        "title": "Tell us more",
        "parts": [
            (part, parts.say_kept(part, done, counts), address_of(request.hub, part))
            for part in parts.parts_of(request.hub.current)
        ],
        "done": len([part for part in parts.parts_of(request.hub.current) if part.key in done]),
        "shows_request": request.visit.shows_request,
        "may_stop": may_stop_for_later(request),
    }
    return render(request, "front_door/more/more.html", context)


def choose_when(request):
    """Now, later, or on the telephone."""
    form = when_form(request, request.POST)
    if not form.is_valid():
        return sent_page(request, form) if request.visit.shows_request else list_of_parts(request)
    choice = form.cleaned_data["more"]
    if choice == "later":
        return later_page(request)
    if choice == "phone":
        more_actions.ask_by_phone(request.referral, now=timezone.now())
        return render(request, "front_door/more/by_phone.html", {"title": "On the phone"})
    return redirect(next_address(request.hub, request.referral))


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
@visiting
def later(request):
    """A link with a code, for later. Read again, the page leads on: a code is shown once."""
    return later_page(request) if request.method == "POST" else redirect("front_door:more", request.hub.slug)


def later_page(request):
    """The code, shown once, and where the link goes."""
    if not may_stop_for_later(request):
        raise Http404
    try:
        made = more_actions.send_link(request.referral, request.hub, now=timezone.now())
    except more_actions.TooManyLinks:
        back = reverse("front_door:more", args=[request.hub.slug])
        return render(request, "front_door/more/later_enough.html", {"title": "For later", "back": back}, status=429)
    address = made["address"] if made["address"].startswith("http") else request.build_absolute_uri(made["address"])
    context = {"title": "For later", **made, "address": address}
    return render(request, "front_door/more/later.html", context)


def address_of(hub, part) -> str:
    """Where a part is told."""
    if part.is_questionnaire:
        return reverse("front_door:questionnaire", args=[hub.slug, part.key, 1])
    return reverse("front_door:part", args=[hub.slug, part.key])


def next_address(hub, referral, *, after="") -> str:
    """The next part that is not done, else the list of all; first of all what they are asked about how they are now."""
    asked = asked_of(referral) if not after else None
    if asked and (left := left_to_answer(asked)):
        return reverse("front_door:questionnaire", args=[hub.slug, left[0], 1])
    part = parts.next_part(hub.current, parts.done_parts(referral), after=after)
    return address_of(hub, part) if part else reverse("front_door:more", args=[hub.slug])


def since(request, moment):
    """From when on an answer is of this visit; the same answers sent from another one, minutes ago, are of it too."""
    return min(request.visit.begun_at, moment - TWICE_WITHIN)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
@visiting
def now(request):
    """After a risk answer: thank you, what we do and when, help now, and can you keep yourself safe."""
    moment = timezone.now()
    alert = more_actions.risk_alert(request.referral, since=since(request, moment))
    if alert is None:
        return redirect(next_address(request.hub, request.referral))
    form = more_forms.KeepSafeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["keep_safe"] or Alert.KeepSafe.SKIPPED
        alert = more_actions.say_safe(request.referral, request.hub, alert, keep_safe=said, now=moment)
    begun = next((key for key in request.hub.current.questionnaires if begun_measure(request.referral.person, key)), "")
    context = {
        "title": "A page about now",
        "alert": alert,
        "has_said": request.method == "POST",
        "has_picked": form.is_valid() and bool(form.cleaned_data["keep_safe"]),
        "cover": cover_at(request.hub.current, now=alert.raised_at),  # the promise stays as it was made
        "moment": moment,
        "form": form,
        "may_ring": may_ring(channels_of(request.referral.person)),
        "lines": help_lines.now(),
        "go_on": reverse("front_door:questionnaire", args=[request.hub.slug, begun, 2])
        if begun
        else next_address(request.hub, request.referral),
    }
    return render(request, "front_door/more/now.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
@visiting
def part(request, key):
    """Work, groups, needs, details or equality: each one page, each question skippable."""
    if key not in FORMS:
        raise Http404
    make, tell = FORMS[key]
    told = told_before(request.referral, key)
    form = make(request.hub)(request.POST or None, initial=told if request.visit.shows_request else None)
    if request.method == "POST" and form.is_valid():
        if not request.visit.shows_request:
            form.cleaned_data = with_what_was_told(told, form.cleaned_data)
        if any(told.values()) or any(form.cleaned_data.values()):
            tell(request.referral, request.hub, form, now=timezone.now())
        if "stop" in request.POST:
            return redirect("front_door:more", request.hub.slug)
        return redirect(next_address(request.hub, request.referral, after=key))
    found = next(part for part in parts.ABOUT if part.key == key)
    back = reverse("front_door:more", args=[request.hub.slug])
    return render(request, f"front_door/more/{key}.html", {"title": found.title, "form": form, "back": back})


def with_what_was_told(told, given):
    """What a link's visitor leaves empty stays as it was told: they do not see what is kept."""
    kept = {**told, "kept": None} if given.get("employer") else told
    return {**kept, **{name: value for name, value in given.items() if value or name not in kept}}


def today():
    """The day in London."""
    return timezone.now().astimezone(LONDON).date()


def work_form(hub):
    """The work form, with its search over organisations."""
    day = today()
    return partial(more_forms.WorkForm, find=lambda words: employers_named(words, today=day), today=day)


def tell_work(referral, hub, form, *, now):
    """Keep the work page."""
    given = form.cleaned_data
    more_actions.tell_work(
        referral, hub, employer=given["employer"], organisation=form.chosen(), staff_group=given["staff_group"],
        work_state=given["work_state"], off_since=given["off_since"] or None, now=now,
    )  # fmt: skip


FORMS = {
    "work": (work_form, tell_work),
    "groups": (
        lambda hub: more_forms.GroupsForm,
        lambda referral, hub, form, now: more_actions.tell_groups(referral, hub, now=now, **form.cleaned_data),
    ),
    "needs": (
        lambda hub: more_forms.NeedsForm,
        lambda referral, hub, form, now: more_actions.tell_needs(referral, hub, now=now, **form.cleaned_data),
    ),
    "details": (
        lambda hub: partial(more_forms.DetailsForm, today=today()),
        lambda referral, hub, form, now: more_actions.tell_details(referral, hub, now=now, **form.cleaned_data),
    ),
    "equality": (
        lambda hub: more_forms.EqualityForm,
        lambda referral, hub, form, now: more_actions.tell_equality(referral, hub, now=now, **form.cleaned_data),
    ),
}


@require_safe
@at_hub
@visiting
def all_sent(request):
    """What was sent, for the browser that sent it. An unverified link opens no page with a story."""
    if not request.visit.shows_request:
        raise Http404
    log_by_person(request.referral, what="front_door:all_sent", now=timezone.now(), action=AccessEntry.Action.READ)
    context = {
        "title": "What you have sent",
        "name": name_of(request.referral.person),
        "sections": everything_sent(request.referral, request.hub),
        "back": reverse("front_door:more", args=[request.hub.slug]),
    }
    return render(request, "front_door/more/all_sent.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@at_hub
def open_link(request, token):
    """A neutral page; the code opens it, by POST. A mail scanner that follows the link changes nothing."""
    moment = timezone.now()
    link = find_link(request.hub.pk, token, now=moment)
    if link is None or link.purpose != Link.Purpose.TELL_MORE:
        return render(request, "front_door/more/link_ended.html", {"title": "This link has ended"}, status=410)
    form = more_forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if code_fits(link, token, form.cleaned_data["code"], now=moment):
            return enter(request, link, now=moment)
        form.add_error("code", "This is not the code that goes with this link. Check it and try again")
    return render(request, "front_door/more/code.html", {"title": "Enter your code", "form": form})


def enter(request, link, *, now):
    """Let this browser go on telling more. The link has done its work; the access log says that it was used."""
    end_link(link, now=now)
    referral = request.hub.referrals.select_related("person").get(pk=link.subject_id)
    log_by_person(referral, what="front_door:open_link", now=now, action=AccessEntry.Action.READ)
    key = begin_visit(referral, shows_request=False, now=now)
    response = redirect("front_door:more", request.hub.slug)
    return cookies.give(response, VISIT, key, hub=request.hub)
