"""The pages of concerns about fitness to practise: read by the two of each and by nobody else, leads neither.

Reading is logged as "fitness", which the person's own pages leave out, and the lists of unusual reading too.
"""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from holdfast.accounts.gate import staff
from holdfast.accounts.roles import Permission
from holdfast.fitness import actions
from holdfast.fitness.forms import (
    AddForm,
    AdviseForm,
    CloseForm,
    DropForm,
    HandOnForm,
    NameAnotherForm,
    RaiseForm,
    SaidForm,
    StepInForm,
    TellingForm,
)
from holdfast.fitness.late_queries import is_late_beyond
from holdfast.fitness.models import FitnessConcern
from holdfast.fitness.queries import (
    MOST_SHOWN,
    about,
    concerns_of,
    find_concern,
    find_stuck,
    gave_place,
    heirs_of,
    last_step,
    lost_now,
    other_of,
    page_of,
    said_in,
    seconds,
    steps_of,
    stuck_for,
    were_agreed,
)
from holdfast.fitness.states import UNSIGNED, Status
from holdfast.fitness.words import THRESHOLD, concern_words, step_words
from holdfast.lifecycle import MoveNotAllowed
from holdfast.people.identity import name_of
from holdfast.people.viewer import viewer_of
from holdfast.referrals.record import band_of, open_record, tabs_of

WHY = "fitness"
MEANWHILE = (
    "This has gone on since you opened the page. Read what is new and how it stands now; what you wrote is still here, "
    "and nothing of it is written down."
)
ANOTHER = "It is another of the two by now. Read whose place you would take; what you wrote is still here."
VERBS = {"advise": ("agree", "advise_against", "sign"), "tell": ("tell", "tell_at_once")}
NEVER = UUID(int=0)
"""The step that a form has seen which does not say so."""


@staff(Permission.SEE_CONCERNS)
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Concerns of which the member is one of the two, and whether the other is lost; and for a lead those that have
    lost one, without whom about."""
    request.section, now = "hub", timezone.now()
    found = list(concerns_of(viewer_of(request))[:MOST_SHOWN])
    request.touched.add([each.person_id for each in found], why=WHY)
    sight = viewer_of(request)
    stuck, is_late_elsewhere = stuck_for(sight), is_late_beyond(sight)
    lost = {each.concern.pk: each.lost.name for each in stuck if each.is_own}
    rows = [
        {**concern_words(each, now=now), "pk": each.pk, "whose": name_of(each.person), "lost": lost.get(each.pk)}
        for each in found
    ]
    context = {
        "rows": rows, "stuck": [each for each in stuck if not each.is_own], "is_late_elsewhere": is_late_elsewhere,
    }  # fmt: skip
    return render(request, "fitness/mine.html", context)


@staff(Permission.OPEN_RECORDS, Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_concern(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The guided record, from the record of the person; those of the member's own are named above it."""
    request.section, now = "people", timezone.now()
    referral = open_record(request, pk)
    request.touched.add([referral.person_id], why=WHY)
    form = RaiseForm(
        request.POST if request.method == "POST" else None,
        colleagues=seconds(referral.person, first=request.member), now=now,
    )  # fmt: skip
    if form.is_valid():
        concern = actions.raise_concern(
            referral.person, said=form.said, second=form.chosen, by=request.member, now=now,
            mark=form.cleaned_data["mark"], told=form.told() if form.is_told else None,
        )  # fmt: skip
        messages.success(request, f"Written down. You and {concern.second.name} read it, and nobody else.")
        return redirect("fitness:one", concern.pk)
    request.touched.keep_nothing()
    own = about(viewer_of(request), referral.person)
    context = {
        "referral": referral, "form": form, "threshold": THRESHOLD,
        "band": band_of(referral, member=request.member, now=now),
        "tabs_list": tabs_of(referral, member=request.member, current="concerns"),
        "rows": [{**concern_words(each, now=now), "pk": each.pk} for each in own],
    }  # fmt: skip
    return render(request, "fitness/raise_concern.html", context)


@staff(Permission.SEE_CONCERNS)
@require_safe
def one(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """One concern with everything that the two wrote."""
    return show(request, open_concern(request, fitness_pk), None, "", now=timezone.now())


@staff(Permission.SEE_CONCERNS)
@require_POST
def add(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """Add what has become known since."""
    now = timezone.now()
    form = AddForm(request.POST, now=now)

    def act(concern: FitnessConcern) -> None:
        actions.add(concern, said=form.said, by=request.member, now=now, seen=seen_in(request))

    return done(request, fitness_pk, form, "add", act, now=now)


@staff(Permission.SEE_CONCERNS)
@require_POST
def advise(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """The second person's advice and signature."""
    now = timezone.now()
    form = AdviseForm(request.POST, now=now)

    def act(concern: FitnessConcern) -> None:
        actions.advise(
            concern, agrees=form.said["agrees"], said=form.said, by=request.member, now=now, seen=seen_in(request)
        )

    return done(request, fitness_pk, form, "advise", act, now=now)


@staff(Permission.SEE_CONCERNS)
@require_POST
def tell(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """Write down that a body was told."""
    now = timezone.now()
    form = TellingForm(request.POST, now=now)

    def act(concern: FitnessConcern) -> None:
        actions.tell(concern, told=form.told(), by=request.member, now=now, seen=seen_in(request))

    return done(request, fitness_pk, form, "tell", act, now=now)


@staff(Permission.SEE_CONCERNS)
@require_POST
def drop(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """End it with why nobody is told after all."""
    now = timezone.now()
    form = DropForm(request.POST, now=now)

    def act(concern: FitnessConcern) -> None:
        actions.drop(concern, said=form.said, by=request.member, now=now, seen=seen_in(request))

    return done(request, fitness_pk, form, "drop", act, now=now)


@staff(Permission.SEE_CONCERNS)
@require_POST
def close(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """Close it with what came of it."""
    now = timezone.now()
    form = CloseForm(request.POST, now=now)

    def act(concern: FitnessConcern) -> None:
        actions.close(concern, said=form.said, by=request.member, now=now, seen=seen_in(request))

    return done(request, fitness_pk, form, "close", act, now=now)


@staff(Permission.SEE_CONCERNS)
@require_POST
def hand_on(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """Give one's own place to a colleague. Pressed twice, it is given once, and says so."""
    request.section = "hub"
    if gave_place(viewer_of(request), fitness_pk):
        messages.success(request, "Your place is given already: your colleague reads it from now on, and you do not.")
        return redirect("fitness:mine")
    now, concern = timezone.now(), open_concern(request, fitness_pk)
    form = HandOnForm(request.POST, colleagues=heirs_of(concern, request.member), now=now)
    if concern.closed_at is not None or last_step(concern).pk != seen_in(request):
        form.add_error(None, MEANWHILE)
    elif form.is_valid():
        try:
            actions.hand_on(
                concern, to=form.colleague, said=form.said, by=request.member, now=now, seen=seen_in(request)
            )
        except MoveNotAllowed:
            form.add_error(None, MEANWHILE)
        else:
            messages.success(request, f"{form.colleague.name} reads it from now on, and you do not.")
            return redirect("fitness:mine")
    return show(request, open_concern(request, fitness_pk), form, "hand_on", now=now)


@staff(Permission.SEE_CONCERNS)
@require_POST
def name_another(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """Ask a colleague to be the other of the two, who is lost."""
    now, concern = timezone.now(), open_concern(request, fitness_pk)
    form = NameAnotherForm(request.POST, colleagues=heirs_of(concern, other_of(concern, request.member)), now=now)

    def act(concern: FitnessConcern) -> None:
        actions.name_another(
            concern, to=form.colleague, said=form.said, by=request.member, now=now, seen=seen_in(request)
        )

    return done(request, fitness_pk, form, "name_another", act, now=now)


@staff(Permission.SEE_CONCERNS)
@require_http_methods(["GET", "HEAD", "POST"])
def step_in(request: HttpRequest, fitness_pk: UUID) -> HttpResponse:
    """A lead takes the place of one of the two who does not go on with it."""
    now, stuck = timezone.now(), find_stuck(viewer_of(request), fitness_pk)
    request.section = "hub"
    if stuck is None:
        raise Http404
    form = StepInForm(request.POST if request.method == "POST" else None, now=now)
    if form.is_bound and request.POST.get("seen") != str(stuck.lost.pk):
        form.add_error(None, ANOTHER)
    elif form.is_valid():
        try:
            actions.step_in(stuck.concern, said=form.said, by=request.member, now=now, instead_of=stuck.lost)
        except MoveNotAllowed:
            form.add_error(None, ANOTHER)
        else:
            request.touched.add([stuck.concern.person_id], why=WHY)
            return redirect("fitness:one", fitness_pk)
    return render(request, "fitness/step_in.html", {"form": form, "stuck": stuck})


def open_concern(request: HttpRequest, pk: UUID) -> FitnessConcern:
    """A concern of which the member is one of the two.

    Raises:
        Http404: there is none, or it is not theirs: nothing then says about whom it would have been.
    """
    request.section = "hub"
    found = find_concern(viewer_of(request), pk)
    if found is None:
        raise Http404
    request.touched.add([found.person_id], why=WHY)
    return found


def seen_in(request: HttpRequest) -> UUID:
    """The last step on the page from which a form was sent."""
    try:
        return UUID(request.POST.get("seen", ""))
    except ValueError:
        return NEVER


def done(
    request: HttpRequest, pk: UUID, form: SaidForm, name: str, act: Callable[[FitnessConcern], None], *, now: datetime
) -> HttpResponse:
    """What a form on the page of a concern leads to: the page again, with what was written where it was not done."""
    concern = open_concern(request, pk)
    if form.is_valid():
        if is_taken(request, concern, name, act, now=now) or was_written(
            concern, form, VERBS.get(name, (name,)), request
        ):
            messages.success(request, "Written down.")
            return redirect("fitness:one", pk)
        form.add_error(None, MEANWHILE)
    elif last_step(concern).pk != seen_in(request):
        form.add_error(None, MEANWHILE)
    return show(request, open_concern(request, pk), form, name, now=now)


def is_taken(
    request: HttpRequest, concern: FitnessConcern, name: str, act: Callable[[FitnessConcern], None], *, now: datetime
) -> bool:
    """Whether what was sent could be done on what stands there now."""
    if name not in forms_for(request, concern, now=now):
        return False
    try:
        act(concern)
    except MoveNotAllowed:
        return False
    return True


def was_written(concern: FitnessConcern, form: SaidForm, verbs: tuple[str, ...], request: HttpRequest) -> bool:
    """Whether the same form has come already, and nothing since."""
    last = last_step(concern)
    if last.by_id != request.member.pk or last.verb not in verbs:
        return False
    return bool(form.facts.items() <= said_in(last, concern.person).items())


def show(request: HttpRequest, concern: FitnessConcern, form: Form | None, name: str, *, now: datetime) -> HttpResponse:
    """The page of one concern, with the forms of what the member may do next."""
    request.touched.keep_nothing()
    forms = forms_for(request, concern, now=now)
    is_open = name in forms
    if form is not None:
        forms[name] = form
    last, page = last_step(concern), page_of(concern, request.GET.get("page", ""))
    seen = seen_in(request) if form is not None else last.pk
    context = {
        "concern": concern, "whose": name_of(concern.person), "line": concern_words(concern, now=now), "forms": forms,
        "steps": [
            {**step_words(each, concern.person, now=now), "is_new": seen not in (NEVER, last.pk) and each.pk > seen}
            for each in steps_of(concern, start=page.start, end=page.end)
        ],
        "page": page, "seen": last.pk, "stale": "" if is_open or form is None else name,
        "wrong": form, "threshold": THRESHOLD, "other": other_of(concern, request.member),
        "is_urgent": concern.status == Status.URGENT,
        "is_before_advice": concern.status == Status.PROPOSED, "is_not_told": concern.status == Status.NOT_TOLD,
    }  # fmt: skip
    return render(request, "fitness/one.html", context)


def forms_for(request: HttpRequest, concern: FitnessConcern, *, now: datetime) -> dict[str, Form]:
    """What this one of the two may do next."""
    is_second, status = request.member == concern.second, concern.status
    found: dict[str, Form] = {}
    if status in UNSIGNED and is_second:
        found["advise"] = AdviseForm(now=now)
    if status == Status.AGREED or (status == Status.PROPOSED and not is_second) or may_yet_tell(concern, is_second):
        found["tell"] = TellingForm(now=now)
    if status == Status.AGREED:
        found["drop"] = DropForm(now=now)
    if status == Status.TOLD:
        found["close"] = CloseForm(now=now)
    if concern.closed_at is None:
        other = other_of(concern, request.member)
        if lost_now(concern, now=now) == other:
            found["name_another"] = NameAnotherForm(colleagues=heirs_of(concern, other), now=now)
        found["add"] = AddForm(now=now)
        found["hand_on"] = HandOnForm(colleagues=heirs_of(concern, request.member), now=now)
    return found


def may_yet_tell(concern: FitnessConcern, is_second: bool) -> bool:
    """Whether this one of the two may have told a body before they could know that nobody was to be told."""
    return concern.status == Status.NOT_TOLD and (not is_second or were_agreed(concern))
